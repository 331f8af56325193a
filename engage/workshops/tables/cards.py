"""Table cards as a PDF: a page for each table, to be folded, with the address of its page to scan."""

from importlib.resources import files
from typing import Any

from flask_babel import gettext as _

from engage import clock
from engage.web import typesetting
from engage.web.addresses import address
from engage.web.templating import day, language
from engage.workshops.models import Workshop
from engage.workshops.pictures import drawn
from engage.workshops.tables import codes, queries
from engage.workshops.tables.models import Table


def pdf(workshop: Workshop) -> bytes:
    """Set a card for each table."""
    told = {
        "language": language().partition("-")[0],
        "title": _("Table cards: %(workshop)s", workshop=workshop.title),
        "workshop": workshop.title,
        "day": day(workshop.starts_at),
        "does": _("Scan this to write what your table says, and to give your dots."),
        "types": _("Or open this address:"),
        "cards": [_card(table) for table in queries.of(workshop.id)],
    }
    return typesetting.pdf(files("engage.workshops.tables").joinpath("cards.typ"), told, dated=clock.now())


def _card(table: Table) -> dict[str, Any]:
    there = address("workshops.table", code=table.code)
    read = address("workshops.table", code=codes.written(table.code))
    return {
        "table": _("Table %(number)s", number=table.number),
        "name": table.name,
        "theme": table.theme.title if table.theme else "",
        "position": table.theme.position if table.theme else 0,
        "scan": drawn(there, border=0),
        "scan_told": _("The address of this table’s page, for phones to scan"),
        "address": read.partition("://")[2],
    }
