"""Asking people to come: the list of them, their letters, and what became of each invitation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from engage import audit, clock
from engage.accounts import Person
from engage.db import db, new_id
from engage.errors import RuleBroken
from engage.jobs import Job, enqueue
from engage.mail.erasure import erase_about
from engage.organisations.models import Sector
from engage.web import private_links
from engage.web.private_links import key_hash
from engage.workshops import queries
from engage.workshops.models import Registration, Workshop
from engage.workshops.preparing import invitation_letters
from engage.workshops.preparing.invitations import registered
from engage.workshops.preparing.models import Invitation
from engage.workshops.registration import address_key

BETWEEN = timedelta(days=3)
"""How long after a letter nobody is reminded."""


@dataclass(frozen=True)
class Guest:
    """Somebody who is to be invited."""

    name: str
    email: str
    organisation: str = ""
    sector: Sector | None = None


def add(workshop_id: UUID, guests: Iterable[Guest], *, by: Person) -> int:
    """Put people on the list of those who are invited, each address once, and count who is new on it.

    :raises RuleBroken: if the workshop is over or cancelled
    """
    workshop = queries.still_to_come(workshop_id)
    at, new = clock.now(), 0
    for guest in guests:
        new += _added(workshop.id, guest, at)
    audit.record("workshop.invited", workshop, by=by, people=new)
    return new


def send(workshop_id: UUID, *, by: Person) -> int:
    """Owe a letter to each on the list who has got none, and count them.

    :raises RuleBroken: if the public cannot see the workshop yet, or it is over or cancelled
    """
    workshop = _told_of(workshop_id)
    unsent = _open(workshop.id).where(Invitation.sent_at.is_(None))
    return _owe(workshop, unsent, "workshop.invitations_sent", by=by)


def remind(workshop_id: UUID, *, by: Person) -> int:
    """Owe a letter to each who got an invitation days ago and has not answered, and count them.

    :raises RuleBroken: if the public cannot see the workshop yet, or it is over or cancelled
    """
    workshop = _told_of(workshop_id)
    return _owe(workshop, forgotten(workshop.id), "workshop.invitations_repeated", by=by)


def forgotten(workshop_id: UUID) -> Select[Invitation]:
    """Select who has not answered, and may be reminded: their last letter is some days old."""
    before = clock.now() - BETWEEN
    return _open(workshop_id).where(
        Invitation.sent_at < before, or_(Invitation.reminded_at.is_(None), Invitation.reminded_at < before)
    )


def post_letters(workshop_id: UUID) -> int:
    """Write the letters that are owed to those who are invited, and count them."""
    owed = select(Invitation).where(
        Invitation.workshop_id == workshop_id, Invitation.letter_due_at.is_not(None)
    )
    ordered = owed.order_by(Invitation.id).with_for_update(skip_locked=True)
    due = db.session.scalars(ordered).all()
    at = clock.now()
    for invitation in due:
        invitation.letter_due_at = None
        if invitation.withdrawn_at or invitation.workshop.cancelled_at or not invitation.email:
            continue
        invitation.key_hash = key_hash(private_key(invitation.id))
        invitation_letters.invite(invitation, private_key(invitation.id), again=bool(invitation.sent_at))
        if invitation.sent_at:
            invitation.reminded_at = at
        else:
            invitation.sent_at = at
    return len(due)


def opened(workshop: Workshop, key: str) -> Invitation | None:
    """Give the invitation to a workshop that a private link opens, unless it was withdrawn."""
    found = select(Invitation).where(
        Invitation.workshop_id == workshop.id,
        Invitation.key_hash == key_hash(key),
        Invitation.withdrawn_at.is_(None),
    )
    return db.session.scalar(found)


def answered(invitation: Invitation, registration: Registration) -> None:
    """Note what came of an invitation: it is good for one registration at a time.

    :raises RuleBroken: if it was used by somebody who is still registered, or withdrawn meanwhile
    """
    locked = select(Invitation).where(Invitation.id == invitation.id).with_for_update()
    found = db.session.scalars(locked.execution_options(populate_existing=True)).one()
    if found.withdrawn_at:
        raise RuleBroken(_l("This invitation has been withdrawn"))
    used = found.party_id and db.session.get_one(Registration, found.party_id)
    if used and used.id != registration.id and used.left_at is None:
        raise RuleBroken(_l("Somebody has registered with this invitation already"))
    found.party_id, found.declined_at = registration.party_id, None


def decline(invitation: Invitation) -> None:
    """Note that somebody cannot come. Done twice, the first time counts."""
    if invitation.declined_at is None:
        invitation.declined_at = clock.now()


def withdraw(invitation: Invitation, *, by: Person) -> None:
    """Take an invitation back: its link opens nothing any more. A place that came of it stays."""
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at, invitation.letter_due_at = clock.now(), None
        audit.record("workshop.invitation_withdrawn", invitation, by=by)


def private_key(invitation_id: UUID) -> str:
    """Make the key in the private link of an invitation."""
    return private_links.private_key("invitation", invitation_id)


def everybody(workshop_id: UUID) -> Select[Invitation]:
    """Select all invitations of a workshop, with what came of them, in the order of the list."""
    return (
        select(Invitation)
        .where(Invitation.workshop_id == workshop_id)
        .order_by(Invitation.invited_at, Invitation.id)
    )


def get(workshop_id: UUID, invitation_id: UUID) -> Invitation:
    """Get one invitation of a workshop.

    :raises NoResultFound: if there is none such
    """
    return db.session.scalars(everybody(workshop_id).where(Invitation.id == invitation_id)).one()


def erase(over: Select[UUID]) -> int:
    """Take names and addresses out of the invitations to some workshops and their letters; count them."""
    named = update(Invitation).where(Invitation.workshop_id.in_(over), Invitation.address_key.is_not(None))
    erased = named.values(name="", email="", address_key=None, letter_due_at=None).returning(Invitation.id)
    gone = db.session.scalars(erased).all()
    erase_about(gone, at=clock.now())
    return len(gone)


def _open(workshop_id: UUID) -> Select[Invitation]:
    return everybody(workshop_id).where(
        Invitation.withdrawn_at.is_(None),
        Invitation.declined_at.is_(None),
        Invitation.party_id.is_(None),
        Invitation.letter_due_at.is_(None),
        ~registered(),
        Invitation.address_key.is_not(None),
    )


def _owe(workshop: Workshop, to: Select[Invitation], act: str, *, by: Person) -> int:
    at, due = clock.now(), _locked(to)
    for invitation in due:
        invitation.letter_due_at = at
    if due:
        enqueue(Job.SEND_INVITATIONS, workshop.id)
    audit.record(act, workshop, by=by, people=len(due))
    return len(due)


def _locked(those: Select[Invitation]) -> Sequence[Invitation]:
    return db.session.scalars(those.with_for_update(of=Invitation)).all()


def _told_of(workshop_id: UUID) -> Workshop:
    workshop = queries.still_to_come(workshop_id)
    if not workshop.published_at:
        raise RuleBroken(_l("Publish the workshop first: the letters lead to its page"))
    return workshop


def _added(workshop_id: UUID, guest: Guest, at: object) -> int:
    invitation_id = new_id()
    row = insert(Invitation).values(
        id=invitation_id,
        workshop_id=workshop_id,
        name=guest.name.strip(),
        email=guest.email.strip(),
        address_key=address_key(guest.email),
        organisation=guest.organisation.strip(),
        sector=guest.sector,
        key_hash=key_hash(private_key(invitation_id)),
        invited_at=at,
    )
    once = row.on_conflict_do_nothing(index_elements=["workshop_id", "address_key"])
    return len(db.session.scalars(once.returning(Invitation.id)).all())
