"""A consultation as the public sees it: what is asked, what was said, what can be read and attended."""

from flask import Blueprint, render_template, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from engage import clock
from engage.accounts.access import maybe_signed_in
from engage.consultations import evidence, languages, policy, queries
from engage.consultations.labels import TAGS
from engage.consultations.models import Consultation, Evidence, Stage, Theme
from engage.db import db
from engage.moderation.queries import public_counts
from engage.organisations.labels import SECTORS
from engage.record import queries as record
from engage.record import workshop_queries
from engage.record.thread import steps
from engage.summaries import queries as summaries
from engage.summaries.models import Summary
from engage.web import page
from engage.workshops import queries as workshops

bp = Blueprint("consultations", __name__, url_prefix="/consultations")


@bp.context_processor
def _words() -> dict[str, object]:
    return {"Stage": Stage, "SECTORS": SECTORS, "TAGS": TAGS, "stage_of": lambda one: one.stage(clock.now())}


@bp.route("")
def index() -> ResponseReturnValue:
    """List what is asked now, what will be, and what was."""
    at = clock.now()
    closed = page(record.with_bodies(queries.closed_by(at)), size=10)
    now, later = record.listed(queries.open_at(at)), record.listed(queries.coming(at))
    counts = record.counts([*now, *closed.items])
    return render_template("record/consultations.html", open=now, coming=later, closed=closed, counts=counts)


@bp.route("/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """Show a consultation; a draft, to those who have a role in it."""
    consultation, at = visible(slug), clock.now()
    summary = _summary_of(consultation)
    counts = public_counts(consultation.id)
    coming = workshops.coming_of(consultation, at)
    return render_template(
        "record/consultation.html",
        consultation=consultation,
        stage=consultation.stage(at),
        days_left=_days_left(consultation),
        steps=steps(consultation, at, summarised_at=summary.published_at if summary else None),
        summary=summary,
        counts=counts,
        total=sum(counts.values()),
        workshops=coming,
        seats=workshops.seats(coming),
        summarised=workshop_queries.summarised(consultation),
    )


@bp.route("/<slug>/themes/<theme>")
def theme(slug: str, theme: str) -> ResponseReturnValue:
    """Show a theme, what is asked under it, and what people have said."""
    consultation = visible(slug)
    found = _theme_of(consultation, theme)
    return render_template(
        "record/theme.html",
        consultation=consultation,
        theme=found,
        stage=consultation.stage(clock.now()),
        questions=[question for question in consultation.asked if question.theme_id == found.id],
        page=page(record.said_under(found), size=20),
    )


@bp.route("/<slug>/privacy")
def privacy(slug: str) -> ResponseReturnValue:
    """Show what people are told about their data."""
    return render_template("record/privacy_notice.html", consultation=visible(slug))


@bp.route("/<slug>/evidence/<uuid:evidence_id>")
def document(slug: str, evidence_id: str) -> ResponseReturnValue:
    """Hand over a document, to be saved and never to be opened as a page of ours."""
    kept = select(Evidence).where(Evidence.id == evidence_id, Evidence.stored_as.is_not(None))
    found = db.session.scalars(kept.where(Evidence.consultation_id == visible(slug).id)).one()
    path = evidence.path(found)
    if not path.is_file():
        raise NotFound
    answer = send_file(path, found.media_type, as_attachment=True, download_name=found.file_name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-cache"  # it may be a draft's, or be taken out
    return answer


def visible(slug: str) -> Consultation:
    """Get a consultation that whoever asks may see, in the languages that it was given in.

    :raises NoResultFound: if there is none for them
    """
    consultation = _visible(slug)
    languages.offer(consultation)
    return consultation


def _visible(slug: str) -> Consultation:
    """Get a consultation that this visitor may see.

    :raises NoResultFound: if there is none for them
    """
    officer = maybe_signed_in()
    if officer:
        consultation = queries.by_slug(slug)
        if policy.may_see_draft(officer, consultation):
            return consultation
    return queries.published_by_slug(slug)


def _theme_of(consultation: Consultation, slug: str) -> Theme:
    for theme in consultation.themes:
        if theme.slug == slug:
            return theme
    raise NotFound


def _summary_of(consultation: Consultation) -> Summary | None:
    return db.session.scalar(summaries.published().where(Summary.consultation_id == consultation.id))


def _days_left(consultation: Consultation) -> int:
    assert consultation.closes_at or not consultation.published_at
    last = clock.london(consultation.closes_at).date() if consultation.closes_at else clock.today()
    return (last - clock.today()).days
