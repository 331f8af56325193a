"""Pages of summaries: published ones for everybody, and the desk at which managers make them."""

from uuid import UUID

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import joinedload

from engage.accounts import demand, signed_in
from engage.consultations import queries as consultations
from engage.consultations.models import Theme
from engage.db import transaction
from engage.feedback import models as feedback
from engage.summaries import (
    attribution,
    documents,
    editing,
    open_data,
    policy,
    publication,
    queries,
    report,
    requesting,
    wording,
)
from engage.summaries.editing import Mark
from engage.summaries.forms import TitleForm
from engage.summaries.models import Summary
from engage.web import Page, flashed, page, refusals

LOOK_AGAIN = 4
"""Seconds after which the page of a summary that is being compiled asks again."""

bp = Blueprint("summaries", __name__)


@bp.context_processor
def _words() -> dict[str, object]:
    return {"tell": wording, "who": attribution.who}


@bp.route("/summaries")
def index() -> ResponseReturnValue:
    """List what was heard, consultation by consultation."""
    return render_template("summaries/index.html", page=page(queries.published(), size=20))


@bp.route("/summaries/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """Show what was heard in a consultation."""
    return render_template("summaries/show.html", report=report.assemble(queries.published_by_slug(slug)))


@bp.route("/summaries/<slug>/topics/<uuid:topic_id>")
def topic(slug: str, topic_id: UUID) -> ResponseReturnValue:
    """Show the contributions behind a topic."""
    summary = queries.published_by_slug(slug)
    finding = report.finding(queries.topic(topic_id, summary))
    said = _page_of(queries.behind(summary, topic=finding.topic))
    return render_template("summaries/topic.html", summary=summary, finding=finding, page=said)


@bp.route("/summaries/<slug>/contributions")
def contributions(slug: str) -> ResponseReturnValue:
    """Show the contributions behind the whole of a summary, or behind one theme of it."""
    summary = queries.published_by_slug(slug)
    theme = _theme_asked_for(summary)
    said = _page_of(queries.behind(summary, theme=theme))
    return render_template("summaries/contributions.html", summary=summary, theme=theme, page=said)


@bp.route("/summaries/<slug>/report.pdf")
def pdf(slug: str) -> ResponseReturnValue:
    """Give a summary as a tagged PDF."""
    return _pdf(queries.published_by_slug(slug))


@bp.route("/summaries/<slug>/report.html")
def html(slug: str) -> ResponseReturnValue:
    """Give a summary as one file that needs nothing around it."""
    made = documents.html(report.assemble(queries.published_by_slug(slug)))
    return _file(made, "text/html", f"{slug}.html")


@bp.route("/summaries/<slug>/data.json")
def data(slug: str) -> ResponseReturnValue:
    """Give what a summary states as open data."""
    made = open_data.encoded(report.assemble(queries.published_by_slug(slug)))
    return _file(made, "application/json", f"{slug}.json")


@bp.route("/desk/summaries")
def desk() -> ResponseReturnValue:
    """List the consultations that somebody manages, and how far the summary of each has come."""
    return render_template("summaries/desk.html", managed=queries.managed(signed_in()))


@bp.route("/desk/summaries/of/<uuid:consultation_id>", methods=["POST"])
def compile_(consultation_id: UUID) -> ResponseReturnValue:
    """Freeze what has been shown and have it compiled."""
    manager, consultation = signed_in(), consultations.get(consultation_id)
    demand(policy.may_compile(manager, consultation))
    onward = url_for(".desk")
    with flashed(), transaction():
        onward = url_for(".draft", summary_id=requesting.request(consultation, by=manager).id)
    return redirect(onward)


@bp.route("/desk/summaries/<uuid:summary_id>")
def draft(summary_id: UUID) -> ResponseReturnValue:
    """Show a summary to those who make it: how far it is, or what it says."""
    manager, summary = signed_in(), queries.get(summary_id)
    demand(policy.may_edit(manager, summary))
    told = report.assemble(summary) if summary.compiled_at else None
    answer = make_response(render_template("summaries/draft.html", summary=summary, report=told))
    if summary.at_work:
        answer.headers["Refresh"] = str(LOOK_AGAIN)
    return answer


@bp.route("/desk/summaries/<uuid:summary_id>/report.pdf")
def draft_pdf(summary_id: UUID) -> ResponseReturnValue:
    """Give a draft as PDF, as it would be published."""
    manager, summary = signed_in(), queries.get(summary_id)
    demand(policy.may_edit(manager, summary) and summary.compiled_at is not None)
    return _pdf(summary)


@bp.route("/desk/summaries/topics/<uuid:topic_id>", methods=["GET", "POST"])
def edit_topic(topic_id: UUID) -> ResponseReturnValue:
    """Word a topic as a finding, and see what stands behind it."""
    manager, topic = signed_in(), queries.topic(topic_id)
    demand(policy.may_edit(manager, topic.summary))
    form = TitleForm(obj=topic)
    if form.validate_on_submit():
        with refusals(form), transaction():
            editing.rename(topic, form.title.data or "", by=manager)
            return redirect(url_for(".draft", summary_id=topic.summary_id, _anchor=f"topic-{topic.position}"))
    said = _page_of(queries.behind(topic.summary, topic=topic))
    return render_template(
        "summaries/edit_topic.html", form=form, topic=topic, finding=report.finding(topic), page=said
    )


@bp.route("/desk/summaries/quotes/<uuid:quote_id>", methods=["POST"])
def mark_quote(quote_id: UUID) -> ResponseReturnValue:
    """Hide a quote, put it first, or leave it to its place."""
    manager, quote = signed_in(), queries.quote(quote_id)
    demand(policy.may_edit(manager, quote.topic.summary))
    with flashed(), transaction():
        editing.mark(quote, request.form.get("mark", Mark.CLEAR, type=Mark), by=manager)
    return redirect(url_for(".edit_topic", topic_id=quote.topic_id, _anchor="quotes"))


@bp.route("/desk/summaries/<uuid:summary_id>/publish", methods=["POST"])
def publish(summary_id: UUID) -> ResponseReturnValue:
    """Put a draft before the public."""
    manager, summary = signed_in(), queries.get(summary_id)
    demand(policy.may_edit(manager, summary))
    onward = url_for(".draft", summary_id=summary_id)
    with flashed(), transaction():
        publication.publish(summary, by=manager)
        onward = url_for(".show", slug=summary.consultation.slug)
        flash(gettext("The summary is published"), "success")
    return redirect(onward)


def _page_of(said: queries.Behind) -> Page:
    return page(said.options(joinedload(feedback.Response.contact)), size=20)


def _theme_asked_for(summary: Summary) -> Theme | None:
    """Find the theme that `?theme=` names, if it names one."""
    wanted = request.args.get("theme")
    return next((theme for theme in summary.consultation.themes if theme.slug == wanted), None)


def _pdf(summary: Summary) -> Response:
    made = documents.pdf(report.assemble(summary))
    return _file(made, "application/pdf", f"{summary.consultation.slug}.pdf", shown="inline")


def _file(content: bytes, media_type: str, name: str, *, shown: str = "attachment") -> Response:
    disposition = {"Content-Disposition": f'{shown}; filename="{name}"'}
    return Response(content, mimetype=media_type, headers=disposition)
