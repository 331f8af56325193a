"""Giving a consultation in further languages."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from engage.accounts import Person
from engage.consultations import languages, queries, questions, translating
from engage.consultations.models import Consultation, QuestionKind
from engage.consultations.wording import Wording
from engage.db import db
from engage.errors import RuleBroken
from tests.browser import Browser
from tests.factories import ContributionTo, DraftConsultation, Manager, OpenConsultation

SignIn = Callable[[Person], Browser]
LANGUAGES = "/desk/consultations/growth/languages"


@pytest.fixture
def draft() -> Consultation:
    consultation: Consultation = DraftConsultation(slug="growth", title="How should we grow?")
    choice = Wording("Do you agree?", QuestionKind.ONE, hint="Think", options=["Yes", "No"])
    questions.ask(consultation, choice, theme=consultation.themes[0], by=None)
    return consultation


def key(consultation: Consultation, words: str) -> str:
    return next(one.key for one in translating.sayings(consultation) if one.words == words)


def test_a_language_is_added_and_translated_side_by_side(signed_in_as: SignIn, draft: Consultation) -> None:
    desk = signed_in_as(Manager(draft))
    desk.get(LANGUAGES)
    desk.submit({"language": "cy"}, form="section.sheet form")
    assert "How should we grow?" in desk.text()
    words = {key(draft, "How should we grow?"): "Sut dylen ni dyfu?", key(draft, "No"): "Na"}
    desk.submit(words)
    assert "2 of " in desk.text()
    found = queries.by_slug("growth")
    assert found.languages == ["en", "cy"]
    assert languages.said(found, "title", "cy") == "Sut dylen ni dyfu?"
    assert [words for _, words in languages.options(found.questions[0], "cy")] == ["Yes", "Na"]
    desk.get("/consultations/growth?lang=cy")
    assert "Sut dylen ni dyfu?" in desk.text()
    desk.get(LANGUAGES)
    desk.submit(form="form[action$=remove]")
    assert queries.by_slug("growth").languages == ["en"]


def test_what_is_left_empty_counts_as_missing(draft: Consultation) -> None:
    translating.offer(draft, "pl", by=None)
    done, there = translating.progress(draft, "pl")
    assert done == 0
    words = {one.key: f"PL {one.words}" for one in translating.sayings(draft)}
    assert translating.translate(draft, "pl", words, by=None) == there
    assert translating.progress(draft, "pl") == (there, there)
    translating.translate(draft, "pl", {key(draft, "Think"): " "}, by=None)
    assert translating.progress(draft, "pl") == (there - 1, there)


def test_languages_that_will_not_do_are_refused(draft: Consultation) -> None:
    for language in ("en", "tlh", ""):
        with pytest.raises(RuleBroken) as refusal:
            translating.offer(draft, language, by=None)
        assert refusal.value.field == "language"
    with pytest.raises(RuleBroken):
        translating.withdraw(draft, "en", by=None)
    with pytest.raises(RuleBroken):
        translating.translate(draft, "cy", {}, by=None)


def test_a_draft_can_be_written_in_another_language(signed_in_as: SignIn, draft: Consultation) -> None:
    desk = signed_in_as(Manager(draft))
    desk.get(f"{LANGUAGES}/original")
    desk.submit({"language": "cy"})
    assert queries.by_slug("growth").languages == ["cy"]
    assert '<h1 class="govuk-heading-xl" lang="cy">' in desk.get("/consultations/growth").text


def test_a_translation_that_is_too_long_is_refused_and_kept_in_its_box(
    signed_in_as: SignIn, draft: Consultation
) -> None:
    translating.offer(draft, "cy", by=None)
    desk = signed_in_as(Manager(draft))
    desk.get(f"{LANGUAGES}/cy")
    answer = desk.submit({key(draft, "No"): "N" * 900})
    assert "at most 600 characters" in desk.text()
    assert "N" * 900 in answer.text


def test_what_people_have_read_stays_and_what_is_missing_is_added() -> None:
    consultation = OpenConsultation(languages=["en", "cy"], translations={"cy": {"title": "Teitl"}})
    theme = consultation.themes[0]
    asked = questions.ask(consultation, "What holds you back?", theme=theme, by=None)
    free = questions.ask(consultation, "What else?", theme=theme, by=None)
    for question in (asked, free):
        question.translations = {"cy": {"text": "Beth?"}}
    ContributionTo(theme=theme, question_id=asked.id)
    title = key(consultation, consultation.title)
    for words in ({title: "Arall"}, {f"{asked.id}-text": "Arall"}, {f"{asked.id}-text": ""}):
        with pytest.raises(RuleBroken, match="no longer change"):
            translating.translate(consultation, "cy", words, by=None)
    more = {key(consultation, consultation.lead): "Arwain", f"{free.id}-text": "Beth arall?"}
    assert translating.translate(consultation, "cy", more, by=None) == 2
    with pytest.raises(RuleBroken, match="public"):
        translating.withdraw(consultation, "cy", by=None)
    translating.offer(consultation, "pl", by=None)
    assert db.session.scalars(select(Consultation.languages)).one() == ["en", "cy", "pl"]


def test_somebody_who_does_not_manage_it_translates_nothing(
    signed_in_as: SignIn, draft: Consultation
) -> None:
    translating.offer(draft, "cy", by=None)
    stranger = signed_in_as(Manager(OpenConsultation()))
    for path in ("", "/original", "/cy"):
        stranger.get(f"{LANGUAGES}{path}", expect=403)
    signed_in_as(Manager(draft)).get(f"{LANGUAGES}/pl", expect=404)
