"""Letters that staff type in."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from engage import clock
from engage.accounts import Person
from engage.audit.models import AuditEntry
from engage.consultations.models import Consultation, Role, RoleHeld
from engage.db import db, new_id
from engage.errors import RuleBroken
from engage.feedback import paper, uploads
from engage.feedback.intake import NewContribution
from engage.feedback.models import Channel, Consent, Contribution, Response
from engage.feedback.paper import Paper
from engage.feedback.receipts.models import Receipt
from engage.organisations.models import Sector
from tests.browser import Browser
from tests.factories import (
    ClosedConsultation,
    DraftConsultation,
    Facilitator,
    Lead,
    Manager,
    OpenConsultation,
)

PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def _letter(consultation: Consultation, **values: object) -> Paper:
    given = {
        "channel": Channel.LETTER,
        "received_on": clock.today(),
        "sector": Sector.BUSINESS,
        "consent": Consent.UNNAMED,
        "organisation": "Vale Joinery",
        "area": None,
        "name": None,
        "contributions": [NewContribution("Buses", consultation.themes[0].id)],
    }
    return Paper(**given | values)  # type: ignore[arg-type]


def test_a_letter_becomes_a_response_by_its_channel_and_day(
    signed_in_as: Callable[[Person], Browser],
) -> None:
    consultation = ClosedConsultation()
    day = clock.today() - timedelta(days=3)
    browser = signed_in_as(Facilitator(consultation))
    browser.get(f"/consultations/{consultation.slug}/letters/new")
    fields = {"channel": "letter", "sector": "business", "consent": "unnamed", "organisation": "Vale Joinery"}
    dated = {"received_on-day": day.day, "received_on-month": day.month, "received_on-year": day.year}
    browser.submit(fields | dated | {f"text-{consultation.themes[0].id}": "Buses", "text-whole": "Courage"})
    response = db.session.scalars(select(Response)).one()
    assert f"Kept as {response.reference}" in browser.text()
    assert clock.london(response.received_at).date() == day
    kept = [(one.text, one.theme_id, one.channel) for one in response.contributions]
    assert kept == [
        ("Buses", consultation.themes[0].id, Channel.LETTER),
        ("Courage", None, Channel.LETTER),
    ]


def test_what_was_typed_stays_when_something_is_missing(signed_in_as: Callable[[Person], Browser]) -> None:
    consultation = OpenConsultation()
    browser = signed_in_as(Manager(consultation))
    browser.get(f"/consultations/{consultation.slug}/letters/new")
    browser.submit({"text-whole": "Half an hour of typing"})
    assert "Choose how it came" in browser.text()
    assert "Half an hour of typing" in browser.text()


def test_a_letter_that_says_nothing_is_refused(signed_in_as: Callable[[Person], Browser]) -> None:
    consultation = OpenConsultation()
    browser = signed_in_as(Manager(consultation))
    browser.get(f"/consultations/{consultation.slug}/letters/new")
    browser.submit({"channel": "paper", "sector": "resident", "consent": "none"})
    assert "Write something under at least one theme" in browser.text()
    assert not db.session.scalars(select(Contribution)).all()


def test_the_same_sheet_sent_twice_is_one_response_and_one_entry() -> None:
    consultation, key = OpenConsultation(), new_id()
    manager = Manager(consultation)
    first = paper.type_in(consultation, _letter(consultation), by=manager, key=key)
    assert paper.type_in(consultation, _letter(consultation), by=manager, key=key).id == first.id
    assert [one.act for one in db.session.scalars(select(AuditEntry))] == ["response.typed_in"]


def test_a_letter_from_tomorrow_is_refused() -> None:
    consultation = OpenConsultation()
    late = _letter(consultation, received_on=clock.today() + timedelta(days=1))
    with pytest.raises(RuleBroken, match="today or in the past"):
        paper.type_in(consultation, late, by=Manager(consultation), key=new_id())


def test_a_letter_is_published_with_a_name_only_if_it_has_one() -> None:
    consultation = OpenConsultation()
    nameless = _letter(consultation, consent=Consent.NAMED, organisation=None)
    with pytest.raises(RuleBroken, match="no name"):
        paper.type_in(consultation, nameless, by=Manager(consultation), key=new_id())


def test_leads_and_strangers_type_nothing_in(signed_in_as: Callable[[Person], Browser]) -> None:
    consultation, other = OpenConsultation(), OpenConsultation()
    for person in (Lead(consultation.themes[0]), Manager(other)):
        signed_in_as(person).get(f"/consultations/{consultation.slug}/letters/new", expect=403)


def test_who_works_on_one_consultation_goes_straight_to_its_form(
    signed_in_as: Callable[[Person], Browser],
) -> None:
    consultation = OpenConsultation()
    browser = signed_in_as(Facilitator(consultation))
    browser.get("/letters")
    assert browser.at == f"/consultations/{consultation.slug}/letters/new"


def test_who_works_on_several_chooses(signed_in_as: Callable[[Person], Browser]) -> None:
    consultation, other = OpenConsultation(), OpenConsultation(title="Another one")
    manager = Manager(consultation)
    db.session.add(RoleHeld(person_id=manager.id, consultation_id=other.id, role=Role.FACILITATOR))
    browser = signed_in_as(manager)
    browser.get("/letters")
    browser.follow("Another one")
    assert browser.at == f"/consultations/{other.slug}/letters/new"


def test_no_letter_is_typed_into_a_draft(signed_in_as: Callable[[Person], Browser]) -> None:
    consultation = DraftConsultation()
    signed_in_as(Manager(consultation)).get(f"/consultations/{consultation.slug}/letters/new", expect=404)


def _typed_in(browser: Browser, slug: str, content: bytes, name: str) -> None:
    browser.get(f"/consultations/{slug}/letters/new")
    fields = {
        "channel": "phone",
        "sector": "resident",
        "consent": "unnamed",
        "text-whole": "She rang at nine",
    }
    browser.submit({**fields, "scans": [(BytesIO(content), name)]})


def test_a_call_is_typed_in_with_a_scan_that_only_staff_can_download(
    signed_in_as: Callable[[Person], Browser], client: Browser
) -> None:
    consultation = OpenConsultation(slug="growth")
    browser = signed_in_as(Facilitator(consultation))
    _typed_in(browser, "growth", PDF, "note of the call.pdf")
    response = db.session.scalars(select(Response)).one()
    (upload,) = response.uploads
    assert response.contributions[0].channel is Channel.PHONE
    assert uploads.path(upload).read_bytes() == PDF
    assert upload.sha256 in (db.session.scalars(select(Receipt.contents)).one() or "")
    browser.get("/moderation")
    browser.submit(form=f'form[action="/moderation/{response.contributions[0].id}/open"]')
    answer = browser.submit(form=f'form[action$="/files/{upload.id}"]')
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    answer.close()
    client.get(f"/desk/consultations/growth/replies/files/{upload.id}", expect=405)


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"<html><script>alert(1)</script>", "scan.pdf", "must be one of these"),
        (PDF, "scan.png", "give it its right name"),
    ],
)
def test_what_is_no_scan_is_refused_and_nothing_typed_is_lost(
    signed_in_as: Callable[[Person], Browser], content: bytes, name: str, told: str
) -> None:
    consultation = OpenConsultation(slug="growth")
    browser = signed_in_as(Facilitator(consultation))
    _typed_in(browser, "growth", content, name)
    assert told in browser.text()
    assert "She rang at nine" in browser.text()
    assert not db.session.scalars(select(Response)).all()
