"""Pages about the organisations that took part, for those who run consultations."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, InputRequired, Length

from engage.accounts import Person, demand, signed_in
from engage.consultations import policy
from engage.db import transaction
from engage.feedback import organisations
from engage.organisations import correcting
from engage.organisations.correcting import Details
from engage.organisations.labels import KINDS_OF_ORGANISATION, SECTORS, SIZES
from engage.organisations.models import Organisation
from engage.web import Form, page, refusals
from engage.web.fields import PickField, said

bp = Blueprint("organisations", __name__, url_prefix="/desk/organisations")
NAME = Length(max=200, message=_l("The name must have at most 200 characters"))


class DetailsForm(Form):
    """What is known of an organisation."""

    name = StringField(_l("Name"), [DataRequired(_l("Enter the name of the organisation")), NAME])
    sector = PickField(_l("Sector"), SECTORS, [InputRequired(_l("Choose a sector"))])
    kind = PickField(_l("Kind"), KINDS_OF_ORGANISATION)
    size_band = PickField(_l("People who work for it"), SIZES)
    area = StringField(_l("Where it works"), [NAME])

    @property
    def details(self) -> Details:
        """What was typed, as the use case takes it."""
        return Details(
            said(self.name), self.sector.data, self.kind.data, self.size_band.data, said(self.area) or None
        )


class MergeForm(Form):
    """The organisation that another one really is."""

    into = StringField(
        _l("Name of the other organisation"),
        [DataRequired(_l("Enter the name of the other organisation")), NAME],
        description=_l("As it stands in the list; capitals and punctuation do not matter"),
    )


@bp.route("")
def index() -> ResponseReturnValue:
    """List the organisations that took part, and search them."""
    officer, words = signed_in(), request.args.get("name", "")
    demand(policy.may_create(officer))
    listed = page(organisations.seen_by(officer, words))
    return render_template(
        "feedback/organisations.html",
        page=listed,
        words=words,
        parts=organisations.parts(officer, [one.id for one in listed.items]),
    )


@bp.route("/<uuid:organisation_id>", methods=["GET", "POST"])
def show(organisation_id: UUID) -> ResponseReturnValue:
    """Show an organisation, and correct what is known of it."""
    officer, organisation = _found(organisation_id)
    form = DetailsForm(obj=organisation)
    if form.validate_on_submit():
        demand(organisations.may_change(officer, organisation))
        with refusals(form), transaction():
            correcting.correct(organisation, form.details, by=officer)
            flash(_("The details are corrected"), "success")
            return redirect(url_for(".show", organisation_id=organisation_id))
    return _shown(officer, organisation, form, None)


@bp.route("/<uuid:organisation_id>/merge", methods=["GET", "POST"])
def merge(organisation_id: UUID) -> ResponseReturnValue:
    """Have two organisations be one."""
    officer, organisation = _found(organisation_id)
    demand(organisations.may_change(officer, organisation))
    form = MergeForm()
    if form.validate_on_submit():
        with refusals(form), transaction():
            kept = organisations.merge(organisation, said(form.into), by=officer)
            flash(_("The two are one now"), "success")
            return redirect(url_for(".show", organisation_id=kept.id))
    return _shown(officer, organisation, form, form)


def _found(organisation_id: UUID) -> tuple[Person, Organisation]:
    officer = signed_in()
    demand(policy.may_create(officer))
    return officer, organisations.get(officer, organisation_id)


def _shown(officer: Person, organisation: Organisation, form: Form, merging: Form | None) -> str:
    template = "feedback/organisation_merge.html" if merging else "feedback/organisation_details.html"
    return render_template(
        template,
        organisation=organisation,
        form=form,
        parts=organisations.parts(officer, [organisation.id]).get(organisation.id, []),
        names=sorted({*organisations.named_so(organisation), *correcting.other_names(organisation)}),
        may_change=organisations.may_change(officer, organisation),
    )
