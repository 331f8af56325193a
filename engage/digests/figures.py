"""How a theme stands: what came in, from whom, and what waits for a moderator."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from sqlalchemy import func, select

from engage.db import db
from engage.errors import Sentence
from engage.feedback.models import Contribution, Response
from engage.moderation.models import Decision
from engage.moderation.queries import SHOWN, STANDS
from engage.organisations.labels import SECTORS_OF_MANY
from engage.organisations.models import Sector


@dataclass(frozen=True)
class Figures:
    """Counts of what was not withdrawn, at one moment."""

    received: int
    people: int
    """How many responses speak to the theme, shown or not."""
    shown: int
    waiting: int
    oldest_waiting: datetime | None
    sectors: dict[Sector, int]
    """People by the sector they speak for, most first."""

    @property
    def by_sector(self) -> list[tuple[Sentence, int]]:
        """Give the sectors their names; nothing if none is known."""
        if set(self.sectors) <= {Sector.UNKNOWN}:
            return []
        return [(SECTORS_OF_MANY[sector], people) for sector, people in self.sectors.items()]

    def row(self) -> dict[str, Any]:
        """Write it as JSON."""
        oldest = self.oldest_waiting
        return asdict(self) | {"oldest_waiting": oldest.isoformat() if oldest else None}

    @classmethod
    def read(cls, row: dict[str, Any]) -> Self:
        """Read what `row` wrote."""
        oldest = row["oldest_waiting"]
        sectors = sorted(row["sectors"].items(), key=lambda one: (-one[1], one[0]))
        return cls(
            **row
            | {
                "oldest_waiting": datetime.fromisoformat(oldest) if oldest else None,
                "sectors": {Sector(name): people for name, people in sectors},
            }
        )


def of(theme_id: UUID) -> Figures:
    """Count how a theme stands now."""
    undecided = Decision.id.is_(None)
    counts = (
        select(
            func.count(Contribution.id),
            func.count(Response.id.distinct()),
            func.count(Contribution.id).filter(Decision.outcome.in_(SHOWN)),
            func.count(Contribution.id).filter(undecided),
            func.min(Contribution.received_at).filter(undecided),
        )
        .join(Response, Response.id == Contribution.response_id)
        .outerjoin(Decision, STANDS)
        .where(Contribution.theme_id == theme_id, Contribution.ended_at.is_(None))
    )
    return Figures(*db.session.execute(counts).one(), sectors=_sectors(theme_id))


def _sectors(theme_id: UUID) -> dict[Sector, int]:
    people = func.count(Response.id.distinct())
    counts = (
        select(Response.sector, people)
        .join(Contribution, Contribution.response_id == Response.id)
        .where(Contribution.theme_id == theme_id, Contribution.ended_at.is_(None))
        .group_by(Response.sector)
        .order_by(people.desc(), Response.sector)
    )
    return {Sector(sector): count for sector, count in db.session.execute(counts)}
