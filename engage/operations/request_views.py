"""The desk of those who answer what people ask about their own data."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engage import clock
from engage.accounts import Person, demand, signed_in
from engage.db import transaction
from engage.feedback.rights import queries as rights_queries
from engage.feedback.rights import requests as rights
from engage.feedback.rights import retention
from engage.feedback.rights.models import DataRequest, RequestKind
from engage.operations import erasing, policy
from engage.operations.request_forms import AnswerForm, CarryOutForm
from engage.record.consequences import Consequences
from engage.record.response_record import passages
from engage.web import page, refusals

bp = Blueprint("requests", __name__, url_prefix="/desk/data-requests")


@bp.route("")
def index() -> ResponseReturnValue:
    """List what people asked about their data, what is due first on top."""
    person = signed_in()
    demand(policy.may_answer_something(person))
    return render_template(
        "operations/requests.html",
        page=page(rights_queries.seen_by(person)),
        at=clock.now(),
        kept=retention.kept_for(person),
    )


@bp.route("/<uuid:request_id>")
def show(request_id: UUID) -> ResponseReturnValue:
    """Show one request, and the ways to answer it."""
    return _shown(_theirs(request_id)[1])


@bp.route("/<uuid:request_id>/answer", methods=["POST"])
def answer(request_id: UUID) -> ResponseReturnValue:
    """Answer a question or a complaint, or refuse to erase, in words that whoever asked is told."""
    person, found = _theirs(request_id)
    form = AnswerForm()
    if form.validate_on_submit():
        with refusals(form), transaction():
            close = rights.refuse if found.kind is RequestKind.ERASURE else rights.answer
            close(found, form.answer.data or "", by=person, at=clock.now())
            flash(_("Your answer was sent"), "success")
            return redirect(url_for(".show", request_id=request_id))
    return _shown(found, answer_form=form)


@bp.route("/<uuid:request_id>/erase", methods=["POST"])
def erase(request_id: UUID) -> ResponseReturnValue:
    """Have a response erased, once that was confirmed."""
    person, found = _theirs(request_id)
    form = CarryOutForm()
    if form.validate_on_submit():
        with refusals(form), transaction():
            erasing.order(found, by=person, at=clock.now())
            flash(_("It is being erased. Whoever asked is told once that is done"), "success")
            return redirect(url_for(".show", request_id=request_id))
    return _shown(found, erase_form=form)


def _theirs(request_id: UUID) -> tuple[Person, DataRequest]:
    person, found = signed_in(), rights_queries.get(request_id)
    demand(policy.may_answer(person, found))
    return person, found


def _shown(
    found: DataRequest, answer_form: AnswerForm | None = None, erase_form: CarryOutForm | None = None
) -> ResponseReturnValue:
    response = found.response if found.kind is RequestKind.ERASURE else None
    return render_template(
        "operations/request.html",
        asked=found,
        at=clock.now(),
        form=answer_form or erase_form or AnswerForm(),
        answer_form=answer_form or AnswerForm(formdata=None),
        erase_form=erase_form or CarryOutForm(formdata=None),
        changes=Consequences.of(passages(response)) if response and not response.erased_at else None,
    )
