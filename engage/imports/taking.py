"""Taking rows in: each checked, good ones kept once, bad ones told with their line and reason."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import insert, select

from engage import clock
from engage.accounts import Person
from engage.consultations.models import Consultation
from engage.db import db, new_id
from engage.errors import RuleBroken
from engage.feedback import bulk
from engage.feedback.bulk import Kept, NewReply, NewRow
from engage.feedback.models import text_key
from engage.imports.checking import Checked, Checker
from engage.imports.models import ImportedItem, ImportRun
from engage.imports.reading import Row
from engage.moderation.decisions import Ruling, decide_each
from engage.moderation.models import Outcome, Reason

ERASED = text_key("")
"""The key of words that were erased: a file that holds them still does not bring them back."""


@dataclass(frozen=True)
class Refused:
    """A row that could not be taken in, and why."""

    row: Row
    reason: str


@dataclass
class Report:
    """How many rows became what, and those that were refused."""

    read: int = 0
    added: int = 0
    already: int = 0
    left_out: int = 0
    texts: int = 0
    replies: int = 0
    decided: int = 0
    rejected: list[Refused] = field(default_factory=list)


@dataclass(frozen=True)
class Fresh:
    """What of a row is not known yet."""

    checked: Checked
    new: NewRow

    @property
    def says_something(self) -> bool:
        """Whether anything of it is new."""
        return bool(self.new.texts or self.new.replies)


def take(
    rows: Sequence[tuple[Row, int]],
    checker: Checker,
    consultation: Consultation,
    *,
    run: ImportRun | None,
    by: Person | None,
) -> Report:
    """Take rows in, and say what became of them; without a run nothing is written.

    Whoever takes the same rows in again adds nothing.
    """
    report = Report(read=len(rows))
    checked = _checked(rows, checker, report)
    if run:
        _hold(consultation)
    fresh = _fresh(consultation, checked, {row.line: row for row, _ in rows}, report)
    new = [one for one in fresh if one.says_something]
    report.added, report.already = len(new), len(fresh) - len(new)
    report.texts = sum(len(one.new.texts) for one in new)
    report.replies = sum(len(one.new.replies) for one in new)
    report.decided = sum(len(one.new.texts) for one in new if one.checked.decision)
    report.rejected.sort(key=lambda one: one.row.line)
    if run:
        _keep(consultation, run, new, by=by)
    return report


def _hold(consultation: Consultation) -> None:
    """Keep other imports from the consultation meanwhile; people may go on sending responses."""
    held = select(Consultation.id).where(Consultation.id == consultation.id)
    db.session.execute(held.with_for_update(key_share=True))


def _checked(rows: Sequence[tuple[Row, int]], checker: Checker, report: Report) -> list[Checked]:
    found = []
    for row, number in rows:
        if checker.leaves_out(row):
            report.left_out += 1
            continue
        try:
            checked = checker.check(row, number)
        except RuleBroken as reason:
            report.rejected.append(Refused(row, str(reason)))
            continue
        found.append(checked)
    return found


def _fresh(
    consultation: Consultation, checked: Sequence[Checked], at_line: Mapping[int, Row], report: Report
) -> list[Fresh]:
    """Leave what is known already out of each row; one whose known words differ is refused whole."""
    held = bulk.known(consultation, [text.source_id for one in checked for text in one.new.texts])
    replied = bulk.known_replies(consultation, [name for one in checked for name in _names(one.new)])
    found = []
    for one in checked:
        if any(held.get(text.source_id) == ERASED for text in one.new.texts):
            found.append(Fresh(one, replace(one.new, texts=(), replies=())))
            continue
        if reason := _changed(one.new, held, replied):
            report.rejected.append(Refused(at_line[one.line], reason))
            continue
        texts = tuple(text for text in one.new.texts if text.source_id not in held)
        replies = tuple(reply for name, reply in _names(one.new).items() if name not in replied)
        replied |= {name: reply.value for name, reply in _names(one.new).items()}
        found.append(Fresh(one, replace(one.new, texts=texts, replies=replies)))
    return found


def _names(new: NewRow) -> dict[tuple[str, UUID], NewReply]:
    """Name the replies of a row by who replied and to which question."""
    return {(str(new.author_key), reply.question_id): reply for reply in new.replies}


def _changed(new: NewRow, held: Mapping[str, str], replied: Mapping[tuple[str, UUID], Any]) -> str | None:
    """Say what a row says otherwise than when it was imported before, if anything."""
    for text in new.texts:
        if text.source_id in held and held[text.source_id] != text_key(text.text):
            told: str = _(
                "The id %(given)s was imported before with another text; if this file counts its own ids, "
                "name it with --source",
                given=text.source_id.partition("/")[2],
            )
            return told
    for name, reply in _names(new).items():
        if name in replied and replied[name] != reply.value:
            otherwise: str = _(
                "%(given)s was imported before with another answer to a question",
                given=name[0].partition("/")[2],
            )
            return otherwise
    return None


def _keep(consultation: Consultation, run: ImportRun, new: Sequence[Fresh], *, by: Person | None) -> None:
    at = clock.now()
    kept = bulk.accept_many(consultation, [one.new for one in new], at=at)
    rulings = {
        contribution_id: _ruling(one.checked.decision)
        for became, one in zip(kept, new, strict=True)
        for contribution_id in became.contributions
        if one.checked.decision
    }
    if rulings:
        decide_each(rulings, by=by, seen=dict.fromkeys(rulings), at=at)
    if items := [item for became in kept for item in _items(run, became, rulings, at)]:
        db.session.execute(insert(ImportedItem), items, execution_options=bulk.ALIKE)


def _items(
    run: ImportRun, became: Kept, rulings: Mapping[UUID, Ruling], at: datetime
) -> Iterator[dict[str, Any]]:
    for contribution_id in became.contributions:
        yield _item(run, became, contribution=contribution_id, at=at if contribution_id in rulings else None)
    for reply_id in became.replies:
        yield _item(run, became, reply=reply_id)


def _item(
    run: ImportRun,
    became: Kept,
    *,
    contribution: UUID | None = None,
    reply: UUID | None = None,
    at: datetime | None = None,
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "run_id": run.id,
        "response_id": became.response_id,
        "contribution_id": contribution,
        "reply_id": reply,
        "decided_at": at,
    }


def _ruling(outcome: Outcome) -> Ruling:
    if outcome is Outcome.WITHHOLD:
        return Ruling(outcome, Reason.OTHER, _("Decided before it was imported"))
    return Ruling(outcome)
