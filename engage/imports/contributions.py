"""Importing contributions: each row checked, good ones kept, bad ones told with their line and reason."""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from hashlib import file_digest
from itertools import islice
from pathlib import Path

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from engage import audit, clock
from engage.accounts import Person
from engage.consultations.models import Consultation, Theme
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback import bulk
from engage.feedback.models import text_key
from engage.imports import reading
from engage.imports.checking import Checked, Checker
from engage.imports.mapping import ColumnMap
from engage.imports.models import ImportRun
from engage.imports.reading import Row
from engage.moderation.decisions import Ruling, decide_each
from engage.moderation.models import Outcome, Reason

BATCH = 1000


@dataclass(frozen=True)
class Rejected:
    """A row that could not be taken in, and why."""

    row: Row
    reason: str


@dataclass
class Report:
    """How many rows became what, and those that were refused."""

    read: int = 0
    added: int = 0
    already: int = 0
    decisions: int = 0
    rejected: list[Rejected] = field(default_factory=list)


@dataclass(frozen=True)
class Import:
    """A file that is to be read into a consultation, and how."""

    path: Path
    consultation: Consultation
    mapping: ColumnMap
    theme: Theme | None = None
    sheet: str | None = None

    def begin(self, *, by: Person | None) -> ImportRun:
        """Note that the file is being read."""
        with self.path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        run = ImportRun(
            consultation_id=self.consultation.id,
            file_name=self.path.name,
            sha256=digest,
            mapping=self.mapping.told(),
            started_at=clock.now(),
        )
        db.session.add(run)
        audit.record("import.begun", run, by=by, file=digest)
        return run

    def go(
        self,
        batch: Callable[[], AbstractContextManager[None]],
        *,
        by: Person | None,
        keep: bool = True,
        progress: Callable[[Report], None] = lambda report: None,
    ) -> Report:
        """Read the file in batches, each kept whole or not at all inside the `batch` that the edge opens.

        Whoever interrupts it and runs it again takes in the rest. With `keep` false, nothing is
        written: the report says what would be.
        """
        report = Report()
        checker = Checker(self.consultation, self.mapping, self.theme)
        for rows in _in_batches(reading.rows(self.path, sheet=self.sheet)):
            with batch():
                self._take(rows, checker, report, by=by, keep=keep)
            progress(report)
        return report

    def _take(
        self, rows: Sequence[Row], checker: Checker, report: Report, *, by: Person | None, keep: bool
    ) -> None:
        checked, refused = _checked(rows, checker)
        db.session.execute(
            select(Consultation.id).where(Consultation.id == self.consultation.id).with_for_update()
        )
        held = bulk.known(self.consultation, [one.new.source_id for one in checked])
        fresh = [one for one in checked if one.new.source_id not in held]
        changed = [
            one
            for one in checked
            if one.new.source_id in held and held[one.new.source_id] != text_key(one.new.text)
        ]
        if keep:
            self._keep(fresh, by=by)
        at_line = {row.line: row for row in rows}
        refused += [Rejected(at_line[one.line], _changed(one)) for one in changed]
        report.read += len(rows)
        report.added += len(fresh)
        report.already += len(checked) - len(fresh) - len(changed)
        report.decisions += sum(1 for one in fresh if one.decision)
        report.rejected += sorted(refused, key=lambda one: one.row.line)

    def _keep(self, fresh: Sequence[Checked], *, by: Person | None) -> None:
        ids = bulk.accept_many(self.consultation, [one.new for one in fresh], at=clock.now())
        rulings = {
            contribution_id: _ruling(one.decision)
            for contribution_id, one in zip(ids, fresh, strict=True)
            if one.decision
        }
        if rulings:
            decide_each(rulings, by=by, seen=dict.fromkeys(rulings))


def finish(run: ImportRun, report: Report) -> None:
    """Note how an import ended."""
    run.ended_at = clock.now()
    run.read, run.added, run.already = report.read, report.added, report.already
    run.rejected, run.decided = len(report.rejected), report.decisions


def write_rejects(path: Path, report: Report) -> None:
    """Write the rows that were refused, as they were, with their line and the reason.

    :raises OSError: if the file cannot be written
    """
    names = list(dict.fromkeys(name for one in report.rejected for name in one.row.cells))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["line", "reason", *names])
        for one in report.rejected:
            lines.writerow([one.row.line, one.reason, *(one.row.cells.get(name, "") for name in names)])


def theme_of(consultation: Consultation, slug: str) -> Theme:
    """Find a theme of a consultation.

    :raises RuleBroken: with the themes there are, if it has no such theme
    """
    for theme in consultation.themes:
        if slug.casefold() in (theme.slug, theme.title.casefold()):
            return theme
    known = ", ".join(theme.slug for theme in consultation.themes)
    raise RuleBroken(_l("There is no theme “%(slug)s”; there are: %(known)s", slug=slug, known=known))


def _in_batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _checked(rows: Sequence[Row], checker: Checker) -> tuple[list[Checked], list[Rejected]]:
    checked, refused = [], []
    for row in rows:
        try:
            checked.append(checker.check(row))
        except RuleBroken as reason:
            refused.append(Rejected(row, str(reason)))
    return checked, refused


def _changed(one: Checked) -> str:
    given = one.new.source_id.partition("/")[2]
    sentence: str = _(
        "The id %(given)s was imported before with another text; if this file counts its own ids, "
        "name it with --source",
        given=given,
    )
    return sentence


def _ruling(outcome: Outcome) -> Ruling:
    if outcome is Outcome.WITHHOLD:
        return Ruling(outcome, Reason.OTHER, _("Decided before it was imported"))
    return Ruling(outcome)
