"""What the public sees of consultations, and staff of what waits for them."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from engage import clock
from engage.accounts import Person
from engage.consultations.models import Consultation
from engage.db import db
from engage.feedback.models import Consent, Contact
from engage.moderation.decisions import decide
from engage.moderation.models import Outcome
from engage.moderation.redaction import Span
from engage.organisations.models import Sector
from tests.browser import Browser
from tests.factories import (
    ClosedConsultation,
    ContributionTo,
    DraftConsultation,
    Facilitator,
    Lead,
    Manager,
    OpenConsultation,
    ShownContribution,
    Staff,
    WithheldContribution,
)
from tests.factories.workshops import OpenWorkshop

SignIn = Callable[[Person], Browser]


def test_the_list_tells_open_from_coming_and_closed_and_hides_drafts(client: Browser) -> None:
    later = clock.now() + timedelta(days=3)
    OpenConsultation(title="Open one")
    OpenConsultation(title="Coming one", opens_at=later)
    ClosedConsultation(title="Closed one")
    DraftConsultation(title="Draft one")
    client.get("/consultations")
    words = client.text()
    places = [
        words.index(said) for said in ("Open now", "Open one", "Opening soon", "Coming one", "Closed one")
    ]
    assert places == sorted(places)
    assert "Draft one" not in words


def test_a_consultation_says_what_is_asked_until_when_and_how_far_it_is(client: Browser) -> None:
    consultation = OpenConsultation(
        slug="growth",
        open_to_change="The order of investment.",
        not_open_to_change="The region's boundary.",
        body__name="Vale Council",
    )
    ShownContribution(theme=consultation.themes[0])
    WithheldContribution(theme=consultation.themes[0])
    ContributionTo(theme=consultation.themes[0])
    client.get("/consultations/growth")
    for words in (
        consultation.title,
        "Open · 21 days left",
        "Give your views",
        "Two themes",
        "1 contribution published so far",
        "The order of investment.",
        "The region's boundary.",
        "Vale Council",
        "Listening",
    ):
        assert words in client.text()


def test_the_last_hours_are_told(client: Browser) -> None:
    closing = clock.london(clock.now()).replace(hour=23, minute=59)
    OpenConsultation(slug="growth", closes_at=closing)
    client.get("/consultations/growth")
    assert "closes today at 11.59pm" in client.text()


def test_a_draft_is_seen_by_those_with_a_role_in_it_alone(client: Browser, signed_in_as: SignIn) -> None:
    draft = DraftConsultation(slug="growth")
    theme = draft.themes[0]
    pages = ("", f"/themes/{theme.slug}", "/privacy")
    for person in (Manager(draft), Facilitator(draft), Lead(theme)):
        browser = signed_in_as(person)
        browser.get("/consultations/growth")
        assert "preview of a draft" in browser.text()
    outsiders = [client, signed_in_as(Staff()), signed_in_as(Manager(OpenConsultation()))]
    for browser in outsiders:
        for page in pages:
            browser.get(f"/consultations/growth{page}", expect=404)


def test_a_theme_shows_what_was_shown_and_agreed_to_and_nothing_else(client: Browser) -> None:
    consultation = OpenConsultation(slug="growth")
    theme, other = consultation.themes
    ShownContribution(theme=theme, text="More buses at five.")
    ShownContribution(theme=theme, text="Not to be published.", consent=Consent.NONE)
    ShownContribution(theme=other, text="About something else.")
    WithheldContribution(theme=theme, text="Withheld words.")
    ContributionTo(theme=theme, text="Unread words.")
    withdrawn = ShownContribution(theme=theme, text="Taken back.")
    withdrawn.response.withdrawn_at = clock.now()
    db.session.flush()
    client.get(f"/consultations/growth/themes/{theme.slug}")
    assert "More buses at five." in client.text()
    for words in ("Not to be published", "something else", "Withheld words", "Unread words", "Taken back"):
        assert client.answer
        assert words not in client.answer.text


@pytest.mark.parametrize(
    ("consent", "organisation", "told", "hidden"),
    [
        (Consent.NAMED, None, "Ana Rao, resident", "Vale Ltd"),
        (Consent.NAMED, "Vale Ltd", "Vale Ltd, resident", "Ana Rao"),
        (Consent.UNNAMED, "Vale Ltd", "Resident", "Vale Ltd"),
    ],
)
def test_whose_words_they_are_is_told_as_far_as_they_agreed(
    client: Browser, consent: Consent, organisation: str | None, told: str, hidden: str
) -> None:
    consultation = OpenConsultation(slug="growth")
    theme = consultation.themes[0]
    response = ShownContribution(theme=theme, consent=consent, sector=Sector.RESIDENT).response
    response.organisation = organisation
    db.session.add(Contact(response_id=response.id, name="Ana Rao", email="ana@home.example"))
    db.session.flush()
    client.get(f"/consultations/growth/themes/{theme.slug}")
    assert told in client.text().replace(" ,", ",")  # a name stands in an element of its own
    assert client.answer
    assert hidden not in client.answer.text
    assert "ana@home.example" not in client.answer.text


def test_long_themes_are_read_a_page_at_a_time_newest_first(client: Browser) -> None:
    theme = OpenConsultation(slug="growth").themes[0]
    for hours in range(23):
        ShownContribution(
            theme=theme, text=f"Said {hours} hours ago.", received_at=clock.now() - timedelta(hours=hours)
        )
    client.get(f"/consultations/growth/themes/{theme.slug}")
    words = client.text()
    assert words.index("Said 0 hours") < words.index("Said 19 hours")
    assert "Said 20 hours" not in words
    client.follow("Next")
    assert "Said 22 hours" in client.text()


@pytest.mark.parametrize(
    "path", ["/", "/privacy", "/accessibility", "/how-we-moderate", "/other-formats", "/contact"]
)
def test_what_the_service_says_about_itself_stands_there_with_and_without_bodies(
    client: Browser, path: str
) -> None:
    client.get(path)
    consultation = OpenConsultation()
    client.get(path)
    if path in ("/accessibility", "/other-formats", "/contact"):
        assert consultation.body.contact_email in client.text()


def test_the_privacy_notice_is_the_consultations_own(client: Browser) -> None:
    OpenConsultation(slug="growth", purpose="To write the bus plan.", kept_for_months=7)
    client.get("/consultations/growth/privacy")
    for words in (
        "To write the bus plan.",
        "7 months",
        "Freedom of Information Act",
        "Information Commissioner",
    ):
        assert words in client.text()


def test_a_desk_shows_what_waits_by_role(signed_in_as: SignIn) -> None:
    consultation: Consultation = OpenConsultation(title="How should we grow?")
    theme = consultation.themes[0]
    ContributionTo(theme=theme)
    ShownContribution(theme=theme)
    facilitator, lead, nobody = Facilitator(consultation), Lead(theme), Staff()
    seen = {}
    for person in (facilitator, lead, nobody, Manager(consultation)):
        browser = signed_in_as(person)
        browser.get("/desk")
        seen[person.name] = browser.text()
    assert "contribution nobody has decided on" in seen[facilitator.name]
    assert "2 contributions, 1 shown" in seen[lead.name]
    assert "Nothing is yours to do yet" in seen[nobody.name]
    assert "Consultations you manage" in seen[person.name]


def test_the_next_workshops_stand_on_all_their_pages(client: Browser, signed_in_as: SignIn) -> None:
    consultation = OpenConsultation(slug="growth")
    OpenWorkshop(consultation=consultation, title="An evening on buses")
    OpenWorkshop(consultation=consultation, title="A morning called off", cancelled_at=clock.now())
    for browser, path in (
        (client, "/"),
        (client, "/consultations/growth"),
        (signed_in_as(Manager(consultation)), "/desk"),
    ):
        browser.get(path)
        assert "An evening on buses" in browser.text()
        assert "A morning called off" not in browser.text()


def test_removed_words_are_marked_and_absent(client: Browser) -> None:
    consultation = OpenConsultation(slug="growth")
    contribution = ContributionTo(theme=consultation.themes[0], text="Ring Ana on 0117 496 0000 about it.")
    spans = [Span(12, 25)]
    decide(contribution, Outcome.REDACT, by=Facilitator(consultation), redactions=spans, seen=None)
    client.get(f"/consultations/growth/themes/{consultation.themes[0].slug}")
    assert "Ring Ana on [words removed] about it." in client.text()
    assert client.answer
    assert "0117" not in client.answer.text
