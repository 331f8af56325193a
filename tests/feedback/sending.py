"""Responses sent, chained and tampered with, for the tests of receipts."""

from typing import Any

from sqlalchemy import text

from engage import clock
from engage.consultations.models import Consultation
from engage.db import db
from engage.feedback import intake
from engage.feedback.intake import NewContribution
from engage.feedback.models import Channel, Consent, Response
from engage.feedback.receipts import issuing as receipts
from engage.organisations.models import Sector


def accept(consultation: Consultation, *texts: str, **values: Any) -> Response:
    given = {
        "sector": Sector.RESIDENT,
        "consent": Consent.UNNAMED,
        "channel": Channel.ONLINE,
        "received_at": clock.now(),
        "contributions": [NewContribution(text, consultation.themes[0].id) for text in texts],
    }
    return intake.accept(consultation, **given | values)


def chained(consultation: Consultation, count: int) -> list[Response]:
    responses = [accept(consultation, f"Bus {number} comes too late") for number in range(count)]
    db.session.flush()
    receipts.chain(consultation.id)
    return responses


def forced(statement: Any) -> None:
    """Do what the triggers refuse, as somebody who owns the database can."""
    db.session.flush()
    db.session.execute(text("SET LOCAL session_replication_role = replica"))
    db.session.execute(statement)
    db.session.execute(text("SET LOCAL session_replication_role = origin"))
