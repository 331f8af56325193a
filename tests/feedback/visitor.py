"""Walking through the pages of a response as a visitor does."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from engage import clock
from engage.consultations.models import Consultation
from engage.db import db
from engage.feedback import mailing
from engage.feedback.form import drafts
from engage.feedback.models import Draft
from engage.jobs import Job, QueuedJob
from tests.browser import Browser


def kept(browser: UUID, consultation: Consultation, typed: dict[str, Any], *, at: datetime) -> Draft:
    """Save what a browser types, as its pages do."""
    return drafts.keep(drafts.begin(browser, consultation, at=at), typed, at=at).draft


def begun(
    browser: Browser, consultation: Consultation, strands: list[str] | None = None, *, text: str | None = None
) -> None:
    """Choose what to write about (the first theme unless told), and write under it where there is a text."""
    theme = consultation.themes[0]
    browser.get(f"/consultations/{consultation.slug}/respond")
    browser.submit({"strands": strands or [str(theme.id)]})
    if text is not None:
        browser.submit({f"text-{theme.id}": text, f"kind-{theme.id}": "idea"})


def answered(
    browser: Browser, *, sector: str = "resident", consent: str = "unnamed", name: str = "", email: str = ""
) -> None:
    """Answer the pages about oneself, up to the check."""
    browser.submit({"sector": sector, "area": "Ambleford"})
    browser.submit({"name": name, "email": email})
    browser.submit({"consent": consent})


def sent(
    browser: Browser,
    consultation: Consultation,
    *,
    text: str = "Buses",
    button: str | None = "Send my response",
    **about: str,
) -> None:
    """Go all the way to the receipt."""
    begun(browser, consultation, text=text)
    answered(browser, **about)
    browser.submit(button=button)


def addresses_asked() -> int:
    """Do the jobs that ask whether addresses are their senders', and count them."""
    owed = select(QueuedJob).where(QueuedJob.job == Job.ASK_TO_CONFIRM).order_by(QueuedJob.id)
    jobs = db.session.scalars(owed).all()
    for queued in jobs:
        mailing.ask_to_confirm(queued.subject_id, at=clock.now())
        db.session.execute(delete(QueuedJob).where(QueuedJob.id == queued.id))
    return len(jobs)
