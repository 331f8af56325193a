"""Long lists, a page at a time."""

from dataclasses import dataclass
from math import ceil
from typing import Any

from flask import request
from sqlalchemy import Select, func, select

from engage.db import db

SIZE = 25


@dataclass(frozen=True)
class Page:
    """One page of a list: its items (rows, or the entity where only one is selected) and its place."""

    items: list[Any]
    number: int
    total: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are; one if there is nothing."""
        return max(1, ceil(self.total / self.size))

    def numbers(self) -> list[int | None]:
        """Name the pages to link to: the ends and those around this one, None for a gap."""
        near = [n for n in range(1, self.pages + 1) if n in (1, self.pages) or abs(n - self.number) <= 1]
        gapped: list[int | None] = []
        for n in near:
            if gapped and gapped[-1] != n - 1:
                gapped.append(None)
            gapped.append(n)
        return gapped


def page(query: Select[*tuple[Any, ...]], *, size: int = SIZE) -> Page:
    """Run the part of a query that `?page=` asks for; past the end, the last page.

    The query must have a total order.
    """
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    wanted = request.args.get("page", 1, type=int)
    number = min(max(wanted, 1), max(1, ceil(total / size)))
    rows = db.session.execute(query.limit(size).offset((number - 1) * size)).unique().all()
    items = [row[0] if len(row) == 1 else row for row in rows]
    return Page(items, number, total, size)
