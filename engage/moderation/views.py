"""The moderator's pages: the queue, one contribution with what may be done about it, and groups."""

from datetime import datetime, timedelta
from math import ceil
from typing import Any
from uuid import UUID

from babel.dates import format_timedelta
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from engage import clock
from engage.accounts import Person, demand, signed_in
from engage.db import transaction
from engage.feedback import labels as feedback_labels
from engage.feedback.models import Contribution
from engage.moderation import decisions, labels, leases, policy, queries, queue, redaction, together, versions
from engage.moderation.forms import DecisionForm, TogetherForm, WantedForm
from engage.moderation.models import Lease
from engage.web import refusals
from engage.web.fields import said
from engage.web.templating import locale
from engage.workshops.agreeing import origins

bp = Blueprint("moderation", __name__, url_prefix="/moderation")


@bp.app_template_global("redaction_mark")
def redaction_mark() -> str:
    """Give what stands in a shown text for words that were removed."""
    return redaction.MARK


@bp.app_template_filter("waited")
def waited(since: datetime) -> str:
    """Write how long something has waited: 1 day 3 hours, 22 hours."""
    span = max(clock.now() - since, timedelta(minutes=1))
    parts = [timedelta(days=span.days), timedelta(hours=span.seconds // 3600)] if span.days else [span]
    return " ".join(format_timedelta(part, threshold=1, locale=locale()) for part in parts if part)


@bp.get("", endpoint="queue")
def show_queue() -> ResponseReturnValue:
    """List what waits."""
    person = signed_in()
    demand(policy.may_moderate_something(person))
    return _desk("moderation/queue.html", person)


@bp.post("/next")
def open_next() -> ResponseReturnValue:
    """Hold the next that nobody reads, and show it."""
    person = signed_in()
    demand(policy.may_moderate_something(person))
    return _on_to_next(person, None)


@bp.post("/<uuid:contribution_id>/open")
def open_one(contribution_id: UUID) -> ResponseReturnValue:
    """Hold a contribution to decide on it."""
    person, contribution = _theirs(contribution_id)
    with transaction():
        leases.take(contribution, by=person)
    return redirect(_filtered(".show", contribution_id=contribution_id))


@bp.post("/<uuid:contribution_id>/next")
def pass_over(contribution_id: UUID) -> ResponseReturnValue:
    """Leave a contribution for later or for others, and go on to the one behind it."""
    person, contribution = _theirs(contribution_id)
    return _on_to_next(person, contribution)


@bp.route("/<uuid:contribution_id>", methods=["GET", "POST"])
def show(contribution_id: UUID) -> ResponseReturnValue:
    """Read one contribution, and decide what is shown of it."""
    person, contribution = _theirs(contribution_id)
    form = DecisionForm.on(contribution, queries.current([contribution_id]).get(contribution_id))
    taken_out, act = [], request.form.get("act", "")
    if form.validate_on_submit():
        with refusals(form):
            taken_out = form.to_preview(act)
            if not taken_out:
                return _decided(person, contribution, form, act)
    return _sheet(person, contribution, form, taken_out)


def _decided(person: Person, contribution: Contribution, form: DecisionForm, act: str) -> ResponseReturnValue:
    ruling = form.ruling(act)
    with transaction():
        decisions.decide(
            contribution,
            ruling.outcome,
            by=person,
            redactions=ruling.redactions,
            reason=ruling.reason,
            note=ruling.note,
            seen=form.seen_id(),
        )
    flash(f"{contribution.response.reference}: {labels.OUTCOMES[ruling.outcome]}", "success")
    return _on_to_next(person, contribution)


@bp.route("/<uuid:contribution_id>/together", methods=["GET", "POST"])
def decide_together(contribution_id: UUID) -> ResponseReturnValue:
    """Look through the same text from several, and decide on all of them."""
    person, contribution = _theirs(contribution_id)
    form = TogetherForm()
    gathered = (
        queue.of_ids(person, form.listed()) if form.is_submitted() else queue.group(person, contribution)
    )
    variants = together.variants(gathered)
    form.offer(variants)
    if form.validate_on_submit():
        with refusals(form):
            return _decided_together(person, contribution, form, variants)
    return render_template(
        "moderation/together.html",
        contribution=contribution,
        form=form,
        variants=[(one, _highlighted(one.text, one.suggestions)) for one in variants],
        people=len({one.response_id for one in gathered}),
        total=len(gathered),
        most=queue.TOGETHER,
        back=_filtered(".show", contribution_id=contribution_id),
    )


def _decided_together(
    person: Person, contribution: Contribution, form: TogetherForm, variants: list[together.Variant]
) -> ResponseReturnValue:
    chosen, outcome = form.chosen(variants), form.outcome.data
    with transaction():
        tally = together.decide_all(chosen, outcome, by=person, reason=form.reason.data, note=said(form.note))
    done, left = len(tally.decided), len(tally.refused)
    if done:
        flash(ngettext("%(num)d contribution decided", "%(num)d contributions decided", done), "success")
    if left:
        why = "; ".join(sorted({str(sentence) for sentence in tally.refused.values()}))
        flash(ngettext("%(num)d was left: %(why)s", "%(num)d were left: %(why)s", left, why=why))
    return _on_to_next(person, contribution)


def _theirs(contribution_id: UUID) -> tuple[Person, Contribution]:
    person, contribution = signed_in(), queries.get(contribution_id)
    demand(policy.may_moderate(person, contribution))
    return person, contribution


def _asked(person: Person) -> WantedForm:
    return WantedForm.asked(queue.places(person))


def _filtered(endpoint: str, **values: Any) -> str:
    """Give an address that keeps the filters of this one."""
    kept: dict[str, Any] = {name: asked for name in WantedForm.NAMES if (asked := request.args.get(name))}
    return url_for(endpoint, **(kept | values))


def _on_to_next(person: Person, after: Contribution | None) -> ResponseReturnValue:
    wanted = _asked(person).wanted
    if wanted.state is queue.State.DECIDED:
        return redirect(_filtered(".queue"))
    with transaction():
        following = leases.take_next(person, wanted, after)
    if following:
        return redirect(_filtered(".show", contribution_id=following.id))
    flash(gettext("There is nothing more here that nobody else is reading"))
    return redirect(_filtered(".queue"))


def _sheet(
    person: Person, contribution: Contribution, form: DecisionForm, taken_out: list[redaction.Span]
) -> ResponseReturnValue:
    lease = leases.running([contribution.id]).get(contribution.id)
    now = queries.current([contribution.id]).get(contribution.id)
    # What stands by now is on the page that is shown again, and so it has been seen.
    form.seen.data = str(now.id) if now else ""
    return _desk(
        "moderation/sheet.html",
        person,
        contribution=contribution,
        form=form,
        lease=lease,
        theirs=lease.person_id == person.id if lease else request.method == "POST",
        past=queries.history(contribution.id),
        before=versions.before(contribution),
        origin=origins.of(contribution),
        brackets=redaction.brackets_for(contribution.text),
        highlighted=_highlighted(contribution.text, taken_out or form.suggestions),
        preview=redaction.apply(contribution.text, taken_out) if taken_out else None,
        kin_here=queue.kin(person, [contribution])[contribution.id],
    )


def _highlighted(text: str, marks: Any) -> list[tuple[str, bool]]:
    return redaction.pieces(text, [(mark.start, mark.end) for mark in marks])


def _minutes_left(lease: Lease) -> int:
    return ceil((lease.until - clock.now()).total_seconds() / 60)


def _desk(template: str, person: Person, **more: Any) -> ResponseReturnValue:
    asked = _asked(person)
    listed = queue.page_of(person, asked.wanted, max(request.args.get("page", 1, type=int), 1))
    return render_template(
        template,
        person=person,
        asked=asked,
        filtered=_filtered,
        listed=listed,
        kin=queue.kin(person, [row[0] for row in listed.items]),
        waiting=queries.waiting_count(person),
        oldest=queries.oldest_waiting(person),
        labels=labels,
        labels_of=feedback_labels,
        minutes_left=_minutes_left,
        **more,
    )
