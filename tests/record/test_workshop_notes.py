"""From a table's note to the moderators, a lead's digest and the summary: like any contribution."""

from collections.abc import Callable

from sqlalchemy import select

from engage import clock
from engage.accounts import Person
from engage.db import db
from engage.digests import compiling
from engage.digests.models import Frequency, Schedule
from engage.feedback.models import Contribution
from engage.mail.models import Message
from engage.moderation import queries as moderation
from engage.summaries import compilation, report, requesting
from engage.workshops.agreeing import queries, replying
from tests.browser import Browser
from tests.factories import Facilitator, Lead, Manager
from tests.factories.agreeing import HandedIn
from tests.factories.summaries import ShownTexts
from tests.record.test_workshop_summary import show

SignIn = Callable[[Person], Browser]


def test_moderators_see_from_which_table_a_note_comes(signed_in_as: SignIn) -> None:
    table = HandedIn("Later buses for the early shift.")
    facilitator = Facilitator(table.workshop.consultation)
    browser = signed_in_as(facilitator)
    (waits,) = db.session.scalars(moderation.waiting(facilitator))
    browser.get(f"/moderation/{waits.id}")
    assert "Workshop table" in browser.text()
    assert f"From table {table.number} of {table.workshop.title}" in browser.text()


def test_moderators_read_a_dissent_beside_what_it_dissents_from(signed_in_as: SignIn) -> None:
    table = HandedIn("Later buses for the early shift.")
    (note,) = queries.handed_in(table)
    replying.dissent(note, queries.asked(table)[0], "They are late enough.")
    db.session.flush()
    dissent = db.session.scalars(select(Contribution).where(Contribution.dissents_from_id.is_not(None))).one()
    browser = signed_in_as(Facilitator(table.workshop.consultation))
    browser.get(f"/moderation/{dissent.id}")
    assert "sees it differently" in browser.text()
    assert "Later buses for the early shift." in browser.text()


def test_a_note_comes_into_the_leads_digest_and_counts_as_a_table_in_the_summary() -> None:
    table = HandedIn("Later buses for the early shift at the mill.")
    consultation = table.workshop.consultation
    theme = consultation.themes[0]
    schedule = Schedule(person=Lead(theme), theme=theme, frequency=Frequency.DAILY, due_at=clock.now())
    db.session.add(schedule)
    ShownTexts(consultation)
    show()
    assert compiling.compile_due(schedule.id)
    digests = select(Message.text).where(Message.key.like("digest:%"))
    assert "Later buses for the early shift" in " ".join(db.session.scalars(digests))
    summary = requesting.request(consultation, by=Manager(consultation))
    db.session.flush()
    compilation.compile_summary(summary.id)
    counts = report.assemble(summary).counts
    assert counts["tables"] == 1
