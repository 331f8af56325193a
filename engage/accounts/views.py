"""What people who sign in see to themselves: their name, password and second factor."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engage.accounts import people, signed_in
from engage.accounts.forms import NameForm
from engage.db import transaction
from engage.web import refusals
from engage.web.fields import said

bp = Blueprint("accounts", __name__, url_prefix="/account")


@bp.route("", methods=["GET", "POST"])
def account() -> ResponseReturnValue:
    """Show one's own account, and change its name."""
    person = signed_in()
    form = NameForm(obj=person)
    if form.validate_on_submit():
        with refusals(form), transaction():
            people.rename(person, said(form.name))
            flash(_("Your name has been changed"), "success")
            return redirect(url_for(".account"))
    return render_template("accounts/account.html", form=form, person=person)
