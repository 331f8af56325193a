"""What managers choose and type on the way of a file into a consultation."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from wtforms import FileField, IntegerField, StringField, ValidationError
from wtforms.validators import DataRequired, Length, NumberRange

from engage.consultations.models import Consultation, Theme
from engage.errors import Sentence
from engage.feedback.labels import CONSENTS
from engage.feedback.models import Consent
from engage.imports import choosing, valuing
from engage.imports.export_files import Format, Of
from engage.imports.exporting import Scope
from engage.imports.layouts import SHAPES, Layout, Shape
from engage.imports.mapping import ColumnMap, Field, Omission
from engage.imports.models import ImportRun
from engage.imports.omitting import OMISSIONS
from engage.imports.staging import ENDINGS
from engage.imports.valuing import NOTHING, Coded
from engage.web import Form
from engage.web.fields import ChoiceField, ChoicesField, PickField, said

WHOLE = "whole"


class UploadForm(Form):
    """A file to import."""

    file = FileField(
        _l("Choose a file"),
        [DataRequired(_l("Choose the file"))],
        description=_l("CSV, Excel (XLSX or XLS), ODS, or JSON"),
    )

    def validate_file(self, field: FileField) -> None:
        """Refuse what is no table, and what is larger than the service takes."""
        if PurePath(field.data.filename).suffix.lower() not in ENDINGS:
            raise ValidationError(_l("The file must be CSV, XLSX, XLS, ODS, JSON or JSON lines"))
        limit = current_app.config["SETTINGS"].upload_limit_mb
        field.data.stream.seek(0, 2)
        size = field.data.stream.tell()
        field.data.stream.seek(0)
        if size > limit * 1024**2:
            raise ValidationError(_l("The file must be smaller than %(limit)s MB", limit=limit))


class LayoutForm(Form):
    """On which sheet and lines of a file the columns stand."""

    shape = ChoiceField(_l("What it is"), SHAPES, [DataRequired(_l("Choose what it is"))])
    sheet = PickField(_l("Sheet"), ())
    heading = IntegerField(
        _l("The columns are named on line"),
        [NumberRange(1, 40, _l("Enter the number of a line, from 1 to 40"))],
        render_kw={"inputmode": "numeric", "type": "text"},
    )
    first = IntegerField(
        _l("The first row stands on line"),
        [NumberRange(2, 50, _l("Enter the number of a line, from 2 to 50"))],
        render_kw={"inputmode": "numeric", "type": "text"},
    )

    def validate_first(self, field: IntegerField) -> None:
        """Have rows stand below their heading."""
        if self.heading.data and field.data and field.data <= self.heading.data:
            raise ValidationError(_l("The first row must stand below the names of the columns"))

    def layout(self, before: Layout) -> Layout:
        """Give the layout that was chosen; headings over several lines are kept where nothing moved them."""
        at, rows_from = (self.heading.data or 1) - 1, (self.first.data or 2) - 1
        if at == before.named_at[-1]:
            return replace(before, shape=self.shape.data, rows_from=rows_from)
        return Layout(self.shape.data, (at,), None, rows_from)


def layout_form(run: ImportRun, sheets: Sequence[str]) -> LayoutForm:
    """Make the form that shows how the file of a run is laid out."""
    layout = Layout.read(run.layout)
    form = LayoutForm(
        shape=layout.shape,
        sheet=run.sheet or (sheets[0] if sheets else None),
        heading=layout.named_at[-1] + 1,
        first=layout.rows_from + 1,
    )
    form.shape.choices = {one: words for one, words in SHAPES.items() if one is not Shape.OURS} | (
        {Shape.OURS: SHAPES[Shape.OURS]} if layout.shape is Shape.OURS else {}
    )
    form.sheet.choices = {name: name for name in sheets}
    return form


class ColumnsForm(Form):
    """What some columns are; `columns_form` makes one with a field for each."""

    of: tuple[tuple[str, str], ...] = ()
    """Each column with the name of its field."""

    theme = PickField(_l("Texts that nothing places come under"), ())
    consent = ChoiceField(
        _l("Where the file does not say, may it be published?"),
        CONSENTS,
        [DataRequired(_l("Choose whether it may be published"))],
        default=Consent.NONE,
    )
    omitted = ChoicesField(_l("Leave out"), OMISSIONS)
    source = StringField(
        _l("Name of the survey, if it counts its own ids"),
        [Length(max=60, message=_l("The name must have at most 60 characters"))],
        description=_l("The same id in another survey is then another response"),
    )

    @property
    def chosen(self) -> dict[str, str | None]:
        """What each column of the page was chosen to be."""
        return {column: self[name].data for column, name in self.of}

    def mapping(self, before: ColumnMap) -> ColumnMap:
        """Give the mapping with what was chosen on this page."""
        columns, answers = choosing.mapped(before, self.chosen)
        defaults = {**before.defaults, Field.CONSENT: self.consent.data.value}
        omitted = [Omission(one) for one in self.omitted.data]
        changed = replace(before, columns=columns, answers=answers, defaults=defaults, omitted=omitted)
        return replace(changed, source=said(self.source))

    def chosen_theme(self, consultation: Consultation) -> Theme | None:
        """Give the theme of texts that nothing places."""
        return next((one for one in consultation.themes if str(one.id) == self.theme.data), None)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check all fields, and say at each of two columns that both cannot be the same."""
        sound: bool = super().validate(extra_validators)
        twice = choosing.twice(self.chosen.values())
        for box in (self[name] for _, name in self.of):
            if box.data in twice:
                box.errors = [*box.errors, _l("Two columns are this: choose one")]
        return sound and not twice


def columns_form(run: ImportRun, mapping: ColumnMap, places: Sequence[int]) -> ColumnsForm:
    """Make the form for some columns of a run, by their places in it."""
    offered, known = choosing.offered(run.consultation), choosing.codes(mapping)
    names = [(run.columns[at], f"column-{at}") for at in places]
    members: dict[str, Any] = {"of": tuple(names)}
    for column, name in names:
        members[name] = PickField(column or name, offered, default=known.get(column))
    form: ColumnsForm = type("ColumnsOf", (ColumnsForm,), members)(
        theme=str(run.theme_id) if run.theme_id else WHOLE,
        consent=Consent(mapping.defaults.get(Field.CONSENT, Consent.NONE)),
        omitted=mapping.omitted,
        source=mapping.source,
    )
    themes: dict[str, Sentence] = {str(one.id): one.title for one in run.consultation.themes}
    form.theme.choices = {WHOLE: _l("The consultation as a whole"), **themes}
    return form


class ValuesForm(Form):
    """What the values of coded columns mean; `values_form` makes one with a field for each."""

    of: tuple[tuple[str, str, str], ...] = ()
    """Each column, each value in it, and the name of its field."""

    @property
    def said(self) -> dict[str, dict[str, str]]:
        """What each value was said to mean, by column."""
        found: dict[str, dict[str, str]] = {}
        for column, cell, name in self.of:
            found.setdefault(column, {})[cell] = self[name].data or ""
        return found


def values_form(columns: Sequence[Coded]) -> ValuesForm:
    """Make the form for the values of coded columns."""
    members: dict[str, Any] = {}
    names: list[tuple[str, str, str]] = []
    for at, one in enumerate(columns):
        offered: Mapping[str, Sentence] = {**one.meanings, NOTHING: _l("Nothing: as if it were empty")}
        for number, cell in enumerate(one.found):
            name = f"value-{at}-{number}"
            names.append((one.column, cell, name))
            known = (
                (one.said[cell] or NOTHING) if cell in one.said else valuing.understood(one.meanings, cell)
            )
            members[name] = PickField(
                cell, offered, [DataRequired(_l("Choose what it means"))], default=known
            )
    form: ValuesForm = type("ValuesOf", (ValuesForm,), {"of": tuple(names), **members})()
    return form


class ExportForm(Form):
    """What is exported, for whom, and as which kind of file."""

    of = ChoiceField(
        _l("What a row is"),
        {Of.CONTRIBUTIONS: _l("A contribution"), Of.RESPONSES: _l("A response")},
        [DataRequired(_l("Choose what a row is"))],
        default=Of.CONTRIBUTIONS,
    )
    scope = ChoiceField(
        _l("What is in it"),
        {
            Scope.PUBLIC: _l("What the public may see"),
            Scope.STAFF: _l("All that was said, for those who work on it"),
        },
        [DataRequired(_l("Choose what is in it"))],
        default=Scope.PUBLIC,
    )
    form = ChoiceField(
        _l("Kind of file"),
        {Format.XLSX: _l("Excel (XLSX)"), Format.CSV: _l("CSV"), Format.JSON: _l("JSON")},
        [DataRequired(_l("Choose the kind of file"))],
        default=Format.XLSX,
    )

    def validate_of(self, field: ChoiceField) -> None:
        """Keep whole responses from the public."""
        if field.data is Of.RESPONSES and self.scope.data is Scope.PUBLIC:
            raise ValidationError(_l("Whole responses are for staff alone: choose all that was said"))
