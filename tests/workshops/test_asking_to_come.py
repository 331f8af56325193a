"""Registering where a workshop asks questions of its own, decides who comes, or invites people."""

from datetime import timedelta

from sqlalchemy import select

from engage import clock
from engage.db import db
from engage.mail.models import Message
from engage.organisations.models import Sector
from engage.workshops import leaving, links, rejoining
from engage.workshops.allocation import arranging
from engage.workshops.models import Admission, Registration, Standing, Workshop
from engage.workshops.preparing import asking, inviting
from engage.workshops.preparing.models import AnswerKind, Invitation, WorkshopQuestion
from tests.browser import Browser
from tests.factories import Manager, OpenWorkshop, Registered

ANN = {"name": "Ann Archer", "email": "ann@home.example", "sector": "business"}


def _question(workshop: Workshop, **values: object) -> WorkshopQuestion:
    question = WorkshopQuestion(
        workshop_id=workshop.id, position=1, kind=AnswerKind.TEXT, text="What do you bring?", **values
    )
    db.session.add(question)
    db.session.flush()
    return question


def _invited(workshop: Workshop) -> str:
    """Invite somebody, and give the path of their private link."""
    guest = inviting.Guest("Ann Archer", "ann@home.example", "Hexton Foods", Sector.BUSINESS)
    inviting.add(workshop.id, [guest], by=Manager(workshop.consultation))
    invitation = db.session.scalars(select(Invitation)).one()
    return f"/workshops/{workshop.slug}/invitation/{inviting.private_key(invitation.id)}"


def _one() -> Registration:
    return db.session.scalars(select(Registration)).one()


def test_a_workshops_own_question_is_asked_kept_and_changed(client: Browser) -> None:
    workshop = OpenWorkshop()
    question = _question(workshop, required=True)
    field = asking.name_of(question.id)
    client.get(f"/workshops/{workshop.slug}/register")
    client.submit(ANN)
    assert "Answer this question" in client.text()
    client.submit({field: "A cake"})
    assert asking.kept_of(_one()) == {question.id: "A cake"}
    client.get(f"/registrations/{links.private_key(_one().id)}/details/{_one().id}")
    client.submit({field: "Two cakes"})
    assert asking.kept_of(_one()) == {question.id: "Two cakes"}
    leaving.leave(_one().id)
    assert asking.kept_of(rejoining.rejoin(_one().id)) == {question.id: "Two cakes"}


def test_areas_and_sizes_are_asked_for_and_decide_which_places_one_gets(client: Browser) -> None:
    workshop = OpenWorkshop(capacity=2, areas=["North", "South"])
    release = workshop.starts_at - timedelta(days=7)
    pool = arranging.PoolPlan("Small firms up north", 2, release, areas=("North",), size_bands=("micro",))
    arranging.keep(workshop.id, [pool], by=Manager(workshop.consultation))
    client.get(f"/workshops/{workshop.slug}")
    assert "Small firms up north : 2 of 2 kept places free" in client.text()
    assert "(1 to 9 people; North)" in client.text()
    client.get(f"/workshops/{workshop.slug}/register")
    client.submit(ANN)
    assert "Choose where you come from" in client.text()
    client.submit({"area": "-", "size_band": "micro"})
    assert "kept for others for a while" in client.text()
    assert (_one().area, _one().size_band) == (None, "micro")
    client.get(f"/workshops/{workshop.slug}/register")
    client.submit(ANN | {"email": "ben@home.example", "area": "North", "size_band": "micro"})
    assert "You have a place" in client.text()


def test_where_the_organisers_decide_one_asks_and_is_told_so(client: Browser) -> None:
    workshop = OpenWorkshop(admission=Admission.APPROVAL)
    client.get(f"/workshops/{workshop.slug}")
    client.follow("Ask for a place")
    client.submit(ANN)
    assert "We have your request" in client.text()
    assert _one().standing is Standing.ASKED
    assert db.session.scalars(select(Message)).one().key.startswith("workshop:asked:")


def test_who_was_not_invited_is_told_so(client: Browser) -> None:
    workshop = OpenWorkshop(admission=Admission.INVITATION)
    client.get(f"/workshops/{workshop.slug}")
    assert "for people who were invited" in client.text()
    assert "Book a place" not in client.text()
    client.get(f"/workshops/{workshop.slug}/register")
    assert "for people who were invited" in client.text()
    client.get(f"/workshops/{workshop.slug}/invitation/guessed", expect=404)


def test_an_invitation_knows_who_it_is_for_and_is_answered(client: Browser) -> None:
    link = _invited(OpenWorkshop(admission=Admission.INVITATION))
    answer = client.get(link)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert 'value="Hexton Foods"' in answer.text
    client.submit({"name": "Ann B. Archer"})
    assert "You have a place" in client.text()
    assert _one().organisation == "Hexton Foods"
    assert db.session.scalars(select(Invitation)).one().party_id == _one().id
    client.get(link)
    assert "You have registered with this invitation" in client.text()
    client.submit({"email": "friend@home.example"})
    assert "Somebody has registered with this invitation already" in client.text()
    assert _one()


def test_an_invitation_needs_no_approval_and_passes_the_waiting_organisers(client: Browser) -> None:
    client.get(_invited(OpenWorkshop(admission=Admission.APPROVAL)))
    client.submit()
    assert _one().standing is Standing.PLACE


def test_who_was_invited_and_cannot_come_says_so_and_may_think_again(client: Browser) -> None:
    client.get(_invited(OpenWorkshop()))
    client.submit(form="form[action$=decline]")
    assert "Thank you for telling us that you cannot come" in client.text()
    assert db.session.scalars(select(Invitation)).one().declined_at
    client.submit(form="#book")
    assert _one().standing is Standing.PLACE
    assert db.session.scalars(select(Invitation)).one().declined_at is None


def test_offers_before_registration_opens_or_after_it_closed_are_not_made(client: Browser) -> None:
    workshop = OpenWorkshop(registration_opens_at=clock.now() + timedelta(days=1))
    client.get(f"/workshops/{workshop.slug}")
    assert "Registration opens on" in client.text()
    assert "Book a place" not in client.text()
    closed = OpenWorkshop(registration_closes_at=clock.now() - timedelta(hours=1))
    registration = Registered(OpenWorkshop())
    registration.workshop.registration_closes_at = clock.now()
    client.get(f"/workshops/{closed.slug}")
    assert "Registration closed on" in client.text()
    leaving.leave(registration.id)
    client.get(f"/registrations/{links.private_key(registration.id)}")
    assert "Ask again" not in client.text()
