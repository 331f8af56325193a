"""`engage import`: files in, and out again."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from sqlalchemy.exc import NoResultFound

from engage.consultations.commands import called
from engage.consultations.models import Consultation, Theme
from engage.db import db, transaction
from engage.imports import (
    choosing,
    layouts,
    mapping,
    naming,
    preparing,
    queries,
    reading,
    rejects,
    running,
    staging,
    undoing,
)
from engage.imports.layouts import PLAIN, REFUSED, Shape
from engage.imports.mapping import ColumnMap
from engage.imports.models import ImportRun
from engage.operator import Result, Trouble, json_option, operator_command, say

TOLD = 10
COUNTED = ("read", "added", "already", "left_out", "texts", "replies")


@click.group("import", invoke_without_command=True)
@click.option("--undo", "run_id", metavar="ID", help="Take an import out again; the same as `undo ID`.")
@json_option
@click.pass_context
def imports(context: click.Context, run_id: str | None) -> None:
    """Spreadsheets and other files in."""
    if run_id and context.invoked_subcommand is None:
        context.invoke(undo, run_id=run_id)
    elif context.invoked_subcommand is None:
        click.echo(context.get_help())


@operator_command(imports, "undo")
@click.argument("run_id", metavar="ID")
def undo(run_id: str) -> Result:
    """Take out all that the import with this ID brought in, unless something of it is public."""
    with transaction():
        run = _run_called(run_id)
        undoing.undo(run, by=None)
        told = {"id": run.id, "file": run.file_name, "contributions": run.texts, "replies": run.replies}
    say(f"The import of {told['file']} is undone: {told['contributions']} contributions are gone.")
    return told


@operator_command(imports, "list")
@click.argument("slug")
def list_runs(slug: str) -> Result:
    """List the imports into a consultation, the latest first."""
    found = [_listed(run) for run in db.session.scalars(queries.of(called(slug)))]
    for one in found:
        say(f"{one['id']}  {one['file']}  {one['state']}  {one['read']} rows read, {one['added']} added")
    return {"imports": found}


@operator_command(imports, "contributions")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--consultation", "slug", required=True, metavar="SLUG", help="Into which consultation")
@click.option("--theme", "theme_slug", metavar="SLUG", help="Under which theme, where no column says so")
@click.option("--map", "maps", multiple=True, metavar="FIELD=COLUMN", help="Which column holds a field")
@click.option("--value", "values", multiple=True, metavar="FIELD:FROM=TO", help="What a value means here")
@click.option("--default", "defaults", multiple=True, metavar="FIELD=VALUE", help="What an empty cell means")
@click.option("--source", metavar="NAME", help="Whose ids these are; else the theme's, if one is given")
@click.option("--sheet", metavar="NAME", help="Which sheet of a spreadsheet; else the first")
@click.option(
    "--rejects",
    "wanted",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where refused rows go; else beside the file",
)
@click.option("--dry-run", is_flag=True, help="Check everything, write nothing")
def contributions(
    file: Path,
    slug: str,
    theme_slug: str | None,
    maps: tuple[str, ...],
    values: tuple[str, ...],
    defaults: tuple[str, ...],
    source: str | None,
    sheet: str | None,
    wanted: Path | None,
    dry_run: bool,
) -> Result:
    """Import the contributions of FILE (CSV, XLSX, ODS, JSON or JSON lines), a row each.

    Fields: text, id, theme, author, organisation, sector, area, channel, received, decision, consent, kind,
    question, language. What `engage export` wrote is read without any --map, and so are exports of
    Citizen Space and Qualtrics whose questions are those of the consultation.
    """
    consultation = called(slug)
    theme = queries.theme_of(consultation, theme_slug) if theme_slug else None
    columns = None if _is_known(file, sheet, maps) else _columns(file, sheet, maps, values, defaults)
    with _dropped() if dry_run else transaction():
        run = _uploaded(file, consultation, sheet, columns)
        columns = columns or mapping.meaning(ColumnMap.restored(run.mapping), values, defaults)
        _explain(run, columns, theme, source)
        told, run_id = _tried(run) if dry_run else Told({}, []), run.id
    if not dry_run:
        _finish(run_id)
        run = queries.get(run_id)
        told = _done(run)
    rejects_file = None if dry_run else _write_rejects(file, wanted, run)
    _tell(told, rejects_file)
    result: dict[str, object] = {
        "id": None if dry_run else run_id,
        "rejects_file": rejects_file,
        **told.counts,
    }
    result |= {"reasons": [{"line": line, "reason": why} for line, why in told.reasons], "dry_run": dry_run}
    if run.cause:
        raise Trouble(run.cause, **result)
    if told.counts["rejected"] and not told.counts["added"] and not told.counts["already"]:
        raise Trouble("No row could be taken in: see the reasons above.", **result)
    return result


@dataclass(frozen=True)
class Told:
    """What became of the rows, or would, and why the first of those were refused that were."""

    counts: dict[str, int]
    reasons: list[tuple[int, str]]
    dry: bool = False


def _is_known(file: Path, sheet: str | None, maps: Sequence[str]) -> bool:
    """Say whether nobody says what the columns are, and it is an export whose columns can be guessed."""
    if maps or reading.is_json(file):
        return False
    return reading.recognised(file, sheet=sheet).shape in (Shape.CITIZEN_SPACE, Shape.QUALTRICS)


def _columns(
    file: Path, sheet: str | None, maps: Sequence[str], values: Sequence[str], defaults: Sequence[str]
) -> ColumnMap:
    names = reading.columns(file, sheet=sheet)
    ours = set(names) >= layouts.OURS
    if not maps and (ours or (file.suffix == ".json" and {"id", "text"} <= set(names))):
        return mapping.of_ours(file.suffix)
    columns = mapping.parse(maps, values, defaults, there=names)
    guarded = mapping.is_guarded(file.suffix) if ours else names[:2] == REFUSED
    return replace(columns, ours=ours, guarded=guarded)


def _uploaded(
    file: Path, consultation: Consultation, sheet: str | None, columns: ColumnMap | None
) -> ImportRun:
    """Keep the file; without columns, recognise how it is laid out and guess them."""
    layout = PLAIN if columns else None
    with file.open("rb") as content:
        run = running.upload(consultation, content, file.name, layout=layout, sheet=sheet, by=None)
    if columns is None:
        preparing.guess(run)
        for column, code in choosing.codes(ColumnMap.restored(run.mapping)).items():
            say(f"  {column}: {choosing.offered(consultation)[code]}")
    return run


def _explain(run: ImportRun, columns: ColumnMap, theme: Theme | None, source: str | None) -> None:
    """Say how the columns of a run are read, and what follows from that."""
    usual = naming.usual_source(run, theme)
    if source is None and usual != (theme.slug if theme else ""):
        before = f"under {usual}" if usual else "under no theme"
        say(f"This file was imported before {before}: what is known stays as it is.")
        say("To import it anew, undo that import first: `engage import list` names them.")
    if not (theme or columns.placed):
        say("Nothing says under which theme this belongs, so it goes to the consultation as a whole.")
    running.explain(run, replace(columns, source=usual if source is None else source), theme)


def _finish(run_id: UUID) -> None:
    """Take in all rows, each part in a transaction of its own."""
    with transaction():
        running.begin(queries.get(run_id), by=None)
    while True:
        with transaction():
            run = queries.locked(run_id)
            if not run.at_work:
                return
            running.take_part(run, by=None)
            if run.read % 10_000 == 0:
                say(f"{run.read} rows read…")


@contextmanager
def _dropped() -> Iterator[None]:
    yield
    db.session.rollback()


def _tried(run: ImportRun) -> Told:
    try:
        report = running.tried(run)
    finally:
        staging.path(run).unlink(missing_ok=True)
    counts = {name: getattr(report, name) for name in COUNTED} | {"rejected": len(report.rejected)}
    first = [(one.row.line, one.reason) for one in report.rejected[:TOLD]]
    return Told(counts | {"decisions": report.decided}, first, dry=True)


def _done(run: ImportRun) -> Told:
    counts = {name: getattr(run, name) for name in COUNTED} | {"rejected": run.rejected}
    first = [(one.line, one.reason) for one in islice(rejects.of(run), TOLD)]
    return Told(counts | {"decisions": run.decided}, first)


def _write_rejects(file: Path, wanted: Path | None, run: ImportRun) -> Path | None:
    """Write the refused rows where they are wanted, else beside the file, else in the working folder."""
    if not run.rejected:
        return None
    name = f"{file.name}.rejects.csv"
    for path in [wanted] if wanted else [file.with_name(name), Path.cwd() / name]:
        try:
            rejects.write(path, run)
        except OSError:
            continue
        return path
    raise Trouble(f"The good rows are in, but the {run.rejected} refused could not be written.")


def _tell(told: Told, rejects_file: Path | None) -> None:
    would, counts = "would be " if told.dry else "", told.counts
    say(
        f"{counts['read']} rows read: {counts['added']} {would}added, {counts['already']} there already, "
        f"{counts['rejected']} refused, {counts['left_out']} left out; "
        f"{counts['decisions']} earlier decisions {would}kept."
    )
    for line, reason in told.reasons:
        say(f"  line {line}: {reason}")
    if counts["rejected"] > TOLD:
        say(f"  and {counts['rejected'] - TOLD} more")
    if rejects_file:
        say(f"The refused rows, with reasons, are in {rejects_file}")


def _run_called(run_id: str) -> ImportRun:
    try:
        return queries.get(UUID(run_id))
    except (ValueError, NoResultFound) as none:
        raise Trouble(f"There is no import {run_id}: `engage import list SLUG` names them.") from none


def _listed(run: ImportRun) -> dict[str, Any]:
    counts = {name: getattr(run, name) for name in ("read", "added", "already", "rejected")}
    return {"id": run.id, "file": run.file_name, "state": queries.state(run), **counts}
