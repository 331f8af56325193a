"""Where a contribution comes from that was said at a table, for those who moderate it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from engage.db import db
from engage.feedback.models import Channel, Contribution
from engage.workshops.tables.models import Table


@dataclass(frozen=True)
class Origin:
    """The table that said something, and, of a dissent, what it dissents from."""

    table: Table
    dissents_from: Contribution | None


def of(contribution: Contribution) -> Origin | None:
    """Give the table that a contribution comes from; None if that was no table of a workshop here."""
    if contribution.channel is not Channel.TABLE:
        return None
    about = contribution.dissents_from_id
    noted = db.session.get_one(Contribution, about) if about else contribution
    said = select(Table).where(Table.response_id == noted.response_id).options(joinedload(Table.workshop))
    table = db.session.scalar(said)
    return Origin(table, noted if about else None) if table else None
