"""A consultation as the public sees it: what is asked, what was said, what can be read and attended."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from engage.accounts.access import maybe_signed_in
from engage.consultations import policy, queries
from engage.consultations.models import Consultation
from engage.web import page

bp = Blueprint("consultations", __name__, url_prefix="/consultations")


@bp.route("")
def index() -> ResponseReturnValue:
    """List what is asked now, what will be, and what was."""
    return render_template("record/consultations.html", page=page(queries.published()))


@bp.route("/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """Show a consultation; a draft, to those who have a role in it."""
    return render_template("record/consultation.html", consultation=visible(slug))


def visible(slug: str) -> Consultation:
    """Get a consultation that this visitor may see.

    :raises NoResultFound: if there is none for them
    """
    officer = maybe_signed_in()
    if officer is None:
        return queries.published_by_slug(slug)
    consultation = queries.by_slug(slug)
    if not consultation.published_at and not policy.may_see_draft(officer, consultation):
        return queries.published_by_slug(slug)
    return consultation
