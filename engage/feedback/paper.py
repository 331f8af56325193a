"""Typing in what came by post, by e-mail, on a paper form or from a workshop table."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from engage import audit, clock
from engage.accounts import Person
from engage.consultations.models import Consultation
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback import intake
from engage.feedback.filled import NAMELESS
from engage.feedback.intake import NewContribution
from engage.feedback.models import Channel, Consent, Contact, Response
from engage.organisations.models import Sector

CHANNELS = (Channel.LETTER, Channel.EMAIL, Channel.PAPER, Channel.TABLE)


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


def type_in(consultation: Consultation, paper: Paper, *, by: Person, key: UUID) -> Response:
    """Take in what reached us otherwise than by the form; the same key stands for the same sheet.

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
    )
    if paper.name:
        response.contact = Contact(name=paper.name)
    audit.record("response.typed_in", response, by=by, channel=paper.channel)
    return response


def moment_of(day: date) -> datetime:
    """Give the moment by which what came on a day is dated: midday in London, or now on the day itself."""
    return min(datetime.combine(day, time(12), clock.LONDON).astimezone(UTC), clock.now())
