import pytest
from sqlalchemy import select

from engage import clock
from engage.audit.models import AuditEntry
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback.models import Contribution, Response
from engage.moderation.models import Decision, Outcome, Reason
from engage.summaries import editing, evidence, publication, queries, report
from engage.summaries.editing import Mark
from engage.summaries.models import Item, Summary, Topic
from tests.factories import DraftConsultation, Manager
from tests.factories.summaries import CompiledSummary, PublishedSummary, RequestedSummary, ShownTexts


def _quoted(summary: Summary) -> list[tuple[Contribution, str]]:
    told = report.assemble(summary)
    return [
        (quote.quote.item.contribution, quote.words)
        for part in told.parts
        for finding in part.findings
        for quote in finding.quotes
    ]


def _decide(contribution: Contribution, outcome: Outcome, shown_text: str | None = None) -> None:
    standing = db.session.scalars(
        select(Decision).where(Decision.contribution_id == contribution.id, Decision.superseded_at.is_(None))
    ).one()
    standing.superseded_at = clock.now()
    db.session.flush()
    reason = Reason.PERSONAL_DATA if outcome is Outcome.WITHHOLD else None
    db.session.add(
        Decision(
            contribution_id=contribution.id,
            outcome=outcome,
            shown_text=shown_text,
            reason=reason,
            decided_at=clock.now(),
        )
    )
    db.session.flush()


def test_publishing_leaves_a_mark() -> None:
    summary = PublishedSummary()
    assert summary.published_at
    acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.subject_id == summary.id)).all()
    assert set(acts) == {"summary.requested", "summary.published"}


def test_a_summary_that_is_not_compiled_is_not_published() -> None:
    with pytest.raises(RuleBroken, match="not compiled"):
        publication.publish(RequestedSummary(), by=None)


def test_a_summary_is_not_published_before_its_consultation() -> None:
    consultation = DraftConsultation()
    ShownTexts(consultation)
    with pytest.raises(RuleBroken, match="Publish the consultation"):
        publication.publish(CompiledSummary(consultation), by=None)


def test_a_later_summary_takes_the_place_of_the_one_before() -> None:
    first = PublishedSummary()
    second = PublishedSummary(first.consultation)
    assert first.superseded_at
    assert db.session.scalars(queries.published()).all() == [second]


def test_a_published_summary_is_not_edited() -> None:
    summary = PublishedSummary()
    topic, manager = queries.topics(summary)[0], Manager(summary.consultation)
    with pytest.raises(RuleBroken, match="published"):
        editing.rename(topic, "Something else", by=manager)
    with pytest.raises(RuleBroken, match="published"):
        editing.mark(topic.quotes[0], Mark.HIDE, by=manager)


def test_a_title_can_be_given_and_taken_away() -> None:
    summary = CompiledSummary()
    topic, manager = queries.topics(summary)[0], Manager(summary.consultation)
    editing.rename(topic, "  Early buses\n decide ", by=manager)
    assert (topic.title, topic.edited_at is not None) == ("Early buses decide", True)
    editing.rename(topic, " ", by=manager)
    assert (topic.title, topic.edited_at) == (None, None)


def test_the_next_quote_takes_the_place_of_a_hidden_one_and_a_pinned_one_comes_first() -> None:
    summary = CompiledSummary()
    manager = Manager(summary.consultation)
    topic = next(topic for topic in queries.topics(summary) if len(topic.quotes) > queries.QUOTES)
    editing.mark(topic.quotes[0], Mark.HIDE, by=manager)
    editing.mark(topic.quotes[3], Mark.PIN, by=manager)
    shown = [quoted.quote.position for quoted in report.finding(topic).quotes]
    assert shown == [4, 2, 3]


def test_what_is_withheld_after_publication_is_not_quoted_and_its_count_stands_with_a_note() -> None:
    summary = PublishedSummary()
    before = report.assemble(summary)
    contribution, words = _quoted(summary)[0]
    _decide(contribution, Outcome.WITHHOLD)
    after = report.assemble(summary)
    assert words not in [words for _, words in _quoted(summary)]
    assert after.counts == before.counts
    assert after.change
    assert (after.change.contributions, after.change.last_at is not None) == (1, True)


def test_what_is_redacted_after_publication_is_not_quoted_in_either_form() -> None:
    summary = PublishedSummary()
    contribution, words = _quoted(summary)[0]
    _decide(contribution, Outcome.REDACT, shown_text=words.replace(words.split()[2], "█"))
    assert contribution not in [quoted for quoted, _ in _quoted(summary)]
    assert len(db.session.scalars(evidence.changed(summary.id)).all()) == 1


def test_a_decision_made_again_with_the_same_words_changes_nothing() -> None:
    summary = PublishedSummary()
    contribution, _ = _quoted(summary)[0]
    _decide(contribution, Outcome.SHOW, shown_text=contribution.text)
    assert report.assemble(summary).change is None


def test_what_its_sender_takes_back_is_no_longer_shown() -> None:
    summary = PublishedSummary()
    contribution, _ = _quoted(summary)[0]
    response = db.session.get_one(Response, contribution.response_id)
    response.withdrawn_at = clock.now()
    db.session.flush()
    topic = db.session.scalars(
        select(Topic).join(Item, Item.topic_id == Topic.id).where(Item.contribution_id == contribution.id)
    ).one()
    assert contribution not in [row[0] for row in db.session.execute(queries.behind(summary, topic=topic))]
    change = report.finding(topic).change
    assert change
    assert change.last_at == response.withdrawn_at
