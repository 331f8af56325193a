"""Answering every kind of question in a browser without JavaScript, and sending it."""

import os
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from engage import clock
from engage.consultations.documents import Document
from engage.consultations.models import Consultation, Question, QuestionKind
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback import uploads
from engage.feedback.form import drafts, replies
from engage.feedback.models import Contribution, Draft, Reply, Response, Upload
from engage.organisations.models import Organisation, OrganisationKind, SizeBand
from tests.browser import Browser
from tests.factories import DraftConsultation, Manager, OpenConsultation, ResponseTo
from tests.feedback.visitor import answered, begun

CHOICES = [
    {"key": "bus", "text": "More buses"},
    {"key": "rail", "text": "A tram"},
    {"key": "path", "text": "Paths"},
]
PDF = b"%PDF-1.7 made up"


def asked(consultation: Consultation, kind: QuestionKind, **values: Any) -> Question:
    question = Question(
        consultation_id=consultation.id,
        theme_id=consultation.themes[0].id,
        kind=kind,
        text=values.pop("text", f"What about {kind}?"),
        position=values.pop("position", 1 + db.session.query(Question).count()),
        **values,
    )
    db.session.add(question)
    db.session.flush()
    db.session.expire(consultation, ["questions"])
    return question


@pytest.mark.parametrize(
    ("kind", "typed", "value", "words"),
    [
        (QuestionKind.ONE, {"": "rail"}, "rail", "A tram"),
        (QuestionKind.SCALE, {"": "bus"}, "bus", "More buses"),
        (QuestionKind.SEVERAL, {"": ["path", "bus"]}, ["bus", "path"], "More buses"),
        (QuestionKind.RANKING, {"-path": "1", "-bus": "2"}, ["path", "bus"], "1. Paths"),
        (QuestionKind.YES_NO, {"": "unsure"}, "unsure", "Don’t know"),
        (QuestionKind.NUMBER, {"": " 1,200.50 "}, "1200.50", "1200.50 miles"),
        (
            QuestionKind.DATE,
            {"-day": "24", "-month": "april", "-year": "2026"},
            "2026-04-24",
            "24 April 2026",
        ),
        (QuestionKind.AREA, {"": "Ambleford"}, "Ambleford", "Ambleford"),
    ],
)
def test_a_reply_is_kept_as_it_was_given_and_shown_in_words(
    client: Browser, kind: QuestionKind, typed: dict[str, Any], value: Any, words: str
) -> None:
    consultation = OpenConsultation()
    question = asked(consultation, kind, options=CHOICES, unit="miles" if kind is QuestionKind.NUMBER else "")
    begun(client, consultation)
    client.submit({f"reply-{question.id}{part}": told for part, told in typed.items()})
    answered(client)
    assert words in client.text()
    client.submit(button="Send my response")
    reply = db.session.scalars(select(Reply)).one()
    assert (reply.question_id, reply.value, reply.version) == (question.id, value, 1)
    assert not db.session.scalars(select(Contribution)).all()


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        (QuestionKind.NUMBER, {"": "many"}, "Enter a number in digits"),
        (QuestionKind.NUMBER, {"": "11"}, "must be 10 or less"),
        (QuestionKind.NUMBER, {"": "0"}, "must be 1 or more"),
        (QuestionKind.NUMBER, {"": "NaN"}, "Enter a number in digits"),
        (QuestionKind.DATE, {"-day": "31", "-month": "2", "-year": "2026"}, "Enter a real date"),
        (QuestionKind.DATE, {"-day": "", "-month": "2", "-year": "2026"}, "must include a day"),
        (QuestionKind.RANKING, {"-bus": "1", "-path": "1"}, "cannot share place 1"),
        (QuestionKind.AREA, {"": "x" * 201}, "200 characters or fewer"),
        (QuestionKind.ONE, {}, "Choose one of the answers"),
        (QuestionKind.SEVERAL, {}, "Choose at least one of the answers"),
        (QuestionKind.RANKING, {}, "Give at least one of them a place"),
        (QuestionKind.YES_NO, {}, "Choose yes, no or"),
        (QuestionKind.TEXT, {}, "this question has to be answered"),
        (QuestionKind.FILES, {}, "Choose a file"),
    ],
)
def test_what_makes_no_sense_is_refused_next_to_the_field_and_stays_there(
    client: Browser, kind: QuestionKind, typed: dict[str, Any], sentence: str
) -> None:
    consultation = OpenConsultation()
    question = asked(consultation, kind, options=CHOICES, required=True, least=1, most=10)
    begun(client, consultation)
    client.submit({f"reply-{question.id}{part}": told for part, told in typed.items()})
    assert client.at.endswith(str(question.id))
    assert sentence in client.text()
    client.get(f"/consultations/{consultation.slug}/respond/check")
    assert sentence in client.text()
    for part, told in typed.items():
        if told and kind is not QuestionKind.RANKING:
            assert client.answer
            assert f'value="{told}"' in client.answer.text, part


def test_a_yes_or_no_takes_a_text_beside_it(client: Browser) -> None:
    consultation = OpenConsultation()
    question = asked(consultation, QuestionKind.YES_NO, follow_up="Why do you say so?")
    begun(client, consultation)
    client.submit({f"reply-{question.id}": "no", f"text-{question.id}": "Because of the hill."})
    answered(client)
    client.submit(button="Send my response")
    contribution = db.session.scalars(select(Contribution)).one()
    assert (contribution.text, contribution.question_id) == ("Because of the hill.", question.id)
    assert db.session.scalars(select(Reply.value)).one() == "no"


def test_a_question_is_asked_only_after_the_answer_that_it_depends_on(client: Browser) -> None:
    consultation = OpenConsultation()
    first = asked(consultation, QuestionKind.YES_NO, text="Do you take the bus?")
    then = asked(consultation, QuestionKind.TEXT, text="Which?", shown_after_id=first.id, shown_for=["yes"])
    begun(client, consultation)
    client.submit({f"reply-{first.id}": "no"})
    assert client.at.endswith("/you")
    answered(client)
    client.follow("Change what you wrote under Do you take the bus?")
    client.submit({f"reply-{first.id}": "yes"})
    assert client.at.partition("?")[0].endswith(str(then.id))
    client.submit({f"text-{then.id}": "The 73"})
    assert client.at.endswith("/check")
    client.follow("Change what you wrote under Do you take the bus?")
    client.submit({f"reply-{first.id}": "no"})
    assert "The 73" not in client.text()
    client.submit(button="Send my response")
    assert not db.session.scalars(select(Contribution)).all()


def test_a_file_is_kept_with_the_response_and_can_be_taken_out_again(client: Browser) -> None:
    consultation = OpenConsultation()
    question = asked(consultation, QuestionKind.FILES)
    begun(client, consultation)
    for name in ("plan.pdf", "other.pdf"):
        client.submit({f"files-{question.id}": (BytesIO(PDF), name)}, button="Continue")
        client.get(f"/consultations/{consultation.slug}/respond/questions/{question.id}")
    assert "plan.pdf" in client.text()
    draft = db.session.scalars(select(Draft)).one()
    client.submit({"remove": draft.answers["files"][str(question.id)][0]["id"]}, form="#take-out")
    assert "plan.pdf" not in client.text()
    client.submit(button="Continue")
    answered(client)
    client.submit(button="Send my response")
    upload = db.session.scalars(select(Upload)).one()
    assert (upload.file_name, upload.draft_id) == ("other.pdf", None)
    assert upload.response_id == db.session.scalars(select(Response.id)).one()
    assert uploads.path(upload).read_bytes() == PDF


def test_the_files_of_a_draft_go_with_it_and_those_of_a_response_stay() -> None:
    consultation, at = OpenConsultation(), clock.now()
    draft = drafts.begin(uuid4(), consultation, at=at)
    gone, kept = (uploads.keep(Document("plan.pdf", "application/pdf", PDF), at=at) for _ in range(2))
    gone.draft_id, kept.response_id = draft.id, ResponseTo(consultation=consultation).id
    db.session.add_all([gone, kept])
    db.session.flush()
    paths = [uploads.path(one) for one in (gone, kept)]
    for path in paths:
        os.utime(path, (0, 0))
    drafts.sweep(at=at + drafts.LIFE)
    db.session.flush()
    uploads.sweep()
    assert [path.exists() for path in paths] == [False, True]


def test_a_file_that_is_not_what_it_is_called_is_refused_and_the_others_stay(client: Browser) -> None:
    consultation = OpenConsultation()
    question = asked(consultation, QuestionKind.FILES)
    begun(client, consultation)
    client.submit({f"files-{question.id}": (BytesIO(b"<script>alert(1)</script>"), "plan.pdf")})
    assert "The file must be one of these" in client.text()
    assert not db.session.scalars(select(Upload)).all()


def test_two_who_write_in_the_same_box_both_keep_their_words(client: Browser) -> None:
    consultation = OpenConsultation()
    question = asked(consultation, QuestionKind.TEXT)
    begun(client, consultation)
    slow, at = client.page, client.at
    client.submit({f"text-{question.id}": "Buses"})
    client.page, client.at = slow, at
    client.submit({f"text-{question.id}": "Trains"})
    assert "Neither is lost" in client.text()
    draft = db.session.scalars(select(Draft)).one()
    assert draft.answers["texts"][str(question.id)]["text"] == "Buses"
    assert draft.answers["clashes"] == {str(question.id): "Trains"}
    client.get(f"/consultations/{consultation.slug}/respond/questions/{question.id}")
    assert client.answer
    assert "Buses\n\nTrains" in client.answer.text
    client.submit({f"text-{question.id}": "Buses and trains"})
    db.session.expire(draft)
    assert draft.answers["clashes"] == {}
    assert draft.answers["texts"][str(question.id)]["text"] == "Buses and trains"


def test_an_optional_choice_can_be_taken_back(client: Browser) -> None:
    consultation = OpenConsultation()
    question = asked(consultation, QuestionKind.ONE, options=CHOICES)
    begun(client, consultation)
    client.submit({f"reply-{question.id}": "rail"})
    client.get(f"/consultations/{consultation.slug}/respond/questions/{question.id}")
    client.submit(button="Leave it unanswered")
    assert db.session.scalars(select(Draft)).one().answers["replies"] == {str(question.id): None}


def test_an_answer_that_was_refused_is_mended_without_a_word_about_others(client: Browser) -> None:
    consultation = OpenConsultation()
    question = asked(consultation, QuestionKind.YES_NO, required=True, follow_up="Why?")
    begun(client, consultation)
    client.submit({f"text-{question.id}": "Because of the hill."})
    client.submit({f"reply-{question.id}": "no"})
    assert client.at.endswith("/you")


def test_with_many_questions_there_is_a_list_of_what_is_to_do(client: Browser) -> None:
    consultation = OpenConsultation()
    asks = [asked(consultation, QuestionKind.TEXT, text=f"Question {n}", required=n == 0) for n in range(6)]
    begun(client, consultation)
    assert client.at.endswith("/tasks")
    assert "To be answered" in client.text()
    client.get(f"/consultations/{consultation.slug}/respond/questions/{asks[5].id}")
    client.submit({f"text-{asks[5].id}": "Buses"})
    assert client.at.endswith("/tasks")
    client.follow("Check and send")
    assert "this question has to be answered" in client.text()


def test_an_organisation_is_known_again_by_its_name_and_signed_for(client: Browser) -> None:
    consultation = OpenConsultation()
    for name in ("Ambleford Mills Ltd", "AMBLEFORD MILLS LTD."):
        begun(client, consultation, text="Buses")
        client.submit({"sector": "business", "area": "Ambleford"})
        client.submit({"organisation": name, "organisation_kind": "company", "size_band": "small"})
        client.submit({"name": "", "email": ""})
        assert "Give the name of the person" in client.text()
        client.submit({"name": "Ann Other", "role": "Director"})
        client.submit({"consent": "named"})
        client.submit(button="Send my response")
    organisation = db.session.scalars(select(Organisation)).one()
    assert (organisation.kind, organisation.size_band) == (OrganisationKind.COMPANY, SizeBand.SMALL)
    for response in db.session.scalars(select(Response)):
        assert response.organisation_id == organisation.id
        assert response.contact
        assert (response.contact.name, response.contact.role) == ("Ann Other", "Director")


def test_a_draft_consultation_can_be_tried_by_its_people_and_sends_nothing(
    client: Browser, signed_in_as: Any
) -> None:
    consultation = DraftConsultation()
    officer = signed_in_as(Manager(consultation))
    officer.get(f"/consultations/{consultation.slug}/respond/preview")
    begun(officer, consultation, text="Buses")
    answered(officer)
    assert "This is a preview" in officer.text()
    assert "Send my response" not in officer.text()
    draft = db.session.scalars(select(Draft)).one()
    officer.submit({"draft": str(draft.id), "seen": draft.version}, form="#send")
    assert not db.session.scalars(select(Response)).all()
    client.get(f"/consultations/{consultation.slug}/respond", expect=404)


def test_more_choices_than_are_allowed_are_refused() -> None:
    question = Question(kind=QuestionKind.SEVERAL, options=CHOICES, most=2, required=False)
    with pytest.raises(RuleBroken, match="Choose 2 at most"):
        replies.read(question, ["bus", "rail", "path"])
    assert replies.read(question, ["nonsense"]) is None
