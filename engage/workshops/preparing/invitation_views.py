"""Whom a workshop invites: the list, adding to it, sending the letters, and taking an invitation back."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import FileField, TextAreaField
from wtforms.validators import Length

from engage.db import db, transaction
from engage.web import Form, flashed, page, refusals
from engage.workshops.preparing import guest_list, invitations, inviting
from engage.workshops.preparing.guest_list import Wrong
from engage.workshops.preparing.inviting import Guest
from engage.workshops.preparing.labels import INVITATION_STATES
from engage.workshops.preparing.views import managed
from engage.workshops.views import bp


class GuestListForm(Form):
    """People to be invited, pasted or as a file."""

    people = TextAreaField(
        _l("One person a line"),
        description=_l("Name, e-mail address, organisation: parted by commas, semicolons or tabs."),
        validators=[Length(max=400_000)],
    )
    file = FileField(
        _l("Or a spreadsheet saved as CSV"),
        description=_l("With the columns name, e-mail address and organisation; sector if you know it."),
        render_kw={"accept": ".csv,.txt,text/csv"},
    )

    def understood(self) -> tuple[list[Guest], list[Wrong]]:
        """Read the list; what came in the file is put into the box, so that it can be mended there."""
        if getattr(self.file.data, "filename", ""):
            uploaded = guest_list.decoded(self.file.data.read())
            self.people.data = "\n".join(part for part in (self.people.data, uploaded) if part)
        guests, wrong = guest_list.read(self.people.data or "")
        if wrong:
            told = ngettext("%(num)d line cannot be read", "%(num)d lines cannot be read", len(wrong))
            self.people.errors = [told]
        elif not guests:
            self.people.errors = [_l("Enter whom you want to invite")]
        elif len(guests) > guest_list.MOST:
            self.people.errors = [_l("Enter at most %(most)s people at once", most=guest_list.MOST)]
        return guests, wrong


@bp.route("/desk/workshops/<uuid:workshop_id>/invitations")
def guests(workshop_id: UUID) -> ResponseReturnValue:
    """List who is invited, and what became of it."""
    _officer, workshop = managed(workshop_id)
    return render_template(
        "workshops/invitations.html",
        workshop=workshop,
        page=page(invitations.listed(workshop_id), size=50),
        counts=invitations.counted(workshop_id),
        forgotten=len(db.session.scalars(inviting.forgotten(workshop_id)).all()),
        State=invitations.State,
        STATES=INVITATION_STATES,
    )


@bp.route("/desk/workshops/<uuid:workshop_id>/invitations/new", methods=["GET", "POST"])
def invite(workshop_id: UUID) -> ResponseReturnValue:
    """Put people on the list; nothing is sent yet."""
    officer, workshop = managed(workshop_id)
    form, wrong = GuestListForm(), list[Wrong]()
    if form.validate_on_submit():
        found, wrong = form.understood()
        if not form.people.errors:
            with refusals(form), transaction():
                new = inviting.add(workshop_id, found, by=officer)
                told = ngettext(
                    "%(num)d person is new on the list", "%(num)d people are new on the list", new
                )
                flash(told, "success")
                return redirect(url_for(".guests", workshop_id=workshop_id))
    return render_template("workshops/invite.html", workshop=workshop, form=form, wrong=wrong)


@bp.route("/desk/workshops/<uuid:workshop_id>/invitations/<any(send, remind):act>", methods=["POST"])
def post_invitations(workshop_id: UUID, act: str) -> ResponseReturnValue:
    """Send the letters to those who got none, or remind those who have not answered."""
    officer, _workshop = managed(workshop_id)
    with flashed(), transaction():
        owe = inviting.send if act == "send" else inviting.remind
        owed = owe(workshop_id, by=officer)
        flash(ngettext("%(num)d letter is on its way", "%(num)d letters are on their way", owed), "success")
    return redirect(url_for(".guests", workshop_id=workshop_id))


@bp.route("/desk/workshops/<uuid:workshop_id>/invitations/<uuid:invitation_id>/withdraw", methods=["POST"])
def withdraw_invitation(workshop_id: UUID, invitation_id: UUID) -> ResponseReturnValue:
    """Take an invitation back: its link opens nothing any more."""
    officer, _workshop = managed(workshop_id)
    with flashed(), transaction():
        inviting.withdraw(inviting.get(workshop_id, invitation_id), by=officer)
        flash(_("The invitation is withdrawn"), "success")
    return redirect(url_for(".guests", workshop_id=workshop_id))
