"""Responding in a browser without JavaScript, from the first page to the receipt."""

import pytest
from sqlalchemy import select

from engage.consultations.models import Consultation, Question
from engage.db import db
from engage.feedback.models import Consent, Contribution, Draft, Kind, Response
from engage.organisations.models import Sector
from tests.browser import Browser
from tests.factories import OpenConsultation
from tests.feedback.visitor import answered, begun, sent

WORDS = "The 73 never comes before eight.\n\nI was offered the early shift twice 🚌 – <b>and</b> lost it."


def test_a_resident_responds_and_gets_a_reference_and_a_private_link(client: Browser) -> None:
    consultation = OpenConsultation()
    sent(client, consultation, text=WORDS)
    response = db.session.scalars(select(Response)).one()
    assert client.at.endswith("/receipt")
    assert response.reference in client.text()
    assert "/responses/" in client.text()
    assert (response.sector, response.consent, response.area) == (
        Sector.RESIDENT,
        Consent.UNNAMED,
        "Ambleford",
    )


def test_words_are_kept_as_they_were_typed(client: Browser) -> None:
    sent(client, OpenConsultation(), text=WORDS.replace("\n", "\r\n"))
    kept = db.session.scalars(select(Contribution)).one()
    assert kept.text == WORDS
    assert kept.kind is Kind.IDEA


def test_each_question_of_a_theme_has_its_box_and_the_whole_has_its_page(client: Browser) -> None:
    consultation = OpenConsultation()
    theme = consultation.themes[0]
    asked = [_asked(consultation, "What holds you back?", theme.id), _asked(consultation, "What is missing?")]
    begun(client, consultation, [str(theme.id), "whole"])
    client.submit({f"text-{asked[0].id}": "Buses"})
    assert "The strategy as a whole" in client.text()
    client.submit({f"text-{asked[1].id}": "Courage"})
    answered(client)
    client.submit(button="Send my response")
    kept = db.session.scalars(select(Contribution).order_by(Contribution.position)).all()
    assert [(one.text, one.theme_id, one.question_id) for one in kept] == [
        ("Buses", theme.id, asked[0].id),
        ("Courage", None, asked[1].id),
    ]


def _asked(consultation: Consultation, text: str, theme_id: object = None) -> Question:
    question = Question(consultation_id=consultation.id, theme_id=theme_id, text=text, position=1)
    db.session.add(question)
    db.session.flush()
    db.session.expire(consultation, ["questions"])
    return question


def test_the_check_shows_all_that_will_be_sent_and_links_to_change_it(client: Browser) -> None:
    begun(client, OpenConsultation(), text="Buses")
    answered(client, email="ann@example.com", name="Ann Other")
    for words in ("Buses", "Resident", "Ambleford", "Ann Other", "ann@example.com", "Without name"):
        assert words in client.text()
    client.follow("Change your place")
    client.submit({"area": "Thornby"})
    assert client.at.endswith("/check")
    assert "Thornby" in client.text()


def test_a_theme_that_is_taken_out_again_keeps_its_words_and_is_not_sent(client: Browser) -> None:
    consultation = OpenConsultation()
    first, second = consultation.themes
    begun(client, consultation, [str(first.id), str(second.id)])
    client.submit({f"text-{first.id}": "Buses"})
    client.submit({f"text-{second.id}": "Trains"})
    answered(client)
    client.follow("Choose other themes")
    client.submit({"strands": [str(second.id)]})
    assert f"What you wrote under “{first.title}” will not be sent" in client.text()
    client.submit(button="Send my response")
    assert [one.text for one in db.session.scalars(select(Contribution))] == ["Trains"]


def test_a_theme_that_is_added_at_the_check_is_asked_about(client: Browser) -> None:
    consultation = OpenConsultation()
    begun(client, consultation, text="Buses")
    answered(client)
    client.follow("Choose other themes")
    client.submit({"strands": [str(theme.id) for theme in consultation.themes]})
    assert client.at.endswith(consultation.themes[1].slug)
    client.submit({f"text-{consultation.themes[1].id}": "Trains"})
    assert client.at.endswith("/check")


@pytest.mark.parametrize("page", ["themes/{slug}", "you", "contact", "publication", "check"])
def test_a_page_in_the_middle_leads_to_the_first_when_nothing_was_begun(client: Browser, page: str) -> None:
    consultation = OpenConsultation()
    client.get(f"/consultations/{consultation.slug}/respond/{page.format(slug=consultation.themes[0].slug)}")
    assert client.at.endswith("/respond")


def test_the_check_leads_to_what_is_missing_and_says_so(client: Browser) -> None:
    consultation = OpenConsultation()
    begun(client, consultation, text="Buses")
    client.get(f"/consultations/{consultation.slug}/respond/check")
    assert client.at.endswith("/you")
    assert "Choose who you are answering as" in client.text()


def test_a_response_without_a_word_is_not_sent(client: Browser) -> None:
    begun(client, OpenConsultation(), text="   ")
    answered(client)
    assert client.at.endswith("/respond")
    assert not db.session.scalars(select(Response)).all()


def test_the_draft_holds_nothing_more_once_it_is_sent(client: Browser) -> None:
    sent(client, OpenConsultation())
    assert db.session.scalars(select(Draft)).one().answers == {}


def test_the_button_pressed_again_leads_to_the_same_receipt(client: Browser) -> None:
    consultation = OpenConsultation()
    begun(client, consultation, text="Buses")
    answered(client)
    page, at = client.page, client.at
    client.submit(button="Send my response")
    first = client.text()
    client.page, client.at = page, at  # the way back, and the button again
    client.submit(button="Send my response")
    assert client.text() == first
    assert len(db.session.scalars(select(Response)).all()) == 1


def test_a_second_response_can_be_begun_after_the_first(client: Browser) -> None:
    consultation = OpenConsultation()
    sent(client, consultation)
    client.get(f"/consultations/{consultation.slug}/respond")
    assert "What you write now is a second one" in client.text()
    sent(client, consultation, text="Trains")
    assert len(db.session.scalars(select(Response)).all()) == 2


def test_a_shared_computer_can_forget_the_response(client: Browser) -> None:
    consultation = OpenConsultation()
    sent(client, consultation)
    client.submit(button="Forget my response on this computer")
    client.get(f"/consultations/{consultation.slug}/respond/receipt")
    assert client.at.endswith("/respond")


def test_the_button_of_somebody_elses_browser_sends_nothing(client: Browser) -> None:
    consultation = OpenConsultation()
    begun(client, consultation, text="Buses")
    answered(client)
    draft = db.session.scalars(select(Draft)).one()
    stranger = Browser(client.app)
    begun(stranger, consultation, text="Trains")
    answered(stranger)
    stranger.submit({"draft": str(draft.id), "seen": draft.version})
    assert not db.session.scalars(select(Response)).all()


def test_the_privacy_notice_stands_where_data_is_asked_for(client: Browser) -> None:
    consultation = OpenConsultation(
        purpose="To plan buses.", lawful_basis="Transport Act.", who_sees="Planners."
    )
    begun(client, consultation, text="Buses")
    for words in (
        "To plan buses.",
        "Transport Act.",
        "Planners.",
        "Freedom of Information",
        "Information Commissioner",
    ):
        assert words in client.text()
