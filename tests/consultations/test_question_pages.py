"""Building the questionnaire in the browser, without a script."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import select

from engage.accounts import Person
from engage.consultations import evidence, queries, questions, sequence
from engage.consultations.models import Consultation, Question, QuestionKind
from engage.consultations.wording import Wording, of
from engage.db import db
from engage.jobs import Job, QueuedJob
from tests.browser import Browser
from tests.factories import ContributionTo, DraftConsultation, Manager, OpenConsultation

SignIn = Callable[[Person], Browser]
QUESTIONS = "/desk/consultations/growth/questions"
K = QuestionKind


@pytest.fixture
def draft() -> Consultation:
    consultation: Consultation = DraftConsultation(slug="growth")
    return consultation


@pytest.fixture
def desk(draft: Consultation, signed_in_as: SignIn) -> Browser:
    return signed_in_as(Manager(draft))


def asked() -> list[Question]:
    return sequence.in_order(queries.by_slug("growth"))


def test_the_kind_is_chosen_first_and_then_the_question_is_written(
    desk: Browser, draft: Consultation
) -> None:
    desk.get(QUESTIONS)
    desk.follow("Add a question")
    desk.submit({"kind": "several"})
    desk.submit(
        {
            "text": "What do you use?",
            "options": "Bus\r\n\r\nTrain\r\nBicycle",
            "most": "2",
            "required": "y",
            "theme_id": str(draft.themes[0].id),
        }
    )
    (question,) = asked()
    assert [one["text"] for one in question.options] == ["Bus", "Train", "Bicycle"]
    assert (question.kind, question.most, question.required) == (K.SEVERAL, Decimal(2), True)
    assert question.theme == draft.themes[0]
    assert "Bus · Train · Bicycle" in desk.text()


def test_the_theme_that_it_is_added_to_is_chosen_already(desk: Browser, draft: Consultation) -> None:
    desk.get(f"{QUESTIONS}/new?theme={draft.themes[1].id}")
    desk.submit({"kind": "text"})
    desk.submit({"text": "What else?"})
    assert asked()[0].theme == draft.themes[1]


@pytest.mark.parametrize(
    ("kind", "fields", "told"),
    [
        ("one", {"options": "Only one"}, "at least two"),
        ("one", {"options": "Same\nsame"}, "stands there twice"),
        ("number", {"least": "many"}, "Enter a number, like 12"),
        ("number", {"least": "NaN"}, "Enter a number, like 12"),
        ("number", {"least": "5", "most": "4"}, "must not be less"),
        ("number", {"most": "9" * 40}, "too large"),
        ("several", {"options": "a\nb", "most": "9"}, "from 1 to 2"),
        ("text", {"text": " "}, "Enter a question"),
    ],
)
def test_what_will_not_do_is_said_at_its_field_and_nothing_typed_is_lost(
    desk: Browser, kind: str, fields: dict[str, str], told: str
) -> None:
    desk.get(f"{QUESTIONS}/new/{kind}")
    answer = desk.submit({"text": "How many?", "hint": "My own hint"} | fields)
    assert told in desk.text()
    assert "My own hint" in answer.text
    assert all(typed.strip() in answer.text for typed in fields.values())
    assert asked() == []


def test_a_kind_that_there_is_not_is_not_found(desk: Browser) -> None:
    desk.get(f"{QUESTIONS}/new/essay", expect=404)


def test_a_question_depends_on_an_earlier_one(desk: Browser, draft: Consultation) -> None:
    theme = draft.themes[0]
    first = questions.ask(draft, Wording("Do you drive?", K.ONE, options=["Yes", "No"]), theme=theme, by=None)
    second = questions.ask(draft, "How far?", theme=theme, by=None)
    desk.get(f"{QUESTIONS}/{second.id}/condition")
    assert desk.submit({"after": str(first.id)}).text.count(f'name="for-{first.id}"') == 2
    assert "Choose the answers after which" in desk.text()
    desk.submit({"after": str(first.id), f"for-{first.id}": ["c1"]})
    assert "Only after “Do you drive?”: Yes" in desk.text()
    desk.submit(form=f"form[action*='{first.id}/remove']")
    assert "“How far?” depends on the answer to this" in desk.text()
    desk.submit(form=f"form[action*='{first.id}/move']", button="way=down")
    assert "has to come after it" in desk.text()
    assert [one.text for one in asked()] == ["Do you drive?", "How far?"]
    desk.get(f"{QUESTIONS}/{second.id}/condition")
    desk.submit({"after": "everybody"})
    assert asked()[1].shown_after_id is None


def test_a_question_that_is_opened_again_stands_in_its_boxes_as_it_is(
    desk: Browser, draft: Consultation
) -> None:
    report = evidence.link_to(draft, "Report", "https://example.org", by=None)
    wording = Wording(
        "Which two?",
        K.SEVERAL,
        hint="Think",
        required=True,
        options=["Bus", "Train", "Bicycle"],
        least=Decimal(2),
        most=Decimal(2),
        evidence_id=report.id,
    )
    question = questions.ask(draft, wording, theme=draft.themes[0], by=None)
    number = questions.ask(draft, Wording("How far?", K.NUMBER, most=Decimal("2.5"), unit="miles"), by=None)
    before = [(of(one), one.options, one.theme) for one in (question, number)]
    for one in (question, number):
        desk.get(f"{QUESTIONS}/{one.id}")
        desk.submit({})
    assert [(of(one), one.options, one.theme) for one in asked()] == before


def test_evidence_is_shown_beside_a_question(desk: Browser, draft: Consultation) -> None:
    report = evidence.link_to(draft, "Report", "https://example.org", by=None)
    desk.get(f"{QUESTIONS}/new/text")
    desk.submit({"text": "What follows?", "evidence_id": str(report.id)})
    assert "Beside it: Report" in desk.text()
    assert asked()[0].evidence_id == report.id


def test_a_question_is_duplicated_moved_and_removed(desk: Browser, draft: Consultation) -> None:
    questions.ask(draft, Wording("Yes or no?", K.YES_NO, follow_up="Why?"), by=None)
    questions.ask(draft, "Else?", by=None)
    desk.get(QUESTIONS)
    desk.submit(form="form[action$=duplicate]")
    assert [one.text for one in asked()] == ["Yes or no?", "Yes or no?", "Else?"]
    desk.submit(form="form[action$=move]", button="way=down")
    desk.submit(form="form[action$=remove]")
    assert [one.follow_up for one in asked()] == ["Why?", ""]


def test_a_question_of_one_kind_becomes_one_of_another(desk: Browser, draft: Consultation) -> None:
    question = questions.ask(draft, "How do you travel?", by=None)
    desk.get(f"{QUESTIONS}/{question.id}")
    desk.follow("Ask it in another way")
    desk.submit({"kind": "one"})
    desk.submit({"options": "Bus\nCar"})
    assert (asked()[0].kind, asked()[0].text) == (K.ONE, "How do you travel?")


def test_a_set_and_the_questions_of_another_consultation_are_taken_over(
    desk: Browser, draft: Consultation
) -> None:
    source = OpenConsultation()
    questions.ask(source, "What did you think?", by=None)
    desk.get(f"{QUESTIONS}/sets?theme={draft.themes[0].id}")
    desk.submit({"name": "priorities"})
    assert len(asked()) == 3
    assert {one.theme for one in asked()} == {draft.themes[0]}
    desk.get(f"{QUESTIONS}/copies")
    desk.submit({"consultation_id": str(source.id)})
    assert asked()[-1].text == "What did you think?"


def test_the_drafts_of_others_are_not_there_to_copy(desk: Browser, draft: Consultation) -> None:
    secret = DraftConsultation(title="A secret plan")
    questions.ask(secret, "What do you think?", by=None)
    desk.get(f"{QUESTIONS}/copies")
    assert "A secret plan" not in desk.text()


def test_what_people_have_answered_can_only_be_replaced(signed_in_as: SignIn) -> None:
    consultation = OpenConsultation(slug="growth")
    theme = consultation.themes[0]
    question = questions.ask(consultation, "What holds you back?", theme=theme, by=None)
    other = questions.ask(consultation, "Anything else?", theme=theme, by=None)
    ContributionTo(theme=theme, question_id=question.id)
    desk = signed_in_as(Manager(consultation))
    desk.get(f"{QUESTIONS}/{question.id}")
    assert "People have answered this question" in desk.text()
    desk.post(f"{QUESTIONS}/{question.id}", {"text": "Other"}, expect=400)
    desk.get(QUESTIONS)
    desk.follow("Replace What holds you back?")
    desk.submit({"text": "What holds you back at work?", "hint": "Last year"})
    assert "are being told" in desk.text()
    assert [one.text for one in asked()] == ["What holds you back at work?", "Anything else?"]
    assert Job.TELL_OF_SUPERSEDED_QUESTION in db.session.scalars(select(QueuedJob.job)).all()
    desk.get(f"{QUESTIONS}/{other.id}")
    desk.submit({"text": "Something else?"})
    assert asked()[1].text == "Something else?"


def test_somebody_who_does_not_manage_it_builds_nothing(signed_in_as: SignIn, draft: Consultation) -> None:
    question = questions.ask(draft, "What?", by=None)
    stranger = signed_in_as(Manager(OpenConsultation()))
    for path in ("", "/new", "/new/text", "/sets", "/copies", f"/{question.id}", f"/{question.id}/condition"):
        stranger.get(f"{QUESTIONS}{path}", expect=403)


def test_a_question_of_another_consultation_is_not_found(desk: Browser) -> None:
    other = questions.ask(OpenConsultation(), "What?", by=None)
    for path in ("", "/condition", "/replacement"):
        desk.get(f"{QUESTIONS}/{other.id}{path}", expect=404)
