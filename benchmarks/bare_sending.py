"""What sending is compared with: one Flask view that validates the form of a response and inserts its rows.

    granian --interface wsgi bare_sending:app

Nothing that is not asked for: no pages before it, no languages, no sign-in, no rate limit, no queue that is
woken, no question whether the consultation is open. It has Flask-WTF validate the whole form, with its CSRF
token, in the session that the service's own cookie holds, and inserts by SQLAlchemy's ORM, with the same
settings, the rows that the service inserts, in one transaction: the response, its texts and replies, the
contact, the receipt, the job that writes the letter; and it marks the draft as sent, so that pressing twice
sends once. The values that those columns must hold (a reference, hashes, what the receipt says) come from the
functions that the service has for them.
"""

from typing import Any
from uuid import UUID

from flask import Flask, redirect
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy import select, update
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Length, Optional

from engage import clock
from engage.consultations.models import Consultation, QuestionKind
from engage.db import db, new_id
from engage.feedback import keys, references
from engage.feedback.models import (
    Channel,
    Consent,
    Contact,
    Contribution,
    Draft,
    Kind,
    Reply,
    Response,
    text_key,
)
from engage.feedback.receipts import contents as receipt_contents
from engage.feedback.receipts import issuing as receipts
from engage.feedback.receipts.models import Event, Receipt
from engage.jobs import Job, QueuedJob
from engage.organisations.models import Sector
from engage.settings import Settings
from engage.web.private_links import key_hash

settings = Settings()
assert settings.secret_key
assert settings.database_url
app = Flask("bare")
app.config.update(
    SECRET_KEY=settings.secret_key.get_secret_value(),
    SQLALCHEMY_DATABASE_URI=settings.database_url.replace("postgresql://", "postgresql+psycopg://", 1),
    SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": True, "pool_size": 5, "max_overflow": 15},
    WTF_CSRF_TIME_LIMIT=None,
)
db.init_app(app)
with app.app_context():
    consultation = db.session.scalars(select(Consultation).where(Consultation.slug == "load")).one()
    CONSULTATION_ID = consultation.id
    ASKED = {
        str(one.id): (one.kind, one.text, [(choice["key"], choice["text"]) for choice in one.options])
        for one in consultation.questions
    }
    db.session.remove()
    db.engine.dispose()


class Whole(FlaskForm):  # type: ignore[misc]
    """Everything that a response says, on one page."""

    draft = HiddenField(validators=[InputRequired()])
    sector = RadioField(choices=[(one.value, one.value) for one in Sector], validators=[InputRequired()])
    area = StringField(validators=[Length(max=200)])
    name = StringField(validators=[Length(max=200)])
    email = StringField(validators=[Optional(), Email()])
    consent = RadioField(choices=[(one.value, one.value) for one in Consent], validators=[InputRequired()])


for key, (asked, label, choices) in ASKED.items():
    if asked is QuestionKind.TEXT:
        setattr(Whole, f"text-{key}", TextAreaField(label, validators=[Length(max=10_000)]))
        kinds = [(one.value, one.value) for one in Kind]
        setattr(Whole, f"kind-{key}", RadioField(choices=kinds, validators=[InputRequired()]))
    else:
        setattr(Whole, f"reply-{key}", RadioField(label, choices=choices, validators=[Optional()]))


@app.post("/send")
def send() -> ResponseReturnValue:
    """Keep what the form says."""
    form = Whole()
    if not form.validate_on_submit():
        return {"errors": form.errors}, 400
    draft_id, response_id, at = UUID(form.draft.data), new_id(), clock.now()
    response = Response(
        id=response_id,
        consultation_id=CONSULTATION_ID,
        reference=references.draw(),
        secret_hash=key_hash(keys.private_key(response_id)),
        submission_key=draft_id,
        received_at=at,
        sector=Sector(form.sector.data),
        area=form.area.data or None,
        consent=Consent(form.consent.data),
        uploads=[],
        version=1,
    )
    _say(response, form, at)
    db.session.add(response)
    said = receipt_contents.given(response)
    told = receipts.values(Event.RECEIVED, CONSULTATION_ID, response_id, version=1, at=at, **said)
    db.session.add(Receipt(**told))
    if form.name.data or form.email.data:
        response.contact = Contact(name=form.name.data or None, email=form.email.data or None)
    if form.email.data:
        job = QueuedJob(job=Job.ASK_TO_CONFIRM, subject_id=response_id, enqueued_at=at, due_at=at)
        db.session.add(job)
    db.session.flush()
    unsent = update(Draft).where(Draft.id == draft_id, Draft.response_id.is_(None))
    made: Any = db.session.execute(unsent.values(response_id=response_id, answers={}))
    if made.rowcount:
        db.session.commit()
    else:
        db.session.rollback()
    return redirect("/receipt")


def _say(response: Response, form: Whole, at: Any) -> None:
    for position, (key, (asked, _, _)) in enumerate(ASKED.items(), 1):
        if asked is not QuestionKind.TEXT:
            value = form[f"reply-{key}"].data
            reply = Reply(question_id=UUID(key), version=1, value=value, received_at=at)
            response.replies.append(reply)
        elif text := form[f"text-{key}"].data:
            response.contributions.append(
                Contribution(
                    consultation_id=CONSULTATION_ID,
                    question_id=UUID(key),
                    position=position,
                    version=1,
                    kind=Kind(form[f"kind-{key}"].data),
                    channel=Channel.ONLINE,
                    text=text,
                    text_key=text_key(text),
                    received_at=at,
                )
            )
