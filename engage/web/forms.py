"""Forms, and how a use case's refusal comes to stand next to a field."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import flash
from flask_wtf import FlaskForm
from wtforms import Field, StringField

from engage.errors import RuleBroken


class Form(FlaskForm):  # type: ignore[misc]
    """The base of every form: CSRF-protected, its messages in the language of the page."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """What holds for the fields of every form."""

        def bind_field(self, form: FlaskForm, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Make a field; one for text drops what PostgreSQL cannot keep (U+0000)."""
            field: Field = super().bind_field(form, unbound_field, options)
            if isinstance(field, StringField):
                field.filters = [_without_nul, *field.filters]
            return field


def _without_nul(text: Any) -> Any:
    return text.replace("\0", "") if isinstance(text, str) else text


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
