"""What is erased of those who registered: guests as well, and the letters to them."""

from datetime import timedelta

from sqlalchemy import select

from engage import clock
from engage.db import db
from engage.mail.models import Message
from engage.workshops import erasure, export
from engage.workshops.models import Attendee, Registration
from engage.workshops.registration import Guest
from tests.factories import Manager, OpenWorkshop, Registered

GUESTS = (Guest("Ben Baker", "ben@home.example", diet="No nuts"), Guest("Cat Cook", access_needs="A loop"))


def _party(ago: timedelta) -> Registration:
    ann = Registered(OpenWorkshop(), name="Ann Archer", guests=GUESTS)
    workshop, at = ann.workshop, clock.now() - ago
    workshop.registration_opens_at = at - timedelta(days=9)
    workshop.registration_closes_at = workshop.starts_at = at - timedelta(hours=3)
    workshop.ends_at = at
    workshop.consultation.kept_for_months = 12
    db.session.flush()
    return ann


def test_guests_are_forgotten_with_whoever_booked_and_so_are_all_letters() -> None:
    _party(timedelta(days=370))
    assert erasure.erase_people() == 3
    assert db.session.scalars(select(Attendee.id)).all() == []
    for letter in db.session.scalars(select(Message)):
        assert (letter.recipient, letter.subject, letter.text, letter.html) == ("", "", "", "")
        assert letter.attachments == []
        assert letter.key.startswith("workshop:place:")


def test_what_guests_need_is_erased_a_week_after_and_their_names_stay() -> None:
    _party(timedelta(days=8))
    assert erasure.erase_needs() == 2
    left = db.session.execute(select(Attendee.name, Attendee.access_needs, Attendee.diet)).all()
    assert sorted(map(tuple, left)) == [("Ann Archer", "", ""), ("Ben Baker", "", ""), ("Cat Cook", "", "")]


def test_the_list_of_attendees_says_who_booked_for_whom() -> None:
    ann = Registered(OpenWorkshop(areas=["North"]), name="Ann Archer", area="North", guests=GUESTS)
    file = export.attendees(ann.workshop, by=Manager(ann.workshop.consultation))
    header, *rows = [line.split(",") for line in file.lstrip("\N{BYTE ORDER MARK}").splitlines()]
    told = [dict(zip(header, row, strict=True)) for row in rows]
    assert [(one["name"], one["area"], one["booked_by"]) for one in told] == [
        ("Ann Archer", "North", ""),
        ("Ben Baker", "North", "Ann Archer"),
        ("Cat Cook", "North", "Ann Archer"),
    ]
