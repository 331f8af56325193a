"""Setting up in which languages a consultation can be read, and translating it."""

from typing import Any, cast

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired

from engage.consultations import translating
from engage.consultations.models import Consultation
from engage.consultations.views import managed
from engage.db import transaction
from engage.web import Form, flashed, refusals
from engage.web.fields import PickField
from engage.web.languages import KNOWN, name_of

bp = Blueprint("languages", __name__, url_prefix="/desk/consultations/<slug>/languages")

LINE = 120
"""Characters of a text that is translated in one line; longer ones get a larger box."""


class LanguageForm(Form):
    """One of the languages that we know."""

    language = PickField(_l("Language"), (), [InputRequired(_l("Choose a language"))])


def language_form(consultation: Consultation) -> LanguageForm:
    """Make the form in which a language is chosen that the consultation does not have."""
    form = LanguageForm()
    free = {one: name_of(one) for one in KNOWN if one not in consultation.languages}
    form.language.choices = {one: free[one] for one in sorted(free, key=lambda one: free[one].casefold())}
    return form


class TranslationForm(Form):
    """The words of a consultation in another language; `translation_form` adds a box for each."""

    def words(self) -> dict[str, str]:
        """Give what was typed, by the keys of the sayings."""
        return {name: field.data or "" for name, field in self._fields.items() if name != "csrf_token"}


def translation_form(consultation: Consultation, language: str) -> TranslationForm:
    """Make the form of all words, filled with what is translated already."""
    members: dict[str, Any] = {}
    saved: dict[str, str] = {}
    for saying in translating.sayings(consultation):
        kind = TextAreaField if len(saying.words) > LINE else StringField
        attributes = {
            "lang": language,
            "dir": "auto",
            "aria-label": f"{saying.called}: {saying.words[:LINE]}",
        }
        members[saying.key] = kind(cast(str, saying.called), render_kw=attributes)
        saved[saying.key] = saying.in_language(language)
    form: TranslationForm = type("Translation", (TranslationForm,), members)(data=saved)
    return form


@bp.route("", methods=["GET", "POST"])
def index(slug: str) -> ResponseReturnValue:
    """List the languages and how far each is, and add one."""
    officer, consultation = managed(slug)
    form = language_form(consultation)
    if form.validate_on_submit():
        with refusals(form), transaction():
            translating.offer(consultation, form.language.data, by=officer)
            return redirect(url_for(".translate", slug=slug, language=form.language.data))
    return render_template(
        "consultations/languages.html",
        form=form,
        consultation=consultation,
        progress={one: translating.progress(consultation, one) for one in consultation.languages[1:]},
    )


@bp.route("/original", methods=["GET", "POST"])
def original(slug: str) -> ResponseReturnValue:
    """Say in which language a draft is written."""
    officer, consultation = managed(slug)
    form = language_form(consultation)
    if form.validate_on_submit():
        with refusals(form), transaction():
            translating.write_in(consultation, form.language.data, by=officer)
            return redirect(url_for(".index", slug=slug))
    return render_template("consultations/language_original.html", form=form, consultation=consultation)


@bp.route("/<language>", methods=["GET", "POST"])
def translate(slug: str, language: str) -> ResponseReturnValue:
    """Translate what a consultation says, side by side with how it was written."""
    officer, consultation = managed(slug)
    if language not in consultation.languages[1:]:
        raise NotFound
    form = translation_form(consultation, language)
    if form.validate_on_submit():
        with refusals(form), transaction():
            translating.translate(consultation, language, form.words(), by=officer)
            flash(_("The translation has been saved"), "success")
            return redirect(url_for(".translate", slug=slug, language=language))
    return render_template(
        "consultations/translation.html",
        form=form,
        consultation=consultation,
        target=language,
        parts=translating.parts(consultation),
        progress=translating.progress(consultation, language),
    )


@bp.route("/<language>/remove", methods=["POST"])
def withdraw(slug: str, language: str) -> ResponseReturnValue:
    """Give a draft in one language less."""
    officer, consultation = managed(slug)
    with flashed(), transaction():
        translating.withdraw(consultation, language, by=officer)
        flash(_("The language has been taken out"), "success")
    return redirect(url_for(".index", slug=slug))
