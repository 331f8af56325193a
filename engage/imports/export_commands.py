"""`engage export`: what was said, as files."""

import sys
from pathlib import Path

import click

from engage.consultations.commands import called
from engage.imports import export_files
from engage.imports.export_files import Format, Of
from engage.imports.exporting import Export, Scope
from engage.operator import Result, Trouble, operator_command, say, wants_json


@click.group("export")
def exports() -> None:
    """What was said, as files."""


def _command(of: Of, about: str) -> click.Command:
    @operator_command(exports, of.value)
    @click.argument("slug")
    @click.option("--format", "form", type=click.Choice([one.value for one in Format]), default="csv")
    @click.option("--scope", type=click.Choice([one.value for one in Scope]), default="staff")
    @click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Else to standard output")
    def export(slug: str, form: str, scope: str, out: Path | None) -> Result:
        return _written(Export(called(slug), Scope(scope)), of, Format(form), out)

    export.help = about
    return export


contributions = _command(
    Of.CONTRIBUTIONS,
    "Export the contributions to the consultation SLUG, a row each: for staff as they were given, with what "
    "was decided; for the public what anybody may see.",
)
responses = _command(Of.RESPONSES, "Export the responses to the consultation SLUG, a row each, for staff.")


def _written(export: Export, of: Of, form: Format, out: Path | None) -> Result:
    if of is Of.RESPONSES and export.scope is Scope.PUBLIC:
        raise Trouble("Whole responses are for staff alone; export the contributions for the public.")
    if out is None and (form is Format.XLSX or wants_json()):
        raise Trouble("Say where the file goes, with --out FILE.")
    if out is None:
        export_files.write(export, of, form, sys.stdout.buffer)
        return None
    try:
        with out.open("wb") as file:
            export_files.write(export, of, form, file)
    except OSError as error:
        raise Trouble(f"{out} cannot be written: {error.strerror}.") from error
    say(f"The {of.value} are in {out}")
    return {"file": out, "scope": export.scope.value, "format": form.value}
