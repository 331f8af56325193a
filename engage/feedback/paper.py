"""Typing in what came by post, by e-mail, by telephone, on a paper form or from a workshop table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from engage import audit, clock
from engage.accounts import Person
from engage.consultations.documents import Document
from engage.consultations.models import Consultation
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback import intake, uploads
from engage.feedback.form.filled import NAMELESS
from engage.feedback.intake import NewContribution
from engage.feedback.models import Channel, Consent, Contact, Response
from engage.feedback.receipts import issuing as receipts
from engage.feedback.receipts.models import Event
from engage.organisations.models import Sector

CHANNELS = (Channel.LETTER, Channel.EMAIL, Channel.PHONE, Channel.PAPER, Channel.TABLE)
SCANNED = ("pdf", "png", "jpg")
"""What a scan or a photograph of a letter may be."""
MOST_SCANS = 10


@dataclass(frozen=True)
class Paper:
    """What somebody has in front of them and types in."""

    channel: Channel
    received_on: date
    sector: Sector
    consent: Consent
    organisation: str | None
    area: str | None
    name: str | None
    contributions: list[NewContribution]


def type_in(
    consultation: Consultation, paper: Paper, *, by: Person, key: UUID, scans: Sequence[Document] = ()
) -> Response:
    """Take in what reached us otherwise than by the form; the same key stands for the same sheet.

    Scans stay with it for those who moderate it.

    :raises RuleBroken: if it says nothing, is from the future, or is to be named without a name
    """
    if typed := db.session.scalar(select(Response).where(Response.submission_key == key)):
        return typed
    if paper.received_on > clock.today():
        raise RuleBroken(_l("The date must be today or in the past"), field="received_on")
    if paper.consent is Consent.NAMED and not (paper.name or paper.organisation):
        raise RuleBroken(NAMELESS, field="consent")
    response = intake.accept(
        consultation,
        sector=paper.sector,
        organisation=paper.organisation,
        area=paper.area,
        consent=paper.consent,
        channel=paper.channel,
        contributions=paper.contributions,
        received_at=moment_of(paper.received_on),
        submission_key=key,
        with_files=bool(scans),
    )
    if paper.name:
        response.contact = Contact(name=paper.name)
    if scans:
        _attach(response, scans)
    audit.record("response.typed_in", response, by=by, channel=paper.channel, scans=len(scans))
    return response


def _attach(response: Response, scans: Sequence[Document]) -> None:
    """Keep scans with a response, and issue its receipt, which tells of them."""
    at = clock.now()
    for scan in scans:
        response.uploads.append(uploads.keep(scan, at=at))
    receipts.issue(response, Event.RECEIVED, at=at)


def moment_of(day: date) -> datetime:
    """Give the moment by which what came on a day is dated: midday in London, or now on the day itself."""
    return min(datetime.combine(day, time(12), clock.LONDON).astimezone(UTC), clock.now())
