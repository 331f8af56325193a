"""Decisions made elsewhere, in a file: applied row by row, and never twice."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from itertools import islice
from pathlib import Path
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from engage.accounts import Person
from engage.consultations.models import Consultation
from engage.db import db
from engage.errors import RuleBroken, Sentence
from engage.feedback import references
from engage.feedback.models import Contribution, Response
from engage.moderation import policy
from engage.moderation.decisions import Ruling, decide_each
from engage.moderation.models import Decision, Outcome, Reason

BATCH = 1000
DECIDED = (Outcome.SHOW, Outcome.HOLD, Outcome.WITHHOLD)
"""What a file can say; words are taken out by a person who sees them."""


@dataclass(frozen=True)
class Row:
    """One line of the file, as it stands there."""

    line: int
    reference: str
    decision: str
    reason: str
    note: str


@dataclass(frozen=True)
class Rejected:
    """A row that was not applied, and why."""

    line: int
    reference: str
    why: Sentence


@dataclass
class Report:
    """What became of a file's rows."""

    read: int = 0
    applied: int = 0
    already: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    lines: dict[UUID, int] = field(default_factory=dict)
    """The line on which each contribution stood first."""


def rows_of(path: Path) -> list[Row]:
    """Read a CSV file with the columns reference (or id), decision and, if need be, reason and note.

    :raises RuleBroken: if it is no such file
    """
    table = csv.DictReader(StringIO(_text(path), newline=""), dialect=_dialect(path))
    columns = {(name or "").strip().lower(): name for name in table.fieldnames or ()}
    reference = columns.get("reference", columns.get("id"))
    if reference is None or "decision" not in columns:
        raise RuleBroken(
            _l(
                "The file needs the columns “reference” (or “id”) and “decision”. It has: %(columns)s",
                columns=", ".join(columns) or "–",
            )
        )

    def cell(values: Mapping[str | None, str | None], name: str | None) -> str:
        return (values.get(name) or "").replace("\0", "").strip() if name is not None else ""

    return [
        Row(
            table.line_num,
            cell(values, reference),
            cell(values, columns["decision"]).lower(),
            cell(values, columns.get("reason")).lower(),
            cell(values, columns.get("note")),
        )
        for values in table
    ]


def _text(path: Path) -> str:
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _dialect(path: Path) -> type[csv.Dialect]:
    heading = _text(path).partition("\n")[0]

    class Found(csv.excel):
        delimiter = max(",;\t", key=heading.count)

    return Found


def batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Cut the rows into pieces that are applied in one transaction each."""
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


def apply(
    batch: Sequence[Row], report: Report, *, consultation: Consultation | None, by: Person | None
) -> None:
    """Apply some rows, each unless it was applied before, and add to the report what became of them.

    A row that was applied once is never applied again, not even after somebody decided otherwise.
    """
    found = _found({row.reference for row in batch}, consultation)
    told = _told({one.id for ones in found.values() for one in ones})
    rulings: dict[UUID, Ruling] = {}
    rows: dict[UUID, Row] = {}
    for row in batch:
        report.read += 1
        try:
            contribution = _one(found.get(row.reference, []), row)
            ruling = _ruling(row)
            _demand_may(by, contribution)
            _demand_new(contribution, row, report)
            if _applied_before(ruling, told[contribution.id]):
                report.already += 1
                continue
        except RuleBroken as refusal:
            report.rejected.append(Rejected(row.line, row.reference, refusal.sentence))
            continue
        rulings[contribution.id], rows[contribution.id] = ruling, row
    tally = decide_each(rulings, by=by, seen={id: _standing(told[id]) for id in rulings})
    report.applied += len(tally.decided)
    for id, why in tally.refused.items():
        report.rejected.append(Rejected(rows[id].line, rows[id].reference, why))


def _found(written: set[str], consultation: Consultation | None) -> Mapping[str, Sequence[Contribution]]:
    """Find what each reference may stand for: an id here, an id in an imported file, a sender's reference."""
    ids = [UUID(one) for one in written if _is_id(one)]
    quoted: dict[str, list[str]] = defaultdict(list)
    for one in written:
        if reference := references.read(one):
            quoted[reference].append(one)
    given = func.substr(Contribution.source_id, func.strpos(Contribution.source_id, "/") + 1)
    named = select(Contribution, given).join(Contribution.response)
    named = named.options(joinedload(Contribution.response)).order_by(Contribution.id)
    named = named.where(
        or_(
            Contribution.id.in_(ids),
            Contribution.source_id.in_(written),
            given.in_(written),
            Response.reference.in_(quoted),
        )
    )
    if consultation:
        named = named.where(Contribution.consultation_id == consultation.id)
    found: dict[str, list[Contribution]] = defaultdict(list)
    for one, name in db.session.execute(named):
        names = {str(one.id), one.source_id, name} & written
        for written_so in names.union(quoted.get(one.response.reference, ())):
            found[written_so].append(one)
    return found


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _told(ids: Iterable[UUID]) -> Mapping[UUID, Sequence[Decision]]:
    """Give every decision ever made on these, the latest last."""
    made = (
        select(Decision).where(Decision.contribution_id.in_(ids)).order_by(Decision.decided_at, Decision.id)
    )
    told: dict[UUID, list[Decision]] = defaultdict(list)
    for decision in db.session.scalars(made):
        told[decision.contribution_id].append(decision)
    return told


def _one(found: Sequence[Contribution], row: Row) -> Contribution:
    if not row.reference:
        raise RuleBroken(_l("The reference is missing"))
    if not found:
        if refusal := references.doubt(row.reference):
            raise refusal
        raise RuleBroken(_l("There is no contribution “%(reference)s”", reference=row.reference))
    if len(found) > 1:
        raise RuleBroken(
            _l(
                "“%(reference)s” stands for %(count)s contributions. Write the id of the one that is meant",
                reference=row.reference,
                count=len(found),
            )
        )
    return found[0]


def _demand_new(contribution: Contribution, row: Row, report: Report) -> None:
    first = report.lines.setdefault(contribution.id, row.line)
    if first != row.line:
        raise RuleBroken(_l("This contribution stands on line %(line)s already", line=first))


def _demand_may(by: Person | None, contribution: Contribution) -> None:
    if by and not policy.may_moderate(by, contribution):
        raise RuleBroken(_l("%(name)s may not moderate this", name=by.name))


def _ruling(row: Row) -> Ruling:
    if row.decision not in DECIDED:
        raise RuleBroken(
            _l(
                "“%(decision)s” is no decision. There are: %(all)s",
                decision=row.decision,
                all=", ".join(DECIDED),
            )
        )
    if row.reason and row.reason not in list(Reason):
        raise RuleBroken(
            _l("“%(reason)s” is no reason. There are: %(all)s", reason=row.reason, all=", ".join(Reason))
        )
    outcome = Outcome(row.decision)
    withheld = outcome is Outcome.WITHHOLD
    if withheld and not row.reason:
        raise RuleBroken(_l("The reason is missing. There are: %(all)s", all=", ".join(Reason)))
    return Ruling(outcome, Reason(row.reason) if withheld else None, row.note)


def _standing(told: Sequence[Decision]) -> UUID | None:
    return next((one.id for one in told if one.superseded_at is None), None)


def _applied_before(ruling: Ruling, told: Sequence[Decision]) -> bool:
    """Say whether this very decision stands.

    :raises RuleBroken: if it stood once and somebody has decided otherwise, or would show what is taken out
    """
    same = [one for one in told if (one.outcome, one.reason, one.note) == _said(ruling)]
    if any(one.superseded_at is None for one in same):
        return True
    if same:
        raise RuleBroken(_l("This was decided so before, and has been decided otherwise since"))
    if ruling.outcome is Outcome.SHOW and told and told[-1].outcome is Outcome.REDACT:
        raise RuleBroken(_l("This is shown with words removed. Decide on it in the queue"))
    return False


def _said(ruling: Ruling) -> tuple[Outcome, Reason | None, str]:
    return ruling.outcome, ruling.reason, ruling.note
