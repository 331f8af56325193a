"""Spreadsheets and letters in: rows become contributions."""
