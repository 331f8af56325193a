"""Spreadsheets in and out: rows become responses and contributions, and what was said becomes rows again."""
