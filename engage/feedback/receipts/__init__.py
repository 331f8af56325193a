"""Receipts of responses, in a chain that only grows, and proving that nothing was taken out of it."""
