"""What people can read first: links, and documents that were looked into before they were kept."""

from datetime import date
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from engage import audit
from engage.accounts import Person
from engage.consultations.documents import Document, swept, write
from engage.consultations.drafting import still_a_draft
from engage.consultations.models import Consultation, Evidence
from engage.db import db
from engage.errors import RuleBroken


def link_to(
    consultation: Consultation,
    title: str,
    link: str,
    *,
    summary: str = "",
    published_on: date | None = None,
    by: Person | None,
) -> Evidence:
    """Add a link to what people can read.

    :raises RuleBroken: if it is no address on the web
    """
    if not link.startswith(("https://", "http://")):
        raise RuleBroken(_l("Enter an address that starts with https://"), field="link")
    evidence = _placed(consultation, title, summary, published_on)
    evidence.link = link
    return _added(evidence, by)


def keep(
    consultation: Consultation,
    title: str,
    document: Document,
    *,
    summary: str = "",
    published_on: date | None = None,
    by: Person | None,
) -> Evidence:
    """Keep a document under a random name and add it to what people can read."""
    evidence = _placed(consultation, title, summary, published_on)
    evidence.stored_as = uuid4().hex
    evidence.file_name, evidence.media_type = document.name, document.media_type
    evidence.size, evidence.sha256 = len(document.content), sha256(document.content).hexdigest()
    write(path(evidence), document.content)
    return _added(evidence, by)


def remove(evidence: Evidence, *, by: Person | None) -> None:
    """Take evidence out of a draft; its file is swept later.

    :raises RuleBroken: once the consultation is published: people may have answered with it in mind
    """
    still_a_draft(evidence.consultation)
    audit.record("evidence.removed", evidence, by=by, consultation_id=evidence.consultation_id)
    evidence.consultation.evidence.remove(evidence)
    db.session.flush()


def path(evidence: Evidence) -> Path:
    """Tell where the file of a document lies."""
    assert evidence.stored_as
    return folder() / evidence.stored_as


def folder() -> Path:
    """Tell where documents are kept."""
    kept: Path = current_app.config["SETTINGS"].uploads / "evidence"
    return kept.absolute()


def sweep() -> int:
    """Delete files that no evidence needs any more, or never did, and count them."""
    kept = set(db.session.scalars(select(Evidence.stored_as).where(Evidence.stored_as.is_not(None))))
    return swept(folder(), kept.__contains__)


def _placed(consultation: Consultation, title: str, summary: str, published_on: date | None) -> Evidence:
    return Evidence(
        consultation=consultation,
        title=title.strip(),
        summary=summary.strip(),
        published_on=published_on,
        position=max((one.position for one in consultation.evidence), default=0) + 1,
    )


def _added(evidence: Evidence, by: Person | None) -> Evidence:
    db.session.add(evidence)
    db.session.flush()
    audit.record("evidence.added", evidence, by=by, sha256=evidence.sha256 or "")
    return evidence
