"""`engage import`: files in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from engage.consultations.commands import called
from engage.db import db, transaction
from engage.imports import mapping, reading
from engage.imports.contributions import Import, Report, finish, theme_of, write_rejects
from engage.imports.models import ImportRun
from engage.operator import Result, Trouble, operator_command, say

TOLD = 10


@click.group("import")
def imports() -> None:
    """Spreadsheets and other files in."""


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
    rejects: Path | None,
    dry_run: bool,
) -> Result:
    """Import the contributions of FILE (CSV, XLSX, ODS or JSON lines), a row each.

    Fields: text, id, theme, author, organisation, sector, area, channel, received, decision, consent.
    """
    consultation = called(slug)
    theme = theme_of(consultation, theme_slug) if theme_slug else None
    columns = mapping.parse(
        maps,
        values,
        defaults,
        there=reading.columns(file, sheet=sheet),
        source=source or (theme.slug if theme else ""),
    )
    wanted = Import(file, consultation, columns, theme, sheet)
    report = _dry(wanted) if dry_run else _run(wanted)
    rejects_file = None if dry_run else _write_rejects(file, rejects, report)
    _tell(report, rejects_file, dry_run)
    result = {
        "read": report.read,
        "added": report.added,
        "already": report.already,
        "rejected": len(report.rejected),
        "decisions": report.decisions,
        "rejects_file": rejects_file,
        "reasons": [{"line": one.row.line, "reason": one.reason} for one in report.rejected[:TOLD]],
        "dry_run": dry_run,
    }
    if report.rejected and not report.added and not report.already:
        raise Trouble("No row could be taken in: see the reasons above.", **result)
    return result


def _run(wanted: Import) -> Report:
    with transaction():
        run_id = wanted.begin(by=None).id
    report = wanted.go(transaction, by=None, progress=_progress)
    with transaction():
        finish(db.session.get_one(ImportRun, run_id), report)
    return report


def _dry(wanted: Import) -> Report:
    return wanted.go(_dropped, by=None, keep=False, progress=_progress)


@contextmanager
def _dropped() -> Iterator[None]:
    yield
    db.session.rollback()


def _write_rejects(file: Path, wanted: Path | None, report: Report) -> Path | None:
    """Write the refused rows where they are wanted, else beside the file, else in the working folder."""
    if not report.rejected:
        return None
    name = f"{file.name}.rejects.csv"
    for path in [wanted] if wanted else [file.with_name(name), Path.cwd() / name]:
        try:
            write_rejects(path, report)
        except OSError:
            continue
        return path
    raise Trouble(f"The good rows are in, but the {len(report.rejected)} refused could not be written.")


def _progress(report: Report) -> None:
    if report.read % 10_000 == 0:
        say(f"{report.read} rows read…")


def _tell(report: Report, rejects_file: Path | None, dry_run: bool) -> None:
    would = "would be " if dry_run else ""
    say(
        f"{report.read} rows read: {report.added} {would}added, {report.already} there already, "
        f"{len(report.rejected)} refused; {report.decisions} earlier decisions {would}kept."
    )
    for one in report.rejected[:TOLD]:
        say(f"  line {one.row.line}: {one.reason}")
    if len(report.rejected) > TOLD:
        say(f"  and {len(report.rejected) - TOLD} more")
    if rejects_file:
        say(f"The refused rows, with reasons, are in {rejects_file}")
