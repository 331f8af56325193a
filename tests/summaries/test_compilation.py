from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from engage.analysis import topics as analysis
from engage.analysis.kinds import Kind
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback.models import Channel, Consent
from engage.jobs import Job, QueuedJob
from engage.organisations.models import Sector
from engage.summaries import compilation, queries, requesting
from engage.summaries.models import Item, Quote, Summary, Topic
from tests.factories import (
    ContributionTo,
    OpenConsultation,
    ResponseTo,
    ShownContribution,
    WithheldContribution,
)
from tests.factories.summaries import BUSES, CompiledSummary, RequestedSummary, ShownTexts


def _outline(summary: Summary) -> list[object]:
    """Everything that a compiled summary says, without the ids of its rows."""
    topics = queries.topics(summary)
    return [
        summary.figures,
        *(
            (
                topic.theme_id,
                topic.label,
                topic.phrases,
                topic.counts,
                [(quote.item.contribution_id, quote.start, quote.end) for quote in topic.quotes],
            )
            for topic in topics
        ),
    ]


def _said(summary: Summary) -> set[UUID]:
    return set(db.session.scalars(select(Item.contribution_id).where(Item.summary_id == summary.id)))


def test_asking_for_a_summary_freezes_the_evidence_and_owes_the_work() -> None:
    summary = RequestedSummary()
    assert len(_said(summary)) == 16
    assert summary.at_work
    assert db.session.scalar(select(QueuedJob.job)) is Job.COMPILE_SUMMARY


def test_what_the_public_may_not_see_is_not_in_the_evidence() -> None:
    consultation = OpenConsultation()
    theme = consultation.themes[0]
    shown = ShownContribution(theme=theme)
    WithheldContribution(theme=theme)
    ContributionTo(theme=theme)
    ShownContribution(theme=theme, consent=Consent.NONE)
    summary = CompiledSummary(consultation)
    assert _said(summary) == {shown.id}
    assert summary.received == {
        "received": 4, "withdrawn": 0, "waiting": 1, "held": 0, "withheld": 1, "not_agreed": 1, "analysed": 1,
    }  # fmt: skip


def test_there_is_nothing_to_summarise_before_anything_is_shown() -> None:
    with pytest.raises(RuleBroken, match="nothing to summarise"):
        RequestedSummary(OpenConsultation())


def test_two_summaries_of_one_consultation_are_not_compiled_at_once() -> None:
    summary = RequestedSummary()
    with pytest.raises(RuleBroken, match="already"):
        requesting.request(summary.consultation, by=None)


def test_every_piece_of_evidence_is_under_one_topic_of_its_theme() -> None:
    summary = CompiledSummary()
    items = db.session.scalars(select(Item).where(Item.summary_id == summary.id)).all()
    assert all(item.topic and item.topic.theme_id == item.theme_id for item in items)
    assert sum(topic.counts["contributions"] for topic in queries.topics(summary)) == len(items)


def test_the_two_subjects_come_apart_and_are_quoted() -> None:
    summary = CompiledSummary()
    found = [topic for topic in queries.topics(summary) if topic.kind is Kind.FOUND]
    assert len(found) >= 2
    assert all(topic.label and topic.quotes for topic in found)


def test_the_same_evidence_compiles_to_the_same_summary() -> None:
    first = CompiledSummary()
    second = CompiledSummary(first.consultation)
    assert second.evidence_digest == first.evidence_digest
    assert _outline(second) == _outline(first)


def test_compiling_twice_changes_nothing() -> None:
    summary = CompiledSummary()
    before = _outline(summary)
    compilation.compile_summary(summary.id)
    db.session.flush()
    assert _outline(summary) == before


def test_what_comes_in_after_the_freeze_is_not_compiled() -> None:
    summary = RequestedSummary()
    ShownContribution(theme=summary.consultation.themes[0])
    compilation.compile_summary(summary.id)
    assert summary.figures
    assert summary.figures["whole"]["contributions"] == 16


def test_people_organisations_and_tables_are_counted_apart() -> None:
    consultation = OpenConsultation()
    theme = consultation.themes[0]
    for n, name in enumerate(["Mill Lane Ltd", "MILL LANE LTD."]):
        firm = ResponseTo(consultation=consultation, organisation=name, sector=Sector.BUSINESS)
        ShownContribution(theme=theme, response=firm, text=BUSES[n])
    ShownContribution(theme=theme, channel=Channel.TABLE, text=BUSES[2])
    ShownContribution(theme=theme, text=BUSES[3])
    ShownContribution(theme=theme, text=BUSES[3].upper())
    summary = CompiledSummary(consultation)
    assert summary.figures
    assert summary.figures["whole"] == {
        "people": 2, "organisations": 1, "tables": 1, "contributions": 5, "distinct_texts": 4,
    }  # fmt: skip


def test_a_compile_that_fails_says_why_and_can_be_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    summary = RequestedSummary()

    def fails(*_: object, **__: object) -> None:
        raise ArithmeticError("the sums do not add up")

    monkeypatch.setattr(analysis, "group", fails)
    compilation.compile_summary(summary.id)
    assert summary.failed_at
    assert summary.cause == "ArithmeticError"
    assert db.session.scalar(select(Topic).where(Topic.summary_id == summary.id)) is None
    assert requesting.request(summary.consultation, by=None).at_work


def test_what_a_compiled_summary_states_cannot_be_changed() -> None:
    summary = CompiledSummary()
    with pytest.raises(IntegrityError, match="never changed"):
        db.session.execute(text("UPDATE summary SET figures = '{}' WHERE id = :id"), {"id": summary.id})


def test_what_people_edited_survives_a_recompile(edited: Callable[[], Summary]) -> None:
    before = edited()
    after = CompiledSummary(before.consultation)
    assert "Buses decide which jobs people take" in [topic.title for topic in queries.topics(after)]
    marks = db.session.scalars(
        select(Quote).join(Topic).where(Topic.summary_id == after.id, Quote.hidden_at.is_not(None))
    ).all()
    assert len(marks) == 1


@pytest.fixture
def edited() -> Callable[[], Summary]:
    def make() -> Summary:
        summary = CompiledSummary()
        topic = next(topic for topic in queries.topics(summary) if topic.quotes)
        topic.title, topic.edited_at = "Buses decide which jobs people take", summary.requested_at
        topic.quotes[0].hidden_at = summary.requested_at
        db.session.flush()
        return summary

    return make


def test_a_theme_with_nothing_said_has_no_topics() -> None:
    consultation = OpenConsultation()
    ShownTexts(consultation)
    summary = CompiledSummary(consultation)
    assert {topic.theme_id for topic in queries.topics(summary)} == {consultation.themes[0].id}
