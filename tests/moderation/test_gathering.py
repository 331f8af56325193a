"""Texts that are nearly the same are found as they come in, and stand together."""

import pytest
from sqlalchemy import func, select

from engage.consultations.models import Consultation
from engage.db import db
from engage.feedback.models import Contribution
from engage.jobs import Job, QueuedJob
from engage.moderation import gathering, queue
from engage.moderation.models import Campaign, CampaignText
from engage.moderation.queue import Kin
from tests.factories import ContributionTo, Manager, OpenConsultation

pytestmark = pytest.mark.usefixtures("session")
LETTER = (
    "Please pass this on to your councillors: save our library in Mill Street, the only warm place with a "
    "computer that anybody in Northmoor can use after school without paying for a coffee."
)


@pytest.fixture
def consultation() -> Consultation:
    """One with three letters of a campaign, each in words of its own, and two texts of nobody's."""
    consultation: Consultation = OpenConsultation()
    theme = consultation.themes[0]
    for text in (LETTER, f"Dear all. {LETTER} My daughter goes there.", LETTER.replace("warm", "quiet")):
        ContributionTo(theme=theme, text=text)
    ContributionTo(theme=theme, text="Solar panels belong on every school roof, and the county should pay.")
    ContributionTo(theme=theme, text="The first bus from our village is far too late for the early shift.")
    return consultation


def _campaigns() -> set[object]:
    return set(db.session.scalars(select(Campaign.id)))


def test_nearly_the_same_texts_become_a_campaign(consultation: Consultation) -> None:
    assert gathering.gather(consultation.id) == 1
    assert db.session.scalar(select(func.count()).select_from(CampaignText)) == 3
    manager = Manager(consultation)
    listed = [row[0] for row in db.session.execute(queue.listed(manager, queue.Wanted()))]
    assert len(listed) == 3
    assert queue.kin(manager, listed)[listed[0].id] == Kin(3, 3)


def test_a_campaign_that_grows_keeps_its_id_and_one_that_is_over_goes(consultation: Consultation) -> None:
    gathering.gather(consultation.id)
    (first,) = _campaigns()
    ContributionTo(theme=consultation.themes[0], text=f"{LETTER} Yours, a pensioner.")
    gathering.gather(consultation.id)
    assert _campaigns() == {first}
    for contribution in db.session.scalars(select(Contribution)):
        contribution.response.withdrawn_at = contribution.received_at
    gathering.gather(consultation.id)
    assert _campaigns() == set()


def test_it_is_asked_for_once_where_something_came_in(consultation: Consultation) -> None:
    OpenConsultation()
    assert gathering.ask() == 1
    assert gathering.ask() == 0
    queued = db.session.scalars(select(QueuedJob)).one()
    assert (queued.job, queued.subject_id) == (Job.GATHER_CAMPAIGNS, consultation.id)
    gathering.gather(consultation.id)
    db.session.delete(queued)
    assert gathering.ask() == 0
    ContributionTo(theme=consultation.themes[0])
    assert gathering.ask() == 1
