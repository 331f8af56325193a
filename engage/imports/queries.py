"""Finding imports, and what state they are in."""

from enum import StrEnum
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload

from engage.consultations.models import Consultation, Theme
from engage.db import db
from engage.errors import RuleBroken
from engage.imports.models import ImportRun, Rejection
from engage.jobs import QueuedJob


class State(StrEnum):
    """How far an import is; computed, never stored."""

    UPLOADED = "uploaded"
    MAPPED = "mapped"
    AT_WORK = "at_work"
    DONE = "done"
    BROKEN_OFF = "broken_off"
    UNDONE = "undone"


def of(consultation: Consultation) -> Select[ImportRun]:
    """Select the imports into a consultation, the latest first."""
    into = select(ImportRun).where(ImportRun.consultation_id == consultation.id)
    latest = into.order_by(ImportRun.uploaded_at.desc(), ImportRun.id.desc())
    return latest.options(joinedload(ImportRun.by))


def get(run_id: UUID) -> ImportRun:
    """Get one import.

    :raises NoResultFound: if there is none
    """
    return db.session.scalars(select(ImportRun).where(ImportRun.id == run_id)).one()


def locked(run_id: UUID) -> ImportRun:
    """Get one import as it is now, and keep others from changing it until the transaction ends."""
    run = select(ImportRun).where(ImportRun.id == run_id).with_for_update()
    return db.session.scalars(run.execution_options(populate_existing=True)).one()


def within(consultation: Consultation, run_id: UUID) -> ImportRun:
    """Get one import into a consultation.

    :raises NoResultFound: if there is none such
    """
    return db.session.scalars(of(consultation).where(ImportRun.id == run_id)).one()


def refused(run: ImportRun) -> Select[Rejection]:
    """Select the rows that an import refused, in the order of its file."""
    rows = select(Rejection).where(Rejection.run_id == run.id)
    return rows.order_by(Rejection.line, Rejection.id)


def has_failed(run: ImportRun) -> bool:
    """Say whether a worker gave up on it, so that somebody has to look."""
    failed = exists().where(QueuedJob.subject_id == run.id, QueuedJob.failed_at.is_not(None))
    return bool(run.at_work and db.session.scalar(select(failed)))


def state(run: ImportRun) -> State:
    """Say how far an import is."""
    if run.undone_at:
        return State.UNDONE
    if run.cause:
        return State.BROKEN_OFF
    if run.ended_at:
        return State.DONE
    if run.begun_at:
        return State.AT_WORK
    return State.MAPPED if run.mapped_at else State.UPLOADED


def theme_of(consultation: Consultation, slug: str) -> Theme:
    """Find a theme of a consultation.

    :raises RuleBroken: with the themes there are, if it has no such theme
    """
    for theme in consultation.themes:
        if slug.casefold() in (theme.slug, theme.title.casefold()):
            return theme
    known = ", ".join(theme.slug for theme in consultation.themes)
    raise RuleBroken(_l("There is no theme “%(slug)s”; there are: %(known)s", slug=slug, known=known))
