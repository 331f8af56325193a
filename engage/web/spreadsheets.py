"""Keeping cells harmless: what a spreadsheet would take for a formula, it must take for text."""

import re

RISKY = re.compile(r"'*[ ]*[=+\-@\t\r\n＝＋－＠]")
"""How a formula begins, in the characters of wide scripts too; with apostrophes before it, a guarded one."""


def harmless(cell: str) -> str:
    """Keep a spreadsheet from taking a cell for a formula, by an apostrophe before it."""
    return f"'{cell}" if RISKY.match(cell) else cell


def unguarded(cell: str) -> str:
    """Give a cell as it was before `harmless`."""
    return cell[1:] if cell.startswith("'") and RISKY.match(cell) else cell
