"""What operators see of the mail ledger, and can do about it."""

from collections.abc import Callable

from sqlalchemy import select

from engage import clock
from engage.accounts import Person
from engage.audit.models import AuditEntry
from engage.db import db, new_id
from engage.jobs import Job, QueuedJob
from engage.mail import Letter, post
from engage.mail.models import Message
from engage.operations.mail_commands import mail
from tests.browser import Browser
from tests.factories import Administrator
from tests.operators import ran

SignIn = Callable[[Person], Browser]


def _letter(to: str = "lead@council.example", **state: object) -> Message:
    message_id = post(to=to, letter=Letter("A subject", "Some words", "<p>Some words</p>"), key=str(new_id()))
    assert message_id
    message = db.session.get_one(Message, message_id)
    for name, value in state.items():
        setattr(message, name, value)
    if state:
        _done(message)
    db.session.flush()
    return message


def _jobs(message: Message) -> list[QueuedJob]:
    return list(db.session.scalars(select(QueuedJob).where(QueuedJob.subject_id == message.id)))


def _done(message: Message) -> None:
    for job in _jobs(message):
        db.session.delete(job)


def test_unclear_letters_stand_on_top(signed_in_as: SignIn) -> None:
    _letter("unclear@council.example", unclear_at=clock.now())
    _letter("sent@council.example", sent_at=clock.now())
    browser = signed_in_as(Administrator())
    browser.get("/operations/mail")
    words = browser.text()
    assert words.index("unclear@council.example") < words.index("sent@council.example")


def test_the_ledger_is_filtered_by_state(signed_in_as: SignIn) -> None:
    _letter("refused@council.example", failed_at=clock.now(), cause="550 no such mailbox")
    _letter("sent@council.example", sent_at=clock.now())
    browser = signed_in_as(Administrator())
    browser.get("/operations/mail?state=failed")
    assert "refused@council.example" in browser.text()
    assert "550 no such mailbox" in browser.text()
    assert "sent@council.example" not in browser.text()


def test_the_words_of_letters_are_not_shown(signed_in_as: SignIn) -> None:
    _letter()
    browser = signed_in_as(Administrator())
    browser.get("/operations/mail")
    assert "Some words" not in browser.text()


def test_an_operator_sends_a_letter_again(signed_in_as: SignIn) -> None:
    letter = _letter(unclear_at=clock.now())
    browser = signed_in_as(Administrator())
    browser.get("/operations/mail")
    browser.submit(form="main form[action$=resend]")
    assert "The letter will be sent again" in browser.text()
    assert letter.state == "waiting"
    assert [job.job for job in _jobs(letter)] == [Job.SEND_MAIL]
    assert db.session.scalar(select(AuditEntry.act)) == "mail.resent"


def test_a_letter_that_was_given_up_can_be_sent_again(signed_in_as: SignIn) -> None:
    letter = _letter()
    (job,) = _jobs(letter)
    job.failed_at, job.attempts = clock.now(), 12
    browser = signed_in_as(Administrator())
    browser.get("/operations/mail")
    assert "Given up" in browser.text()
    browser.submit(form="main form[action$=resend]")
    assert [job.failed_at for job in _jobs(letter)] == [None]


def test_a_letter_that_was_sent_is_not_sent_again() -> None:
    letter = _letter(sent_at=clock.now())
    assert ran(mail, "resend", str(letter.id), expect=1)["error"] == "This letter was sent"


def test_a_letter_that_is_still_tried_is_left_alone() -> None:
    letter = _letter()
    assert ran(mail, "resend", str(letter.id), expect=1)["error"] == "This letter is still being tried"
    assert len(_jobs(letter)) == 1


def test_the_commands_list_and_show_letters() -> None:
    letter = _letter(sent_at=clock.now())
    _letter()
    (told,) = ran(mail, "list", "--state", "sent")["letters"]
    assert (told["id"], told["state"]) == (str(letter.id), "sent")
    assert ran(mail, "show", str(letter.id))["letter"]["text"] == "Some words"


def test_a_letter_that_is_not_there_is_said_not_to_be() -> None:
    assert ran(mail, "show", str(new_id()), expect=1)["error"] == "There is no such letter"
