"""What a digest tells: texts that say the same together, new ones apart from those heard before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engage import clock
from engage.accounts.models import Person
from engage.analysis.duplicates import campaigns
from engage.analysis.texts import Text
from engage.consultations.models import Theme
from engage.db import db
from engage.digests import figures, queries
from engage.digests.figures import Figures
from engage.digests.models import Digest
from engage.errors import Sentence
from engage.feedback.models import Consent, Contribution
from engage.organisations.labels import SECTORS
from engage.organisations.models import Sector


@dataclass(frozen=True)
class Piece:
    """A contribution that is shown, and the words of it that may be seen."""

    contribution: Contribution
    words: str

    @property
    def sender(self) -> Sentence | None:
        """Name the sector it comes from, or the organisation if that may be published; None if unknown."""
        response = self.contribution.response
        if response.consent is Consent.NAMED and response.organisation:
            return response.organisation
        return SECTORS[response.sector] if response.sector is not Sector.UNKNOWN else None

    @property
    def quotable(self) -> bool:
        """Say whether its sender agreed to publication, so that it may stand in a letter."""
        return self.contribution.response.consent is not Consent.NONE


@dataclass(frozen=True)
class Group:
    """Pieces that say the same, or one alone."""

    pieces: Sequence[Piece]
    typical: Piece
    """The one to read for all of them: one that may be quoted, if there is one."""
    typical_id: UUID
    """What names the group from one digest to the next; the contribution may be in an earlier one."""
    heard_before: bool

    @property
    def people(self) -> int:
        """How many responses say it."""
        return len({piece.contribution.response_id for piece in self.pieces})

    @property
    def wordings(self) -> int:
        """How many different texts there are among them."""
        return len({piece.contribution.text_key for piece in self.pieces})


@dataclass(frozen=True)
class Contents:
    """All that a digest tells a lead about a theme."""

    theme: Theme
    groups: Sequence[Group]
    figures: Figures
    compiled_at: datetime
    since: datetime | None
    gone: int = 0
    """How many were told then and are shown no longer."""

    @property
    def new(self) -> list[Group]:
        """List what was not heard before."""
        return [group for group in self.groups if not group.heard_before]

    @property
    def repeated(self) -> list[Group]:
        """List what was heard before, from others."""
        return [group for group in self.groups if group.heard_before]

    @property
    def contributions(self) -> int:
        """How many contributions it tells of."""
        return _count(self.groups)

    @property
    def new_ones(self) -> int:
        """How many contributions say what was not heard before."""
        return _count(self.new)

    @property
    def repeated_ones(self) -> int:
        """How many contributions say what was heard before."""
        return _count(self.repeated)

    @property
    def people(self) -> int:
        """How many responses they come from."""
        return len({piece.contribution.response_id for group in self.groups for piece in group.pieces})


def upcoming(person: Person, theme: Theme) -> Contents:
    """Gather what the next digest of a theme would tell somebody if it were compiled now."""
    untold = db.session.execute(queries.untold(person.id, theme.id))
    pieces = [Piece(contribution, decision.shown_text or "") for contribution, decision in untold]
    before = queries.last(person.id, theme.id)
    return Contents(
        theme,
        _groups(person, theme, pieces),
        figures.of(theme.id),
        compiled_at=clock.now(),
        since=before.compiled_at if before else None,
    )


def of(digest: Digest) -> Contents:
    """Read a digest as it was compiled, without what may be seen no longer."""
    members: dict[UUID, list[Piece]] = defaultdict(list)
    heard: dict[UUID, bool] = {}
    for item, contribution, decision in db.session.execute(queries.within(digest)):
        members[item.typical_id].append(Piece(contribution, decision.shown_text or ""))
        heard[item.typical_id] = item.heard_before
    told = queries.told(digest)
    return Contents(
        digest.theme,
        _in_order(_group(pieces, typical, heard[typical]) for typical, pieces in members.items()),
        Figures.read(digest.figures),
        digest.compiled_at,
        digest.since,
        gone=told - sum(len(pieces) for pieces in members.values()),
    )


def _groups(person: Person, theme: Theme, pieces: Sequence[Piece]) -> list[Group]:
    if not pieces:
        return []
    earlier = queries.campaign_texts(person.id, theme.id)
    stands_for = _stands_for(pieces, earlier)
    members: dict[UUID, list[Piece]] = defaultdict(list)
    for piece in pieces:
        members[stands_for.get(piece.contribution.id, piece.contribution.id)].append(piece)
    keys = queries.heard(person.id, theme.id, {piece.contribution.text_key for piece in pieces})
    of_old = {contribution_id for contribution_id, _ in earlier}
    return _in_order(
        _group(
            said,
            typical,
            typical in of_old or any(piece.contribution.text_key in keys for piece in said),
        )
        for typical, said in members.items()
    )


def _stands_for(pieces: Sequence[Piece], earlier: Sequence[tuple[UUID, str]]) -> Mapping[UUID, UUID]:
    """Say which contribution stands for each of those that others say as well."""
    told = {contribution_id for contribution_id, _ in earlier}
    said = [
        Text(str(piece.contribution.id), piece.contribution.text, str(piece.contribution.response_id))
        for piece in pieces
    ]
    said += [Text(str(contribution_id), words, str(contribution_id)) for contribution_id, words in earlier]
    found: dict[UUID, UUID] = {}
    for campaign in campaigns(said):
        ids = [UUID(one) for one in campaign.ids]
        typical = next((one for one in ids if one in told), UUID(campaign.typical))
        found |= dict.fromkeys(ids, typical)
    return found


def _group(pieces: Sequence[Piece], typical_id: UUID, heard_before: bool) -> Group:
    def rank(piece: Piece) -> tuple[bool, bool]:
        return not piece.quotable, piece.contribution.id != typical_id

    return Group(pieces, min(pieces, key=rank), typical_id, heard_before)


def _count(groups: Iterable[Group]) -> int:
    return sum(len(group.pieces) for group in groups)


def _in_order(groups: Iterable[Group]) -> list[Group]:
    """Put what most people say first, then what came first."""

    def rank(group: Group) -> tuple[int, datetime, UUID]:
        first = group.pieces[0].contribution
        return -group.people, first.received_at, first.id

    return sorted(groups, key=rank)
