"""Reading a consultation in another language than the one that it was written in."""

from collections.abc import Callable

import pytest
from flask import Flask, g
from sqlalchemy import select

from engage.accounts import Person
from engage.consultations import languages, questions
from engage.consultations.models import Consultation, Question, QuestionKind
from engage.consultations.wording import Wording
from engage.db import db
from engage.feedback.models import Draft
from engage.web import languages as reading
from tests.browser import Browser
from tests.factories import DraftConsultation, Manager, OpenConsultation, ThemeOf


@pytest.fixture
def bilingual() -> Consultation:
    consultation: Consultation = OpenConsultation(
        slug="growth",
        title="How should we grow?",
        languages=["en", "cy", "ur"],
        translations={"cy": {"title": "Sut dylen ni dyfu?"}, "ur": {"title": "ہمیں کیسے بڑھنا چاہیے؟"}},
        themes=[
            ThemeOf.build(slug="homes", title="Homes", position=1, translations={"cy": {"title": "Cartrefi"}})
        ],
    )
    return consultation


def test_words_are_given_in_the_language_asked_for_and_else_as_they_were_written() -> None:
    question = Question(
        kind=QuestionKind.ONE,
        text="Do you agree?",
        hint="Think ahead",
        options=[{"key": "a", "text": "Yes"}, {"key": "b", "text": "No"}],
        translations={"cy": {"text": "Ydych chi'n cytuno?", "option:a": "Ydw"}},
    )
    assert languages.said(question, "text", "cy") == "Ydych chi'n cytuno?"
    assert languages.said(question, "hint", "cy") == "Think ahead"
    assert languages.said(question, "text", "pl") == "Do you agree?"
    assert list(languages.options(question, "cy")) == [("a", "Ydw"), ("b", "No")]


def test_a_reader_chooses_a_language_and_it_is_remembered(client: Browser, bilingual: Consultation) -> None:
    assert 'lang="cy"' in client.get("/consultations/growth").text
    client.follow("Cymraeg")
    assert "Sut dylen ni dyfu?" in client.text()
    page = client.get("/consultations/growth/themes/homes").text
    assert '<h1 class="govuk-heading-xl" lang="cy">Cartrefi</h1>' in page
    client.follow("English")
    assert "Homes" in client.text()


def test_a_language_from_right_to_left_says_so(client: Browser, bilingual: Consultation) -> None:
    page = client.get("/consultations/growth?lang=ur").text
    assert '<h1 class="govuk-heading-xl" lang="ur" dir="rtl">' in page
    assert "Homes" in page  # nobody has translated the theme


def test_a_consultation_in_one_language_offers_none(client: Browser, bilingual: Consultation) -> None:
    OpenConsultation(slug="other", translations={"cy": {"title": "Arall"}})
    client.get("/consultations/growth?lang=cy")
    page = client.get("/consultations/other").text
    assert 'class="tongues"' not in page
    assert "Arall" not in page


@pytest.mark.parametrize("made_up", ["xx", "../../etc", "el", ""])
def test_a_language_that_nobody_offers_changes_nothing(
    client: Browser, bilingual: Consultation, made_up: str
) -> None:
    assert "How should we grow?" in client.get("/consultations/growth", query_string={"lang": made_up}).text


def test_the_desk_stays_in_the_language_of_the_service(
    signed_in_as: Callable[[Person], Browser], bilingual: Consultation
) -> None:
    browser = signed_in_as(Manager(bilingual))
    browser.get("/consultations/growth?lang=cy")
    browser.get("/desk/consultations/growth/themes")
    assert "Homes" in browser.text()


def test_a_letter_is_written_in_the_language_of_its_reader(app: Flask) -> None:
    consultation = DraftConsultation(languages=["en", "cy"], translations={"cy": {"title": "Teitl"}})
    db.session.flush()
    with reading.writing_in("cy"):
        assert languages.said(consultation, "title") == "Teitl"
        assert reading.page_language().startswith("en")  # no catalogue of that language yet
    assert languages.said(consultation, "title") == consultation.title
    assert "writing_in" not in g


def test_the_form_asks_in_the_language_of_the_reader_and_the_response_says_so(
    client: Browser, bilingual: Consultation
) -> None:
    theme = bilingual.themes[0]
    choice = Wording("Do you agree?", QuestionKind.ONE, hint="Think", options=["Agree", "Other"])
    question = questions.ask(bilingual, choice, theme=theme, by=None)
    question.translations = {"cy": {"text": "Ydych chi'n cytuno?", "option:c1": "Cytuno"}}
    client.get("/consultations/growth/respond?lang=cy")
    page = client.submit({"strands": [str(theme.id)]}).text
    assert '<span lang="cy">Ydych chi&#39;n cytuno?</span>' in page
    assert '<span lang="cy">Cytuno</span>' in page
    assert "Other" in client.text()  # nobody has translated it
    client.submit({f"reply-{question.id}": "c1"})
    assert db.session.scalars(select(Draft.language)).one() == "cy"
