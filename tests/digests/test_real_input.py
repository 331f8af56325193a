"""Real contributions in a digest: each that is shown is told once, and the letter stays readable."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from engage import jobs
from engage.accounts import Person
from engage.consultations.models import Theme
from engage.db import db
from engage.digests import scheduling
from engage.digests.compiling import compile_due
from engage.digests.models import DigestItem
from engage.feedback.models import Contribution
from engage.imports.commands import imports
from engage.jobs import Job, QueuedJob
from engage.mail import sending
from engage.moderation import queries as moderation
from tests.factories import Lead, OpenConsultation, ThemeOf
from tests.mailserver import Sink, Taken
from tests.operators import ran

COUNTY = "american-assembly.bowling-green"
MAPPED = (
    *("--map", "text=comment-body", "--map", "id=comment-id", "--map", "author=author-id"),
    *("--map", "decision=moderated", "--value", "decision:1=show", "--value", "decision:-1=withhold"),
    *("--value", "decision:0=wait"),
)


@pytest.fixture
def theme(shared_data: Path) -> Theme:
    """A theme with a county's comments, as its moderators decided about them."""
    theme: Theme = ThemeOf.build(slug="county", title="What should change here", position=1)
    OpenConsultation(slug="real", title="A better place to live", themes=[theme])
    file = shared_data / "polis" / COUNTY / "comments.csv"
    ran(imports, "contributions", str(file), "--consultation", "real", "--theme", "county", *MAPPED)
    return theme


def _sent(lead: Person, theme: Theme, sink: Sink) -> list[Taken]:
    compile_due(scheduling.kept(lead, theme).id)
    db.session.commit()
    for queued_id in db.session.scalars(select(QueuedJob.id).where(QueuedJob.job == Job.SEND_MAIL)).all():
        jobs.perform(queued_id, sending.deliver)
    return sink.to(lead.email)


@pytest.mark.commits
def test_every_comment_that_is_shown_reaches_the_lead_once(theme: Theme, smtp_sink: Sink) -> None:
    lead = Lead(theme)
    for _ in range(2):
        letters = _sent(lead, theme, smtp_sink)
    told: list[UUID] = list(db.session.scalars(select(DigestItem.contribution_id)))
    shown = db.session.scalars(moderation.shown().with_only_columns(Contribution.id)).all()
    assert len(letters) == 1
    assert len(told) == len(set(told))
    assert set(told) == set(shown)
    assert len(shown) > 500


@pytest.mark.commits
def test_the_letter_about_hundreds_of_comments_is_short(theme: Theme, smtp_sink: Sink) -> None:
    (letter,) = _sent(Lead(theme), theme, smtp_sink)
    shown = db.session.scalars(moderation.shown().with_only_columns(Contribution.id)).all()
    assert str(letter.mail["Subject"]) == f"What should change here: {len(shown)} new"
    assert len(letter.words().splitlines()) < 120
    assert len(letter.bytes) < 40_000
