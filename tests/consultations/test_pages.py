"""Setting up a consultation through its pages."""

from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy import func, select

from engage import clock
from engage.accounts import Person
from engage.consultations import queries
from engage.consultations.models import Consultation, Evidence, RoleHeld, Stage, Tag
from engage.db import db
from engage.mail.models import Message
from tests.browser import Browser
from tests.factories import (
    Administrator,
    DraftConsultation,
    Facilitator,
    Lead,
    Manager,
    OpenConsultation,
    PartnerBody,
    Staff,
)

ADDING = "section.sheet form"
SignIn = Callable[[Person], Browser]
CLOSING = {"closes_at-day": "1", "closes_at-month": "6", "closes_at-year": "2031", "closes_at-time": "5pm"}


@pytest.fixture
def draft() -> Consultation:
    return DraftConsultation(slug="growth")


@pytest.fixture
def desk(draft: Consultation, signed_in_as: SignIn) -> Browser:
    return signed_in_as(Manager(draft))


def test_from_nothing_to_published_in_the_browser(signed_in_as: SignIn) -> None:
    body = PartnerBody(name="Vale Council")
    browser = signed_in_as(Administrator())
    browser.get("/desk/consultations/new")
    browser.submit({"title": "How should we grow?", "slug": "growth", "body_id": str(body.id)})
    browser.follow("Title, lead paragraph")
    browser.submit({"lead": "Tell us what would help.", "background": "One.\n\nTwo."})
    browser.follow("Themes")
    browser.submit({"title": "Good work", "tags": ["people", "places"]}, form="section form")
    browser.get("/desk/consultations/growth/publish")
    browser.submit(CLOSING)
    assert "The consultation is public now" in browser.text()
    consultation = queries.published_by_slug("growth")
    assert consultation.stage(clock.now()) is Stage.OPEN
    assert consultation.themes[0].tags == [Tag.PEOPLE, Tag.PLACES]
    assert clock.london(consultation.closes_at or clock.now()).hour == 17


def test_what_is_missing_is_said_before_it_can_be_published(desk: Browser, draft: Consultation) -> None:
    draft.lead = ""
    db.session.commit()
    assert "To do" in desk.get("/desk/consultations/growth").text
    desk.get("/desk/consultations/growth/publish")
    assert "Say in a paragraph what is asked" in desk.text()
    desk.submit(CLOSING)
    assert "There is a problem" in desk.text()
    assert desk.answer
    assert 'value="2031"' in desk.answer.text


def test_a_date_that_is_none_stays_in_its_boxes(desk: Browser) -> None:
    desk.get("/desk/consultations/growth/publish")
    desk.submit(CLOSING | {"closes_at-day": "31"})
    assert "Enter a real date" in desk.text()
    assert desk.answer
    assert 'value="31"' in desk.answer.text


def test_themes_are_reordered_and_removed_without_a_script(desk: Browser, draft: Consultation) -> None:
    first, second = (theme.title for theme in draft.themes)
    desk.get("/desk/consultations/growth/themes")
    desk.submit(form="form[action$=move]", button="way=down")
    db.session.refresh(draft)
    assert [theme.title for theme in queries.by_slug("growth").themes] == [second, first]
    desk.submit(form="form[action$=remove]")
    assert [theme.title for theme in queries.by_slug("growth").themes] == [first]


def test_a_public_consultation_says_that_it_no_longer_changes(signed_in_as: SignIn) -> None:
    consultation = OpenConsultation(slug="growth")
    desk = signed_in_as(Manager(consultation))
    for page in ("", "/themes"):
        desk.get(f"/desk/consultations/growth{page}")
        assert "no longer change" in desk.text()
    desk.get("/desk/consultations/growth/description")
    desk.submit({"title": "Something else"})
    assert "There is a problem" in desk.text()
    assert queries.by_slug("growth").title == consultation.title


def test_the_closing_moves_only_to_a_later_day(signed_in_as: SignIn) -> None:
    desk = signed_in_as(Manager(OpenConsultation(slug="growth")))
    desk.get("/desk/consultations/growth/closing")
    desk.submit(CLOSING | {"closes_at-year": "2020"})
    assert "must be later" in desk.text()
    desk.submit(CLOSING)
    assert "answer for longer" in desk.text()


def test_evidence_is_uploaded_offered_and_handed_over_as_a_file(
    desk: Browser, client: Browser, draft: Consultation
) -> None:
    desk.get("/desk/consultations/growth/evidence")
    upload = (BytesIO(b"%PDF-1.7 twelve pages"), "Evidence \u201312 pages.pdf")
    desk.submit({"title": "Evidence in twelve pages", "file": upload}, form=ADDING)
    found = db.session.scalars(select(Evidence)).one()
    answer = desk.get(f"/consultations/growth/evidence/{found.id}")
    assert answer.data == b"%PDF-1.7 twelve pages"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "private, no-cache"
    answer.close()
    client.get(f"/consultations/growth/evidence/{found.id}", expect=404)
    desk.get("/desk/consultations/growth/evidence")
    desk.submit(form="form[action$=remove]")
    assert db.session.scalar(select(func.count()).select_from(Evidence)) == 0


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"title": "T"}, "one of the two"),
        ({"title": "T", "link": "javascript:alert(1)"}, "https://"),
        ({"title": "T", "file": (BytesIO(b"MZ\x90\x00 program"), "report.pdf")}, "must be one of these"),
        ({"title": "", "link": "https://example.org/report"}, "Enter a title"),
    ],
)
def test_evidence_that_will_not_do_is_refused_next_to_its_field(
    desk: Browser, fields: dict[str, object], told: str
) -> None:
    desk.get("/desk/consultations/growth/evidence")
    desk.submit(fields, form=ADDING)
    assert told in desk.text()
    assert db.session.scalar(select(func.count()).select_from(Evidence)) == 0


def test_roles_are_given_to_people_new_and_known_and_taken_away(desk: Browser, draft: Consultation) -> None:
    known = Staff()
    db.session.commit()
    desk.get("/desk/consultations/growth/roles")
    desk.submit({"email": "new@council.example", "role": "facilitator"}, form=ADDING)
    assert "Enter a name" in desk.text()
    desk.submit({"name": "Ana Rao"}, form=ADDING)
    desk.submit({"email": known.email, "role": "lead", "theme_id": str(draft.themes[0].id)}, form=ADDING)
    held = db.session.scalars(select(RoleHeld).order_by(RoleHeld.id)).all()
    assert [(one.role.value, one.theme_id) for one in held[1:]] == [
        ("facilitator", None),
        ("lead", draft.themes[0].id),
    ]
    assert db.session.scalars(select(Message.recipient)).all() == ["new@council.example"]
    desk.submit(form=f"form[action*='{held[2].id}']")
    assert db.session.scalar(select(func.count()).select_from(RoleHeld)) == 2


def test_set_up_pages_are_for_managers_of_this_consultation(signed_in_as: SignIn) -> None:
    consultation = OpenConsultation(slug="growth")
    paths = ("", "/description", "/privacy-notice", "/publish", "/closing", "/themes", "/questions")
    paths += ("/evidence", "/roles")
    others = [Lead(consultation.themes[0]), Facilitator(consultation), Manager(DraftConsultation()), Staff()]
    for person in others:
        browser = signed_in_as(person)
        for path in paths:
            browser.get(f"/desk/consultations/growth{path}", expect=403)
    for person in (Manager(consultation), Administrator()):
        browser = signed_in_as(person)
        for path in paths:
            browser.get(f"/desk/consultations/growth{path}")


def test_people_are_invited_closed_and_opened_by_an_administrator(signed_in_as: SignIn) -> None:
    consultation = OpenConsultation()
    browser = signed_in_as(Administrator())
    browser.get("/desk/people/new")
    browser.submit({"name": "Ana Rao", "email": "ana@council.example", "role": "lead"})
    assert "Choose the consultation" in browser.text()
    browser.submit({"consultation_id": str(consultation.id)})
    assert "Ana Rao has been sent an invitation" in browser.text()
    browser.follow("Ana Rao")
    browser.submit(form="form[action$=close]")
    ana = db.session.scalars(select(Person).where(Person.email == "ana@council.example")).one()
    assert not ana.active
    browser.submit(form="form[action$=open]")
    db.session.refresh(ana)
    assert ana.active
    signed_in_as(ana).get("/desk/people", expect=403)


def test_bodies_are_entered_and_corrected(signed_in_as: SignIn) -> None:
    browser = signed_in_as(Administrator())
    browser.get("/desk/bodies")
    fields = {"name": "Vale Council", "slug": "vale", "contact_email": "us@vale.example"}
    browser.submit(fields, form=ADDING)
    browser.submit(fields, form=ADDING)
    assert "Another body has this short name" in browser.text()
    browser.get("/desk/bodies/vale")
    browser.submit({"name": "Vale Combined Authority"})
    assert "Vale Combined Authority" in browser.text()


@pytest.mark.parametrize(
    "path", ["/consultations/a%00b", "/consultations/growth/themes/%00", "/desk/consultations/%00"]
)
def test_an_address_that_no_column_can_hold_leads_nowhere(desk: Browser, path: str) -> None:
    desk.get(path, expect=404)


def test_what_cannot_be_kept_is_taken_out_of_what_was_typed_and_said(
    desk: Browser, draft: Consultation
) -> None:
    desk.get("/desk/consultations/growth/themes")
    desk.submit({"title": "Good\0 work 🚌"}, form=ADDING)
    assert "Your text held 1 character that cannot be kept" in desk.text()
    desk.submit(form=ADDING)
    assert queries.by_slug("growth").themes[-1].title == "Good work 🚌"


@pytest.mark.parametrize("nothing", [" ", "\0", "\0 \t"])
def test_a_name_of_spaces_and_nothing_is_none(signed_in_as: SignIn, nothing: str) -> None:
    draft = DraftConsultation()
    browser = signed_in_as(Manager(draft))
    browser.get(f"/desk/consultations/{draft.slug}/themes")
    browser.submit({"title": nothing}, form=ADDING)
    assert "Enter a name for the theme" in browser.text()
