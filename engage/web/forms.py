"""Forms, and how a use case's refusal comes to stand next to a field."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import flash
from flask_wtf import FlaskForm
from wtforms import Field

from engage.errors import RuleBroken


class Form(FlaskForm):  # type: ignore[misc]
    """The base of every form: CSRF-protected, its messages in the language of the page."""


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
