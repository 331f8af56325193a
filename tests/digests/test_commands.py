"""What operators and scripts do with digests."""

from datetime import timedelta

import time_machine
from sqlalchemy import select

from engage import clock
from engage.db import db
from engage.digests.commands import digests
from engage.jobs import Job, QueuedJob
from tests.factories import Lead, OpenConsultation, ShownContribution, Staff
from tests.operators import ran


def _owed() -> int:
    return len(db.session.scalars(select(QueuedJob).where(QueuedJob.job == Job.COMPILE_DIGEST)).all())


def test_running_queues_what_is_due() -> None:
    Lead(OpenConsultation().themes[0])
    assert ran(digests, "run")["queued"] == 0
    with time_machine.travel(clock.now() + timedelta(days=2)):
        assert ran(digests, "run")["queued"] == 1
    assert _owed() == 1


def test_running_for_a_lead_asks_for_each_of_their_themes_at_once() -> None:
    lead = Lead(OpenConsultation().themes[0])
    assert ran(digests, "run", "--lead", lead.email)["queued"] == 1
    assert _owed() == 1


def test_somebody_who_leads_nothing_is_refused() -> None:
    staff = Staff()
    assert "leads no theme" in ran(digests, "run", "--lead", staff.email, expect=1)["error"]
    assert "Nobody here" in ran(digests, "run", "--lead", "x@y.example", expect=1)["error"]


def test_the_preview_counts_what_the_next_digest_would_tell() -> None:
    theme = OpenConsultation().themes[0]
    lead = Lead(theme)
    ShownContribution(theme=theme)
    (told,) = ran(digests, "preview", "--lead", lead.email)["themes"]
    assert (told["theme"], told["new"], told["heard_before"]) == (theme.slug, 1, 0)
    assert _owed() == 0
