"""Tasks of workshops: places that came free, letters to everybody, and what is erased."""

from uuid import UUID

from engage.db import transaction
from engage.jobs import Job
from engage.workshops import erasure, telling
from engage.workshops import reminding as attendance
from engage.workshops.agreeing import handing_in, reminding
from engage.workshops.allocation import offering
from engage.workshops.preparing import forgetting, inviting
from workers.app import celery, does, flask_app


@does(Job.OFFER_FREED_PLACES)
def offer_freed_places(workshop_id: UUID) -> None:
    offering.offer_freed_places(workshop_id)


@does(Job.TELL_OF_CHANGE)
def tell_of_change(workshop_id: UUID) -> None:
    telling.tell_everybody(workshop_id)


@does(Job.REMIND_ATTENDEES)
def remind_attendees(workshop_id: UUID) -> None:
    attendance.remind(workshop_id)


@does(Job.SEND_INVITATIONS)
def send_invitations(workshop_id: UUID) -> None:
    inviting.post_letters(workshop_id)


@does(Job.HAND_IN_NOTES)
def hand_in_notes(table_id: UUID) -> None:
    handing_in.hand_in(table_id)


@celery.task(name="workshops.remind_of_notes")
def remind_of_notes() -> None:
    """Remind those who have not said whether their table's notes are right."""
    with flask_app().app_context(), transaction():
        reminding.remind()


@celery.task(name="workshops.sweep")
def sweep() -> None:
    """Ask for the places that are free while somebody waits, should a job for them have been missed."""
    with flask_app().app_context(), transaction():
        offering.sweep()


@celery.task(name="workshops.remind")
def remind() -> None:
    """Ask for the workshops of which somebody is to be reminded, or thanked."""
    with flask_app().app_context(), transaction():
        attendance.sweep()


@celery.task(name="workshops.erase")
def erase() -> None:
    """Erase what people told us once its time is up."""
    with flask_app().app_context(), transaction():
        erasure.erase_needs()
        erasure.erase_people()
        forgetting.erase_special()
        forgetting.erase_all()
