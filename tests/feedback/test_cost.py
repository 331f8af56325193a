"""What sending a response asks of the database stays little, however much was said."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engage.consultations.models import Consultation, Question, QuestionKind
from engage.db import db
from engage.feedback.models import Draft, Response
from tests.browser import Browser
from tests.counting import statements
from tests.factories import OpenConsultation
from tests.feedback.visitor import answered, begun

SENDING = 10
"""Three read the consultation, its questions and the draft; the others write the response, its texts, its
replies, the contact, the receipt and the job of the letter, and mark the draft."""


@pytest.mark.parametrize("questions", [2, 30])
def test_sending_asks_as_little_whatever_was_said(client: Browser, questions: int) -> None:
    consultation = _asking(questions)
    slug, theme = consultation.slug, str(consultation.themes[0].id)
    begun(client, consultation, [theme, "whole"], text="Buses")
    draft = db.session.scalars(select(Draft)).one()
    draft.begun_at -= timedelta(hours=1)
    keys = [str(one.id) for one in consultation.questions]
    draft.answers = {
        **draft.answers,
        "strands": ["whole"],
        "texts": {key: {"text": f"Buses, says {key}", "kind": "idea"} for key in keys[::2]},
        "replies": dict.fromkeys(keys[1::2], "yes"),
    }
    client.get(f"/consultations/{slug}/respond/you")
    answered(client, name="Ann Other", email="ann@example.com")
    db.session.expunge_all()
    with statements() as sent:
        client.submit(button="Send my response")
    marked = next(place for place, one in enumerate(sent, 1) if one.startswith("UPDATE response_draft"))
    response = db.session.scalars(select(Response)).one()
    assert len(response.contributions) + len(response.replies) == questions
    assert marked == SENDING, "\n".join(sent[:marked])


def _asking(count: int) -> Consultation:
    """Open a consultation that asks for texts, and for yes or no, by turns, about the whole."""
    consultation: Consultation = OpenConsultation()
    kinds = (QuestionKind.TEXT, QuestionKind.YES_NO)
    for number in range(count):
        consultation.questions.append(
            Question(text=f"Question {number}", position=number + 1, kind=kinds[number % 2])
        )
    db.session.flush()
    return consultation
