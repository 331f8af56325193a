"""Setting up what is asked about: the themes of a draft."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from engage.consultations import drafting
from engage.consultations.forms import ThemeForm
from engage.consultations.models import Consultation, Theme
from engage.consultations.views import managed
from engage.db import transaction
from engage.web import flashed, refusals
from engage.web.fields import said

bp = Blueprint("content", __name__, url_prefix="/desk/consultations/<slug>")


@bp.route("/themes", methods=["GET", "POST"])
def themes(slug: str) -> ResponseReturnValue:
    """List the themes, and add one."""
    officer, consultation = managed(slug)
    form = ThemeForm()
    if form.validate_on_submit():
        with refusals(form), transaction():
            drafting.add_theme(
                consultation,
                said(form.title),
                description=said(form.description),
                tags=form.tags.data,
                by=officer,
            )
            return redirect(url_for(".themes", slug=slug))
    return render_template("consultations/themes.html", form=form, consultation=consultation)


@bp.route("/themes/<uuid:theme_id>", methods=["GET", "POST"])
def theme(slug: str, theme_id: UUID) -> ResponseReturnValue:
    """Reword a theme."""
    officer, consultation = managed(slug)
    found = _theme(consultation, theme_id)
    form = ThemeForm(obj=found)
    if form.validate_on_submit():
        with refusals(form), transaction():
            told = said(form.description)
            drafting.change_theme(found, said(form.title), description=told, tags=form.tags.data, by=officer)
            return redirect(url_for(".themes", slug=slug))
    return render_template("consultations/theme.html", form=form, consultation=consultation, theme=found)


@bp.route("/themes/<uuid:theme_id>/move", methods=["POST"])
def move_theme(slug: str, theme_id: UUID) -> ResponseReturnValue:
    """Move a theme up or down."""
    officer, consultation = managed(slug)
    with flashed(), transaction():
        drafting.move_theme(_theme(consultation, theme_id), places(), by=officer)
    return redirect(url_for(".themes", slug=slug))


@bp.route("/themes/<uuid:theme_id>/remove", methods=["POST"])
def remove_theme(slug: str, theme_id: UUID) -> ResponseReturnValue:
    """Take a theme out of a draft."""
    officer, consultation = managed(slug)
    with flashed(), transaction():
        drafting.remove_theme(_theme(consultation, theme_id), by=officer)
        flash(_("The theme has been removed"), "success")
    return redirect(url_for(".themes", slug=slug))


def theme_of(consultation: Consultation, theme_id: UUID | None) -> Theme | None:
    """Give a consultation's theme, or None where none was chosen."""
    return next((theme for theme in consultation.themes if theme.id == theme_id), None)


def places() -> int:
    """Read which way something is to move."""
    return -1 if request.form.get("way") == "up" else 1


def _theme(consultation: Consultation, theme_id: UUID) -> Theme:
    found = theme_of(consultation, theme_id)
    if found is None:
        raise NotFound
    return found
