"""What the field macro writes out itself is what GOV.UK's own components would draw."""

from typing import Any

import pytest
from flask import Flask, render_template_string
from justhtml import JustHTML
from wtforms import EmailField, StringField

from engage.web import Form
from engage.web.fields import ChoiceField, ChoicesField

COMPONENT = """
{%% from "govuk_frontend_jinja/components/%s/macro.html" import %s %%}{{ %s(params) }}
"""


class Asks(Form):
    """A field of each kind that is written out."""

    name = StringField("Name & title", render_kw={"autocomplete": "name", "spellcheck": "false"})
    email = EmailField("E-mail", description="We write <once>.")
    one = ChoiceField("One", choices=[("a", "First", "With a hint"), ("b", "Second")])
    several = ChoicesField("Several", choices={"a": "First", "b": "Second"})


def _tree(node: Any) -> Any:
    """Give a node's name, attributes and children, without the white space between them."""
    children = [_tree(child) for child in getattr(node, "children", None) or ()]
    if not getattr(node, "attrs", None) and not children:
        return " ".join((getattr(node, "data", None) or "").split()) if node.name == "#text" else node.name
    attributes = {name: " ".join((value or "").split()) for name, value in (node.attrs or {}).items()}
    return node.name, attributes, [child for child in children if child]


def _drawn(template: str, **values: Any) -> Any:
    (body,) = JustHTML(render_template_string(template, **values), sanitize=False).query("body")
    return _tree(body)


def _ours(form: Form, name: str) -> Any:
    return _drawn(
        '{% from "_macros/field.html" import field %}{{ field(form[name], **options) }}',
        form=form,
        name=name,
        options={"width": 20} if name in ("name", "email") else {},
    )


def _theirs(component: str, macro: str, params: dict[str, Any]) -> Any:
    return _drawn(COMPONENT % (component, macro, macro), params=params)


def _asked(faulty: bool, **typed: str) -> Asks:
    form = Asks(data=typed)
    if faulty:
        for field in form:
            field.errors = ["Enter something"]
    return form


def _shared(field: Any, faulty: bool) -> dict[str, Any]:
    shared: dict[str, Any] = {"name": field.name}
    if field.description:
        shared["hint"] = {"text": field.description}
    if faulty:
        shared["errorMessage"] = {"text": "Enter something", "visuallyHiddenText": "Error"}
    return shared


@pytest.mark.parametrize("faulty", [False, True])
@pytest.mark.parametrize("typed", ["", 'Ann "the" O\'Neill & co'])
def test_a_box_is_drawn_as_the_component_draws_it(app: Flask, faulty: bool, typed: str) -> None:
    with app.test_request_context():
        form = _asked(faulty, name=typed, email=typed)
        for field, more in (
            (
                form.name,
                {"type": "text", "autocomplete": "name", "spellcheck": False, "attributes": {"dir": "auto"}},
            ),
            (form.email, {"type": "email"}),
        ):
            params = {"id": field.id, "label": {"text": field.label.text}, "value": typed or None}
            params |= {"classes": "govuk-input--width-20"} | more | _shared(field, faulty)
            assert _ours(form, field.name) == _theirs("input", "govukInput", params)


@pytest.mark.parametrize("faulty", [False, True])
def test_choices_are_drawn_as_the_components_draw_them(app: Flask, faulty: bool) -> None:
    with app.test_request_context():
        form = _asked(faulty, one="b")
        for field, component, macro in (
            (form.one, "radios", "govukRadios"),
            (form.several, "checkboxes", "govukCheckboxes"),
        ):
            items = [
                {"value": option.value, "text": option.label, "checked": field.chosen(option)}
                | ({"hint": {"text": option.hint}} if option.hint else {})
                for option in field.options
            ]
            legend = {"text": field.label.text, "classes": "govuk-fieldset__legend--s"}
            params = {"idPrefix": field.id, "fieldset": {"legend": legend}, "items": items}
            assert _ours(form, field.name) == _theirs(component, macro, params | _shared(field, faulty))
