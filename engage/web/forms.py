"""Forms, and how a use case's refusal comes to stand next to a field."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from flask import flash
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import Field, StringField

from engage.analysis.characters import storable, unkeepable
from engage.errors import RuleBroken


class Form(FlaskForm):  # type: ignore[misc]
    """The base of every form: CSRF-protected, its messages in the language of the page."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """What holds for the fields of every form."""

        def bind_field(self, form: FlaskForm, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Make a field; one for text takes out what PostgreSQL cannot keep, and says so."""
            field: Field = super().bind_field(form, unbound_field, options)
            if isinstance(field, StringField):
                field.filters = [partial(_keepable, field), *field.filters]
            return field


def _keepable(field: Field, text: Any) -> Any:
    if not isinstance(text, str) or not (lost := unkeepable(text)):
        return text
    told = ngettext(
        "Your text held %(num)d character that cannot be kept, and we took it out. "
        "Look over it, then continue.",
        "Your text held %(num)d characters that cannot be kept, and we took them out. "
        "Look over it, then continue.",
        lost,
    )
    field.process_errors = [*field.process_errors, told]
    return storable(text)


@contextmanager
def refusals(form: FlaskForm) -> Iterator[None]:
    """Turn a broken rule into an error of the form, at the field it names or above all fields.

    The request goes on after the block, so the view ends by showing the form again.
    """
    try:
        yield
    except RuleBroken as refusal:
        if refusal.field and refusal.field in form:
            field: Field = form[refusal.field]
            field.errors = [*field.errors, str(refusal)]
        else:
            form.form_errors.append(str(refusal))


@contextmanager
def flashed() -> Iterator[None]:
    """Say a broken rule on the next page, where there is no form to show it in."""
    try:
        yield
    except RuleBroken as refusal:
        flash(str(refusal))
