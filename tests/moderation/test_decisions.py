"""A decision is made on what was seen, by one person, and never rewritten."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from engage import clock
from engage.accounts import Person
from engage.audit.models import AuditEntry
from engage.db import db, transaction
from engage.errors import RuleBroken
from engage.feedback.models import Consent, Contribution
from engage.moderation import decisions, leases, queries
from engage.moderation.decisions import Ruling, decide, decide_each
from engage.moderation.models import Decision, Lease, Outcome, Reason, Redaction
from engage.moderation.redaction import MARK, Span
from tests.factories import ContributionTo, Facilitator, OpenConsultation, ShownContribution

pytestmark = pytest.mark.usefixtures("session")


def _waiting(**values: object) -> Contribution:
    contribution: Contribution = ContributionTo(theme=OpenConsultation().themes[0], **values)
    return contribution


def _moderator(contribution: Contribution) -> Person:
    return Facilitator(contribution.response.consultation, name="A. Rao")


def _standing(contribution: Contribution) -> Decision:
    return queries.current([contribution.id])[contribution.id]


def test_a_shown_contribution_is_shown_as_it_was_given() -> None:
    contribution = _waiting(text="The 73 comes\r\ntoo late 😀")
    decide(contribution, Outcome.SHOW, by=_moderator(contribution))
    assert _standing(contribution).shown_text == "The 73 comes\r\ntoo late 😀"


def test_a_redacted_contribution_keeps_its_words_and_shows_others() -> None:
    contribution = _waiting(text="Ring Dave on 07700 900145.")
    spans = [Span(5, 9, Reason.DEFAMATORY), Span(13, 25)]
    decide(contribution, Outcome.REDACT, by=_moderator(contribution), redactions=spans)
    assert _standing(contribution).shown_text == f"Ring {MARK} on {MARK}."
    assert contribution.text == "Ring Dave on 07700 900145."
    kept = db.session.execute(select(Redaction.start, Redaction.end, Redaction.reason)).all()
    assert sorted(map(tuple, kept)) == [(5, 9, Reason.DEFAMATORY), (13, 25, Reason.PERSONAL_DATA)]


@pytest.mark.parametrize(
    ("outcome", "told"), [(Outcome.WITHHOLD, "why it is withheld"), (Outcome.REDACT, "words to take out")]
)
def test_a_decision_that_lacks_what_it_needs_is_refused(outcome: Outcome, told: str) -> None:
    contribution = _waiting()
    with pytest.raises(RuleBroken, match=told):
        decide(contribution, outcome, by=_moderator(contribution))
    assert queries.current([contribution.id]) == {}


def test_a_withheld_contribution_says_why_and_shows_nothing() -> None:
    contribution = _waiting()
    decide(contribution, Outcome.WITHHOLD, by=None, reason=Reason.ABUSE, note=" To a named officer ")
    decision = _standing(contribution)
    assert (decision.reason, decision.note, decision.shown_text) == (
        Reason.ABUSE,
        "To a named officer",
        None,
    )


def test_a_later_decision_supersedes_and_the_earlier_one_stays() -> None:
    contribution = _waiting()
    first = decide(contribution, Outcome.HOLD, by=_moderator(contribution))
    decide(contribution, Outcome.SHOW, by=None, seen=first.id)
    assert _standing(contribution).outcome is Outcome.SHOW
    assert [past.outcome for past in queries.history(contribution.id)] == [Outcome.SHOW, Outcome.HOLD]
    assert first.superseded_at


def test_who_saw_another_decision_standing_is_told_who_made_this_one() -> None:
    contribution = _waiting()
    decide(contribution, Outcome.SHOW, by=_moderator(contribution))
    with pytest.raises(RuleBroken, match=r"meanwhile by A\. Rao"):
        decide(contribution, Outcome.WITHHOLD, by=None, reason=Reason.ABUSE, seen=None)
    assert _standing(contribution).outcome is Outcome.SHOW


def test_what_its_sender_withdrew_is_not_decided() -> None:
    contribution = _waiting()
    contribution.response.withdrawn_at = clock.now()
    with pytest.raises(RuleBroken, match="withdrawn"):
        decide(contribution, Outcome.SHOW, by=None)


def test_what_somebody_else_reads_is_left_to_them() -> None:
    contribution = _waiting()
    reader = _moderator(contribution)
    other = Facilitator(contribution.response.consultation)
    assert leases.take(contribution, by=reader)
    with pytest.raises(RuleBroken, match=r"A\. Rao is reading"):
        decide(contribution, Outcome.SHOW, by=other)
    decide(contribution, Outcome.SHOW, by=reader)
    assert db.session.scalar(select(func.count()).select_from(Lease)) == 0


def test_each_decision_leaves_a_mark_on_the_trail_without_the_words() -> None:
    contribution = _waiting(text="Ring Dave.")
    moderator = _moderator(contribution)
    decide(contribution, Outcome.REDACT, by=moderator, redactions=[Span(5, 9)], note="Dave again")
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.act, entry.subject_id, entry.actor_id) == (
        "contribution.decided",
        contribution.id,
        moderator.id,
    )
    assert entry.detail == {
        "decision": str(_standing(contribution).id),
        "outcome": "redact",
        "redactions": 1,
    }


def test_deciding_together_makes_a_decision_each_and_leaves_what_was_decided_meanwhile() -> None:
    theme = OpenConsultation().themes[0]
    texts = [ContributionTo(theme=theme, text="Save our library") for _ in range(3)]
    decide(texts[1], Outcome.HOLD, by=None)
    rulings = {text.id: Ruling(Outcome.SHOW) for text in texts}
    tally = decide_each(rulings, by=None, seen={})
    assert {decision.contribution_id for decision in tally.decided} == {texts[0].id, texts[2].id}
    assert set(tally.refused) == {texts[1].id}
    together = select(AuditEntry.detail["together"].astext).where(AuditEntry.detail.has_key("together"))
    assert len(set(db.session.scalars(together))) == 1


@pytest.mark.parametrize("consent", Consent)
@pytest.mark.parametrize("withdrawn", [False, True])
@pytest.mark.parametrize("outcome", [None, *Outcome])
def test_the_public_sees_what_is_shown_agreed_to_and_not_withdrawn(
    outcome: Outcome | None, withdrawn: bool, consent: Consent
) -> None:
    contribution = _waiting(text="Ring Dave.", consent=consent)
    if outcome:
        spans = [Span(5, 9)] if outcome is Outcome.REDACT else []
        decide(contribution, outcome, by=None, redactions=spans, reason=Reason.OTHER)
    contribution.response.withdrawn_at = clock.now() if withdrawn else None
    db.session.flush()
    seen = [decision.shown_text for _, decision in db.session.execute(queries.public())]
    shown = {Outcome.SHOW: ["Ring Dave."], Outcome.REDACT: [f"Ring {MARK}."]}
    expected = [] if withdrawn or consent is Consent.NONE or outcome is None else shown.get(outcome, [])
    assert seen == expected


def test_nothing_that_was_superseded_is_shown() -> None:
    contribution = ShownContribution(theme=OpenConsultation().themes[0])
    now = _standing(contribution)
    decide(contribution, Outcome.WITHHOLD, by=None, reason=Reason.ABUSE, seen=now.id)
    assert db.session.execute(queries.public()).all() == []


def test_what_a_decision_took_out_cannot_be_changed() -> None:
    contribution = _waiting(text="Ring Dave.")
    decision = decide(contribution, Outcome.REDACT, by=None, redactions=[Span(5, 9)])
    decision.redactions[0].end = 7
    with pytest.raises(IntegrityError, match="never rewritten"):
        db.session.flush()


def test_a_decision_that_was_superseded_never_stands_again() -> None:
    contribution = _waiting()
    first = decide(contribution, Outcome.HOLD, by=None)
    decide(contribution, Outcome.SHOW, by=None, seen=first.id)
    first.superseded_at = None
    with pytest.raises(IntegrityError):
        db.session.flush()


def _at_once(app: Flask, *acts: Callable[[], object]) -> list[str]:
    """Do acts on connections of their own at the same time; tell how each ended."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    return str(act() and "done")
            except RuleBroken as refusal:
                return str(refusal)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.commits
def test_of_moderators_who_decide_at_once_exactly_one_wins(app: Flask) -> None:
    contribution_id = _waiting().id
    db.session.commit()

    def act(outcome: Outcome) -> Callable[[], object]:
        def run() -> object:
            contribution = db.session.get_one(Contribution, contribution_id)
            return decide(contribution, outcome, by=None, reason=Reason.ABUSE)

        return run

    told = _at_once(app, *(act(outcome) for outcome in (Outcome.SHOW, Outcome.WITHHOLD, Outcome.HOLD) * 2))
    assert told.count("done") == 1
    assert sum("meanwhile" in ending for ending in told) == 5
    assert db.session.scalar(select(func.count()).select_from(Decision)) == 1


@pytest.mark.commits
def test_groups_that_overlap_are_decided_at_once_without_blocking_each_other(app: Flask) -> None:
    theme = OpenConsultation().themes[0]
    ids: list[UUID] = [ContributionTo(theme=theme).id for _ in range(20)]
    db.session.commit()

    def act(some: list[UUID]) -> Callable[[], object]:
        rulings = {one: Ruling(Outcome.SHOW) for one in some}
        return lambda: decisions.decide_each(rulings, by=None, seen={})

    assert _at_once(app, act(ids[:15]), act(ids[:4:-1]), act(ids)) == ["done"] * 3
    assert db.session.scalar(select(func.count()).select_from(Decision)) == 20
