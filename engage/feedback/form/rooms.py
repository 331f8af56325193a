"""Rooms in which many answer at once: their codes, and browsers that hold one and so are not held back."""

import secrets
from datetime import datetime, time, timedelta
from uuid import UUID

from flask import request, session
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from engage import clock
from engage.clock import LONDON
from engage.consultations.models import Consultation
from engage.db import db, new_id
from engage.feedback.form.room_models import RoomCode

SIGNS = "34679acdefhjkmnpqrtuvwxy"
LENGTH = 8
"""Of 24 signs that nobody mistakes: 110,075,314,176 codes, each good on one day."""


def give(consultation_id: UUID, made_for: UUID, starts_at: datetime, ends_at: datetime) -> None:
    """Give a workshop its code, or its code other days: those on which it takes place, in London."""
    days = {"valid_from": _midnight(starts_at), "valid_until": _midnight(ends_at) + timedelta(days=1)}
    made = insert(RoomCode).values(
        id=new_id(), consultation_id=consultation_id, made_for=made_for, code=_drawn(), **days
    )
    db.session.execute(made.on_conflict_do_update(index_elements=[RoomCode.made_for], set_=days))


def of(made_for: UUID) -> RoomCode | None:
    """Give the code of a workshop, if it has one."""
    return db.session.scalar(select(RoomCode).where(RoomCode.made_for == made_for))


def called(code: str) -> RoomCode | None:
    """Find what a code opens, written large or small, with spaces or none."""
    plain = "".join(code.lower().replace("-", "").split())
    return db.session.scalar(select(RoomCode).where(RoomCode.code == plain)) if plain.isalnum() else None


def enter(code: str, consultation: Consultation, *, at: datetime) -> bool:
    """Let this browser hold a code until its day is over; say whether it is good now, and here."""
    room = called(code)
    if room is None or room.consultation_id != consultation.id or not room.is_valid(at):
        return False
    session["rooms"] = {**session.get("rooms", {}), consultation.slug: room.valid_until.timestamp()}
    return True


def held() -> bool:
    """Say whether this browser holds the code of a room for the consultation that it is answering."""
    slug = (request.view_args or {}).get("slug")
    until: float = session.get("rooms", {}).get(slug, 0)
    return clock.now().timestamp() < until


def _drawn() -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def _midnight(at: datetime) -> datetime:
    return datetime.combine(clock.london(at).date(), time(0), LONDON)
