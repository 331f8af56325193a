"""A consultation to send responses to, and people who have filled in its form and are about to send it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from running import Visitor
from sqlalchemy import insert, select

from engage import clock
from engage.consultations.models import Consultation, Question, QuestionKind
from engage.db import db, new_id
from engage.feedback.form.drafts import LIFE
from engage.feedback.models import Draft

SLUG = "load"
FORM = f"/consultations/{SLUG}/respond"
TEXTS = 3
WORDS = "The first bus comes too late for the early shift, and the last one leaves before it ends. "
CHOICES = [{"key": str(number), "text": f"Choice {number}"} for number in range(1, 6)]
FIELD = re.compile(r'<input(?=[^>]*name="(csrf_token|draft|seen)")[^>]*value="([^"]*)"')
REFERENCE = re.compile(r"\b[2-9A-Z]{3}-[2-9A-Z]{3}-[2-9A-Z]{3}\b")


@dataclass
class Respondent:
    """Somebody who is about to send a response: what they wrote, and what their browser holds."""

    number: int
    draft: UUID
    texts: dict[str, str]
    replies: dict[str, str]
    email: str
    cookie: str
    token: str
    seen: int = 1
    references: set[str] = field(default_factory=set)
    """The references on the receipts that they were shown."""
    acknowledged: bool = False
    gave_up: bool = False

    @property
    def address(self) -> str:
        """The address that they send from, each in a network of their own."""
        return f"10.{self.number >> 8 & 255}.{self.number & 255}.1"

    @property
    def answers(self) -> dict[str, Any]:
        """What they answered, as a draft keeps it."""
        return {
            "strands": ["whole"],
            "texts": {key: {"text": text, "kind": "idea"} for key, text in self.texts.items()},
            "replies": self.replies,
            "sector": "resident",
            "area": "Ambleford",
            "name": f"Person {self.number}",
            "email": self.email,
            "consent": "unnamed",
        }

    def form(self) -> str:
        """Give what the button of the check sends."""
        held = {"csrf_token": self.token, "draft": str(self.draft), "seen": str(self.seen), "website": ""}
        return urlencode(held)


def consult(questions: int = TEXTS) -> Consultation:
    """Ask for texts and as many choices about the whole; the consultation is there."""
    consultation = db.session.scalars(select(Consultation).where(Consultation.slug == SLUG)).one()
    for number in range(2 * questions):
        chosen = number >= questions
        consultation.questions.append(
            Question(
                text=f"Question {number}",
                position=number + 1,
                kind=QuestionKind.SCALE if chosen else QuestionKind.TEXT,
                options=CHOICES if chosen else [],
            )
        )
    db.session.commit()
    return consultation


def prepared(app: Flask, numbers: Iterable[int], *, letters: float = 1.0) -> list[Respondent]:
    """Fill in forms in the database, with the cookie that the pages would have set.

    `letters` is the share of them who give an address.
    """
    with app.app_context():
        consultation = db.session.scalars(select(Consultation).where(Consultation.slug == SLUG)).one()
        questions, consultation_id = list(consultation.questions), consultation.id
    # Outside of any application context: Flask-WTF keeps its token in that.
    people = [_prepare(app, number, questions, letters) for number in numbers]
    with app.app_context():
        at = clock.now()
        rows = [
            {
                "id": one.draft,
                "browser_key": browser,
                "consultation_id": consultation_id,
                "answers": one.answers,
                "version": 1,
                "begun_at": at - timedelta(minutes=10),
                "expires_at": at + LIFE,
            }
            for one, browser in people
        ]
        if rows:
            db.session.execute(insert(Draft), rows)
        db.session.commit()
    return [one for one, _ in people]


def _prepare(
    app: Flask, number: int, questions: Sequence[Question], letters: float
) -> tuple[Respondent, UUID]:
    browser = uuid4()
    with app.test_request_context():
        session["browser"] = str(browser)
        token = generate_csrf()
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        cookie = f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(dict(session))}"
    texts, replies = answers(number, questions)
    email = f"person{number}@home.example" if number % 100 < 100 * letters else ""
    return Respondent(number, new_id(), texts, replies, email, cookie, token), browser


def answers(number: int, questions: Sequence[Question]) -> tuple[dict[str, str], dict[str, str]]:
    """Write the texts and choices of one person, unlike those of any other."""
    texts = {
        str(one.id): f"{WORDS * 3}({number}, {one.position})"
        for one in questions
        if one.kind is QuestionKind.TEXT
    }
    return texts, {str(one.id): str(number % 5 + 1) for one in questions if str(one.id) not in texts}


def walk(port: int, number: int, questions: Sequence[Question]) -> Respondent:
    """Fill in the form page by page, as a browser without scripts does, up to the check."""
    visitor = Visitor(port)
    texts, replies = answers(number, questions)
    one = Respondent(number, UUID(int=0), texts, replies, f"person{number}@home.example", "", "")
    visitor.address = one.address
    token = _fields(visitor, FORM)["csrf_token"]

    def fill(page: str, **typed: str) -> None:
        status, _, shown = visitor.ask("POST", FORM + page, urlencode({"csrf_token": token, **typed}))
        assert status == 302, (page, status, shown[-2000:])

    fill("", strands="whole")
    for key, text in texts.items():
        fill(f"/questions/{key}", **{f"text-{key}": text, f"kind-{key}": "idea"})
    for key, choice in replies.items():
        fill(f"/questions/{key}", **{f"reply-{key}": choice})
    fill("/you", sector="resident", area="Ambleford")
    fill("/contact", name=f"Person {number}", email=one.email)
    fill("/publication", consent="unnamed")
    held = _fields(visitor, f"{FORM}/check")
    visitor.connection.close()
    one.draft, one.seen, one.token = UUID(held["draft"]), int(held["seen"]), held["csrf_token"]
    one.cookie = visitor.cookie
    return one


def _fields(visitor: Visitor, path: str) -> dict[str, str]:
    status, location, page = visitor.ask("GET", path)
    assert status == 200, (path, status, location)
    return {name: unescape(value) for name, value in FIELD.findall(page)}
