"""Deciding what is shown of contributions. What a moderator saw is what they decide on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from engage import audit, clock
from engage.accounts import Person
from engage.db import db, new_id
from engage.errors import RuleBroken, Sentence
from engage.feedback.models import Contribution
from engage.moderation import leases, queries, redaction
from engage.moderation.models import Decision, Lease, Outcome, Reason, Redaction
from engage.moderation.redaction import Span


@dataclass(frozen=True)
class Ruling:
    """What is decided, before it is known about which contribution."""

    outcome: Outcome
    reason: Reason | None = None
    note: str = ""
    redactions: Sequence[Span] = ()


@dataclass
class Tally:
    """What became of a decision on many: those decided, and why others were not."""

    decided: list[Decision] = field(default_factory=list)
    refused: dict[UUID, Sentence] = field(default_factory=dict)


def decide(
    contribution: Contribution,
    outcome: Outcome,
    *,
    by: Person | None,
    redactions: Iterable[Span] = (),
    reason: Reason | None = None,
    note: str = "",
    seen: UUID | None = None,
    at: datetime | None = None,
) -> Decision:
    """Decide on one contribution; a decision that stood before is superseded and kept.

    `seen` is the id of the decision that the moderator saw standing, None for none.

    :raises RuleBroken: if another stands by now, somebody else is reading it, it was withdrawn, or the
        decision lacks what it needs
    """
    ruling = Ruling(outcome, reason, note.strip(), tuple(redactions))
    tally = decide_each({contribution.id: ruling}, by=by, seen={contribution.id: seen}, at=at, strictly=True)
    return tally.decided[0]


def decide_each(
    rulings: Mapping[UUID, Ruling],
    *,
    by: Person | None,
    seen: Mapping[UUID, UUID | None],
    at: datetime | None = None,
    strictly: bool = False,
) -> Tally:
    """Decide on many contributions, each with a decision of its own; what is refused leaves the rest.

    :raises RuleBroken: at the first refusal, if it is to be done strictly
    """
    tally, ids = Tally(), sorted(rulings)
    standing, read_by = _locked(ids), leases.running(ids)
    fates = queries.current(ids)
    together = new_id() if len(ids) > 1 else None
    for contribution in standing:
        ruling, now = rulings[contribution.id], fates.get(contribution.id)
        try:
            _demand_fresh(contribution, now, seen.get(contribution.id))
            _demand_unread(read_by.get(contribution.id), by)
            made = _made(contribution, ruling, by, at or clock.now())
        except RuleBroken as refusal:
            if strictly:
                raise
            tally.refused[contribution.id] = refusal.sentence
            continue
        if now:
            now.superseded_at = made.decided_at
        _record(contribution, made, now, by, together)
        tally.decided.append(made)
    _save(tally.decided)
    return tally


def _locked(ids: Sequence[UUID]) -> Sequence[Contribution]:
    """Lock contributions, always in the same order, so that two moderators do not wait for each other."""
    wanted = select(Contribution).where(Contribution.id.in_(ids)).order_by(Contribution.id)
    locked = wanted.options(joinedload(Contribution.response)).with_for_update(of=Contribution)
    return db.session.scalars(locked.execution_options(populate_existing=True)).all()


def _demand_fresh(contribution: Contribution, now: Decision | None, seen: UUID | None) -> None:
    if contribution.ended_at:
        raise RuleBroken(_l("This has been withdrawn or changed by the person who sent it"))
    if (now.id if now else None) == seen:
        return
    if now is None or now.decided_by is None:
        raise RuleBroken(_l("This has been decided meanwhile. Look at it again"))
    raise RuleBroken(
        _l("This has been decided meanwhile by %(name)s. Look at it again", name=now.decided_by.name)
    )


def _demand_unread(lease: Lease | None, by: Person | None) -> None:
    if lease and by and lease.person_id != by.id:
        raise RuleBroken(
            _l("%(name)s is reading this now. Your time with it had run out", name=lease.person.name)
        )


def _made(contribution: Contribution, ruling: Ruling, by: Person | None, at: datetime) -> Decision:
    if ruling.outcome is Outcome.WITHHOLD and ruling.reason is None:
        raise RuleBroken(_l("Choose why it is withheld"), field="reason")
    spans = redaction.tidy(contribution.text, ruling.redactions)
    if (ruling.outcome is Outcome.REDACT) != bool(spans):
        raise RuleBroken(_l("Choose the words to take out"), field="marked")
    decision = Decision(
        contribution_id=contribution.id,
        outcome=ruling.outcome,
        reason=ruling.reason if ruling.outcome is Outcome.WITHHOLD else None,
        note=ruling.note,
        shown_text=redaction.apply(contribution.text, spans) if ruling.outcome in queries.SHOWN else None,
        decided_at=at,
        decided_by_id=by.id if by else None,
    )
    decision.redactions = [Redaction(start=s.start, end=s.end, reason=s.reason) for s in spans]
    return decision


def _record(
    contribution: Contribution,
    made: Decision,
    before: Decision | None,
    by: Person | None,
    together: UUID | None,
) -> None:
    detail: dict[str, object] = {"decision": made.id, "outcome": made.outcome}
    detail |= {"reason": made.reason} if made.reason else {}
    detail |= {"redactions": len(made.redactions)} if made.redactions else {}
    detail |= {"before": before.outcome} if before else {}
    detail |= {"together": together} if together else {}
    audit.record("contribution.decided", contribution, by=by, **detail)


def _save(made: Sequence[Decision]) -> None:
    # What was superseded goes first: the database allows one standing decision a contribution.
    db.session.flush()
    try:
        with db.session.begin_nested():
            db.session.add_all(made)
    except IntegrityError as clash:
        raise RuleBroken(_l("This has been decided meanwhile. Look at it again")) from clash
    leases.release([decision.contribution_id for decision in made])
