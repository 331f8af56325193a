"""The pages by which an organisation's people write a response together."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engage import clock
from engage.consultations.languages import said
from engage.db import transaction
from engage.feedback import keys
from engage.feedback.form import colleagues, journey
from engage.feedback.form.desk import Desk, begun, desk, leave
from engage.feedback.form.forms import ColleagueForm, TasksForm
from engage.feedback.form.journey import FIRST, TASKS
from engage.feedback.form.strands import strands
from engage.feedback.form.views import bp, closed, led_to, over
from engage.web import flashed, refusals
from engage.web.security import limiter

INVITING = "60 per hour"


@bp.route("/colleagues", methods=["GET", "POST"])
@limiter.limit(INVITING, methods=["POST"])
def colleagues_(slug: str) -> ResponseReturnValue:
    """Invite colleagues, and see who was invited."""
    here = desk(slug)
    if answer := _elsewhere(here):
        return answer
    form = ColleagueForm(data={"inviter": here.answers.get("name")})
    form.asked.choices = {
        one.key: said(one.theme, "title") if one.theme else _("The strategy as a whole")
        for one in strands(here.consultation)
    }
    if form.is_submitted() and form.ours() and form.validate():
        with refusals(form), transaction():
            draft = begun(here)
            link = colleagues.invite(draft, **form.invitation, at=clock.now())
            if not link.email:
                return redirect(url_for(".colleague", slug=slug, link_id=link.id))
            flash(_("We have written to %(name)s", name=link.name), "success")
            return redirect(url_for(".colleagues_", slug=slug))
    return _shown(here, form)


def _shown(here: Desk, form: ColleagueForm) -> ResponseReturnValue:
    assert here.draft
    titles = {
        one.key: said(one.theme, "title") if one.theme else _("The strategy as a whole")
        for one in strands(here.consultation)
    }
    return render_template(
        "feedback/colleagues.html",
        consultation=here.consultation,
        answers=here.answers,
        form=form,
        invited=colleagues.of(here.draft),
        titles=titles,
        may_invite=colleagues.may_invite(here.answers),
        reached_at=colleagues.signatory_address(here.draft),
        onward=journey.href(journey.next_to_do(here.consultation, here.answers), here.consultation),
    )


@bp.route("/colleagues/<uuid:link_id>")
def colleague(slug: str, link_id: UUID) -> ResponseReturnValue:
    """Show the link of one colleague, to be passed on."""
    here = desk(slug)
    if answer := _elsewhere(here):
        return answer
    assert here.draft
    link = colleagues.one_of(here.draft, link_id)
    key = keys.key_of_link(link)
    return render_template(
        "feedback/colleague.html", consultation=here.consultation, link=link, key=key, form=TasksForm()
    )


@bp.route("/colleagues/<uuid:link_id>/revoke", methods=["POST"])
def revoke_colleague(slug: str, link_id: UUID) -> ResponseReturnValue:
    """Take a colleague's link back."""
    here = desk(slug)
    if answer := _elsewhere(here):
        return answer
    assert here.draft
    link = colleagues.one_of(here.draft, link_id)
    if TasksForm().ours():
        with transaction():
            colleagues.revoke(link, at=clock.now())
        flash(_("The link of %(name)s opens nothing any more", name=link.name), "success")
    return redirect(url_for(".colleagues_", slug=slug))


@bp.route("/done", methods=["POST"])
@limiter.limit(INVITING)
def done(slug: str) -> ResponseReturnValue:
    """Have a colleague tell the signatory that they are done."""
    here = desk(slug)
    if here.ended:
        return over(here.ended, here.consultation)
    if here.link and here.is_colleagues and TasksForm().ours():
        with flashed(), transaction():
            colleagues.tell_done(here.link, at=clock.now())
            flash(_("We have told them that you are done. You can still change what you wrote"), "success")
    return led_to(TASKS, here.consultation)


@bp.route("/leave", methods=["POST"])
def leave_(slug: str) -> ResponseReturnValue:
    """Have this browser let go of what it opened by a link."""
    here = desk(slug)
    if TasksForm().ours():
        leave(here.consultation)
    return redirect(f"/consultations/{slug}")


def _elsewhere(here: Desk) -> ResponseReturnValue | None:
    """Give the answer to those who do not send what is being typed, or may not type it now."""
    if here.ended:
        return over(here.ended, here.consultation)
    if not here.is_open():
        return closed(here)
    if here.draft is None or here.preview:
        return led_to(FIRST, here.consultation)
    return led_to(TASKS, here.consultation) if here.is_colleagues else None
