"""Questions of every kind: what they need, how they change, and which depend on which."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest
from sqlalchemy import text

from engage import clock
from engage.audit.models import AuditEntry
from engage.consultations import drafting, evidence, questionnaire, questions, sequence, superseding
from engage.consultations.models import Consultation, Question, QuestionKind
from engage.consultations.question_sets import SETS
from engage.consultations.questionnaire import Item
from engage.consultations.wording import Wording, of
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback.models import Reply
from engage.jobs import QueuedJob
from tests.factories import (
    ClosedConsultation,
    ContributionTo,
    DraftConsultation,
    OpenConsultation,
    ResponseTo,
)

K = QuestionKind
CHOICE = Wording("Do you run a firm?", K.ONE, options=["Yes", "No", "Not yet"])


@pytest.fixture
def draft() -> Consultation:
    consultation: Consultation = DraftConsultation()
    return consultation


def answer(question: Question) -> None:
    """Have somebody answer a question that is answered by choosing."""
    response = ResponseTo(consultation=question.consultation)
    reply = Reply(
        response_id=response.id, question_id=question.id, value="c1", received_at=clock.now(), version=1
    )
    db.session.add(reply)
    db.session.flush()


def keys(question: Question) -> dict[str, str]:
    return {choice["text"]: choice["key"] for choice in question.options}


@pytest.mark.parametrize("kind", list(K))
def test_a_question_of_any_kind_keeps_what_its_kind_has_a_use_for(draft: Consultation, kind: K) -> None:
    everything = Wording(
        " How  many? ",
        kind,
        hint=" Think ",
        required=True,
        options=["One", "", " Two "],
        follow_up="Why?",
        least=Decimal(1),
        most=Decimal(2),
        unit="miles",
    )
    found = questions.ask(draft, everything, by=None)
    assert (found.text, found.hint, found.required) == ("How many?", "Think", True)
    assert bool(found.options) == (kind in (K.ONE, K.SEVERAL, K.SCALE, K.RANKING))
    assert (found.most is not None) == (kind in (K.SEVERAL, K.NUMBER))
    assert bool(found.unit) == (kind is K.NUMBER)
    assert bool(found.follow_up) == (kind is K.YES_NO)


def test_a_scale_has_five_points_unless_others_are_written(draft: Consultation) -> None:
    scale = questions.ask(draft, Wording("A bus every hour", K.SCALE), by=None)
    assert [point["text"] for point in scale.options][::4] == ["Strongly disagree", "Strongly agree"]


@pytest.mark.parametrize(
    ("wording", "field"),
    [
        (Wording("  "), "text"),
        (Wording("x" * 301), "text"),
        (Wording("Which?", hint="x" * 301), "hint"),
        (Wording("Which?", K.ONE), "options"),
        (Wording("Which?", K.ONE, options=["Only"]), "options"),
        (Wording("Which?", K.ONE, options=["Same", " same "]), "options"),
        (Wording("Which?", K.SEVERAL, options=[f"{n}" for n in range(101)]), "options"),
        (Wording("Which?", K.RANKING, options=[f"{n}" for n in range(21)]), "options"),
        (Wording("Which?", K.ONE, options=["x" * 201, "y"]), "options"),
        (Wording("Which?", K.SEVERAL, options=["a", "b"], most=Decimal(3)), "most"),
        (Wording("Which?", K.SEVERAL, options=["a", "b"], least=Decimal("1.5")), "least"),
        (Wording("How many?", K.NUMBER, least=Decimal(3), most=Decimal(2)), "most"),
        (Wording("How many?", K.NUMBER, most=Decimal("1e30")), "most"),
    ],
)
def test_a_question_that_will_not_do_is_refused_at_its_field(
    draft: Consultation, wording: Wording, field: str
) -> None:
    with pytest.raises(RuleBroken) as refusal:
        questions.ask(draft, wording, by=None)
    assert refusal.value.field == field


def test_a_choice_keeps_its_key_when_it_is_moved_or_a_slip_is_mended(draft: Consultation) -> None:
    question = questions.ask(draft, CHOICE, by=None)
    before = keys(question)
    options = ["Not yet", "Yes", "Nope", "Once"]
    questions.reword(question, Wording("Do you run a firm?", K.ONE, options=options), theme=None, by=None)
    after = keys(question)
    assert (after["Yes"], after["Not yet"]) == (before["Yes"], before["Not yet"])
    assert after["Once"] not in before.values()
    assert len(set(after.values())) == 4
    mended = ["Not yet", "Yes", "No", "Once"]
    questions.reword(question, Wording("Do you run a firm?", K.ONE, options=mended), theme=None, by=None)
    assert keys(question)["No"] == after["Nope"]


def test_words_that_change_lose_their_translation_and_others_keep_it(draft: Consultation) -> None:
    question = questions.ask(draft, CHOICE, by=None)
    question.translations = {"cy": {"text": "Cwestiwn?", "hint": "", f"option:{keys(question)['No']}": "Na"}}
    questions.reword(question, Wording("Have you a firm?", K.ONE, options=["Yes", "No"]), theme=None, by=None)
    assert question.translations["cy"].get("text") is None
    assert question.translations["cy"][f"option:{keys(question)['No']}"] == "Na"


def test_a_question_is_asked_only_after_certain_answers_to_an_earlier_one(draft: Consultation) -> None:
    first = questions.ask(draft, CHOICE, theme=draft.themes[0], by=None)
    second = questions.ask(draft, "How many work there?", theme=draft.themes[1], by=None)
    questions.depend(second, first, [keys(first)["Yes"]], by=None)
    assert (second.shown_after_id, second.shown_for) == (first.id, [keys(first)["Yes"]])
    for on, answers in ((second, ["c1"]), (first, []), (first, ["other"])):
        with pytest.raises(RuleBroken) as refusal:
            questions.depend(second, on, answers, by=None)
        assert refusal.value.field == "after"
    questions.depend(second, None, [], by=None)
    assert second.shown_after_id is None


def test_what_a_question_depends_on_cannot_come_after_it_or_go(draft: Consultation) -> None:
    theme = draft.themes[0]
    first = questions.ask(draft, CHOICE, theme=theme, by=None)
    second = questions.ask(draft, "How many work there?", theme=theme, by=None)
    questions.depend(second, first, [keys(first)["Yes"]], by=None)
    db.session.commit()
    fewer = Wording(CHOICE.text, K.ONE, options=["No", "Not yet"])
    for act in (
        lambda: questions.move(first, 1, by=None),
        lambda: questions.move(second, -1, by=None),
        lambda: questions.remove(first, by=None),
        lambda: questions.reword(first, of(first), theme=None, by=None),
        lambda: questions.reword(first, fewer, theme=theme, by=None),
        lambda: questions.reword(first, Wording("In your words"), theme=theme, by=None),
    ):
        with pytest.raises(RuleBroken, match="How many work there"):
            act()
        db.session.rollback()


def test_themes_move_and_go_only_with_what_depends_on_their_questions(draft: Consultation) -> None:
    one, two = draft.themes
    first = questions.ask(draft, CHOICE, theme=one, by=None)
    second = questions.ask(draft, "How many work there?", theme=two, by=None)
    questions.depend(second, first, ["c1"], by=None)
    db.session.commit()
    for act in (lambda: drafting.move_theme(one, 1, by=None), lambda: drafting.remove_theme(one, by=None)):
        with pytest.raises(RuleBroken, match="How many work there"):
            act()
        db.session.rollback()
    drafting.remove_theme(two, by=None)


def test_a_copy_stands_right_after_its_original(draft: Consultation) -> None:
    first = questions.ask(draft, CHOICE, by=None)
    questions.ask(draft, "Anything else?", by=None)
    copied = questions.duplicate(first, by=None)
    db.session.flush()
    db.session.expire_all()
    assert [one.text for one in sequence.in_order(draft)] == [first.text, first.text, "Anything else?"]
    assert keys(copied) == keys(first)


def test_only_evidence_of_the_same_consultation_stands_beside_a_question(draft: Consultation) -> None:
    own = evidence.link_to(draft, "Report", "https://example.org", by=None)
    other = evidence.link_to(DraftConsultation(), "Other", "https://example.org", by=None)
    assert questions.ask(draft, Wording("And?", evidence_id=own.id), by=None).evidence_id == own.id
    with pytest.raises(RuleBroken):
        questions.ask(draft, Wording("And?", evidence_id=other.id), by=None)


def test_a_public_question_that_nobody_answered_is_changed_openly() -> None:
    consultation = OpenConsultation()
    question = questions.ask(consultation, CHOICE, by=None)
    questions.reword(
        question, Wording("Do you own a firm?", K.ONE, options=["Yes", "No"]), theme=None, by=None
    )
    told = [entry.detail for entry in db.session.query(AuditEntry).filter_by(act="question.changed")]
    assert told == [{"public": True, "before": CHOICE.text}]


def test_a_question_that_was_answered_keeps_its_meaning() -> None:
    consultation = OpenConsultation()
    chosen = questions.ask(consultation, CHOICE, theme=consultation.themes[0], by=None)
    written = questions.ask(consultation, "And why?", theme=consultation.themes[0], by=None)
    answer(chosen)
    ContributionTo(theme=consultation.themes[0], question_id=written.id)
    db.session.commit()
    acts: list[Callable[[Question], object]] = [
        lambda one: questions.reword(one, Wording("Other?"), theme=one.theme, by=None),
        lambda one: questions.reword(one, of(one), theme=None, by=None),
        lambda one: questions.remove(one, by=None),
        lambda one: questions.depend(one, None, [], by=None),
    ]
    for act, question in product(acts, (chosen, written)):
        with pytest.raises(RuleBroken, match="People have answered"):
            act(question)
        db.session.rollback()
    questions.move(chosen, 1, by=None)  # its place does not change what it means


@pytest.mark.parametrize(
    "change",
    [
        "SET text = 'Other?'",
        "SET kind = 'text'",
        "SET options = '[]'",
        "SET theme_id = NULL",
        "SET translations = '{}'",
    ],
)
def test_the_database_itself_keeps_what_was_answered(change: str) -> None:
    consultation = OpenConsultation()
    question = questions.ask(consultation, CHOICE, theme=consultation.themes[0], by=None)
    question.translations = {"cy": {"text": "Cwestiwn?"}}
    answer(question)
    db.session.execute(text("UPDATE question SET position = 7, superseded_at = now()"))
    db.session.execute(
        text("""UPDATE question SET translations = '{"cy": {"text": "Cwestiwn?"}, "pl": {}}'""")
    )
    with pytest.raises(Exception, match="keeps its meaning"):
        db.session.execute(text(f"UPDATE question {change}"))


def test_another_question_takes_the_place_of_one_that_was_answered() -> None:
    consultation = OpenConsultation()
    theme = consultation.themes[0]
    old = questions.ask(consultation, CHOICE, theme=theme, by=None)
    depends = questions.ask(consultation, "How many work there?", theme=theme, by=None)
    falls = questions.ask(consultation, "When will you?", theme=theme, by=None)
    questions.depend(depends, old, [keys(old)["Yes"]], by=None)
    questions.depend(falls, old, [keys(old)["Not yet"]], by=None)
    answer(old)
    at = clock.now()
    wording = Wording("Do you own a firm?", K.ONE, options=["Never", "Yes"])
    new = superseding.supersede(old, wording, by=None, at=at)
    db.session.flush()
    db.session.expire_all()
    assert [one.text for one in sequence.in_order(consultation)] == [new.text, depends.text, falls.text]
    assert (old.superseded_at, old.text, new.supersedes_id) == (at, CHOICE.text, old.id)
    assert (depends.shown_after_id, depends.shown_for) == (new.id, [keys(old)["Yes"]])
    assert (falls.shown_after_id, falls.shown_for) == (None, [])
    assert keys(new)["Never"] not in keys(old).values()
    assert [job.subject_id for job in db.session.query(QueuedJob)] == [old.id]
    with pytest.raises(RuleBroken, match="taken the place"):
        superseding.supersede(old, wording, by=None, at=at)


def test_a_draft_has_nothing_to_supersede(draft: Consultation) -> None:
    question = questions.ask(draft, CHOICE, by=None)
    with pytest.raises(RuleBroken, match="draft"):
        superseding.supersede(question, CHOICE, by=None, at=clock.now())


def test_after_closing_no_question_changes() -> None:
    consultation = ClosedConsultation()
    question = Question(consultation=consultation, text="What?", position=1)
    db.session.add(question)
    db.session.flush()
    for act in (
        lambda: questions.ask(consultation, "Other?", by=None),
        lambda: questions.reword(question, Wording("Other?"), theme=None, by=None),
        lambda: questions.remove(question, by=None),
        lambda: questions.move(question, 1, by=None),
        lambda: questions.duplicate(question, by=None),
        lambda: superseding.supersede(question, CHOICE, by=None, at=clock.now()),
    ):
        with pytest.raises(RuleBroken, match="closed"):
            act()


@pytest.mark.parametrize("name", SETS)
def test_each_ready_made_set_can_be_added_as_it_is(draft: Consultation, name: str) -> None:
    added = questionnaire.add(draft, SETS[name].items(), theme=draft.themes[0], by=None)
    assert len(added) == len(SETS[name].questions)
    assert sum(one.shown_after_id is not None for one in added) == sum(
        ready.after is not None for ready in SETS[name].questions
    )


def test_a_set_that_will_not_do_names_the_question_at_fault(draft: Consultation) -> None:
    items = [Item(CHOICE, name="firm"), Item(Wording("How many?"), after="firm", answers=["Maybe"])]
    with pytest.raises(RuleBroken, match="How many"):
        questionnaire.add(draft, items, by=None)


def test_the_questions_of_another_consultation_are_copied_with_what_depends_on_what() -> None:
    source, target = DraftConsultation(), DraftConsultation()
    target.themes[0].slug = source.themes[0].slug
    first = questions.ask(source, CHOICE, theme=source.themes[0], by=None)
    second = questions.ask(source, "How many work there?", theme=source.themes[1], by=None)
    questions.depend(second, first, [keys(first)["Yes"]], by=None)
    made = questionnaire.copy(source, target, by=None)
    assert [(one.text, one.theme) for one in made] == [(first.text, target.themes[0]), (second.text, None)]
    assert (made[1].shown_after_id, made[1].shown_for) == (made[0].id, second.shown_for)
    with pytest.raises(RuleBroken, match="no questions"):
        questionnaire.copy(DraftConsultation(), target, by=None)


def test_a_consultation_that_opens_later_can_be_changed_until_it_closes() -> None:
    coming = OpenConsultation(opens_at=clock.now() + timedelta(days=1))
    question = questions.ask(coming, CHOICE, by=None)
    questions.remove(question, by=None)
    assert coming.asked == []
