"""Counting what was replied, and handing out the files that came with it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from engage import clock
from engage.accounts import Person
from engage.audit.models import AuditEntry
from engage.consultations.documents import Document
from engage.consultations.models import Consultation, Question, QuestionKind
from engage.db import db
from engage.feedback import tallies, uploads
from engage.feedback.models import Reply
from tests.browser import Browser
from tests.factories import Facilitator, OpenConsultation, ResponseTo, Staff

CHOICES = [{"key": "bus", "text": "More buses"}, {"key": "rail", "text": "A tram"}]


def replied(kind: QuestionKind, *values: Any) -> tuple[Consultation, Question]:
    consultation = OpenConsultation()
    question = Question(
        consultation_id=consultation.id, kind=kind, text="What?", position=1, options=CHOICES, unit="miles"
    )
    db.session.add(question)
    db.session.flush()
    for value in values:
        response = ResponseTo(consultation=consultation)
        db.session.add(
            Reply(response_id=response.id, question_id=question.id, value=value, received_at=clock.now())
        )
    db.session.flush()
    db.session.expire(consultation, ["questions"])
    return consultation, question


@pytest.mark.parametrize(
    ("kind", "values", "rows"),
    [
        (QuestionKind.ONE, ["rail", "rail", "bus"], [("More buses", 1), ("A tram", 2)]),
        (QuestionKind.SEVERAL, [["rail", "bus"], ["rail"]], [("More buses", 1), ("A tram", 2)]),
        (QuestionKind.RANKING, [["rail", "bus"], ["rail"]], [("A tram", 2), ("More buses", 1)]),
        (QuestionKind.AREA, ["Thornby", "Ambleford", "Thornby"], [("Thornby", 2), ("Ambleford", 1)]),
        (QuestionKind.YES_NO, ["no"], [("Yes", 0), ("No", 1), ("Don’t know", 0)]),
    ],
)
def test_choices_are_counted_by_their_names(kind: QuestionKind, values: Any, rows: Any) -> None:
    consultation, _ = replied(kind, *values)
    (tally,) = tallies.of(consultation)
    assert tally.rows == rows
    assert tally.people == len(values)


def test_of_numbers_the_median_and_of_days_the_first_and_last_are_told() -> None:
    (numbers,) = tallies.of(replied(QuestionKind.NUMBER, "2", "10.50", "3")[0])
    assert (numbers.middle, numbers.least, numbers.most) == (Decimal("3.0"), "2", "10.5")
    (days,) = tallies.of(replied(QuestionKind.DATE, "2026-04-24", "2025-01-02")[0])
    assert (days.first, days.last) == (date(2025, 1, 2), date(2026, 4, 24))


def test_what_was_taken_back_is_not_counted() -> None:
    consultation, _ = replied(QuestionKind.ONE, "bus", "bus")
    taken = db.session.scalars(select(Reply)).first()
    assert taken
    taken.response.withdrawn_at = clock.now()
    db.session.flush()
    (tally,) = tallies.of(consultation)
    assert tally.people == 1


def test_those_with_a_role_see_the_counts_and_nobody_else(signed_in_as: Callable[[Person], Browser]) -> None:
    kinds = [kind for kind in QuestionKind if kind not in (QuestionKind.TEXT, QuestionKind.FILES)]
    values: dict[QuestionKind, Any] = dict.fromkeys(kinds, "bus") | {
        QuestionKind.SEVERAL: ["bus"],
        QuestionKind.RANKING: ["bus"],
        QuestionKind.NUMBER: "2",
        QuestionKind.DATE: "2026-04-24",
    }
    for kind in kinds:
        consultation, _ = replied(kind, values[kind])
        page = signed_in_as(Facilitator(consultation))
        page.get(f"/desk/consultations/{consultation.slug}/replies")
        assert "1 response" in page.text()
    signed_in_as(Staff()).get(f"/desk/consultations/{consultation.slug}/replies", expect=403)


def test_a_file_is_handed_out_as_it_is_and_noted(signed_in_as: Callable[[Person], Browser]) -> None:
    consultation, question = replied(QuestionKind.FILES)
    upload = uploads.keep(Document("plan.pdf", "application/pdf", b"%PDF-1.7"), at=clock.now())
    upload.response_id, upload.question_id = ResponseTo(consultation=consultation).id, question.id
    db.session.add(upload)
    db.session.flush()
    page = signed_in_as(Facilitator(consultation))
    page.get(f"/desk/consultations/{consultation.slug}/replies")
    answer = page.submit(button="Download plan.pdf", form="main form")
    assert answer.data == b"%PDF-1.7"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    answer.close()
    assert db.session.scalars(select(AuditEntry.act)).all() == ["upload.handed_out"]
