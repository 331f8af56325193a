"""Changing what was sent: versions are kept, and nothing is seen that moderators did not decide on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from engage import clock
from engage.consultations.models import Question, QuestionKind
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback import amending, withdrawal
from engage.feedback.form import drafts
from engage.feedback.form.filled import Filled
from engage.feedback.intake import NewContribution
from engage.feedback.models import (
    Amendment,
    Consent,
    Contact,
    Contribution,
    Draft,
    Kind,
    Reply,
    Response,
    Upload,
)
from engage.feedback.standing import standing
from engage.mail.models import Message
from engage.moderation import decisions
from engage.moderation import queries as moderation
from engage.moderation.models import Decision, Outcome, Reason, Waiting
from engage.organisations.models import Sector
from tests.factories import ClosedConsultation, ContributionTo, OpenConsultation
from tests.feedback.visitor import addresses_asked

DECIDED = (Outcome.SHOW, Outcome.WITHHOLD)


def filled(response: Response, *texts: str, **values: object) -> Filled:
    """What somebody sends: texts under the first theme of a consultation, and what stands beside them."""
    theme = response.consultation.themes[0].id
    known: dict[str, object] = {
        "sector": response.sector,
        "consent": response.consent,
        "organisation": response.organisation,
        "area": response.area,
        "name": response.contact.name if response.contact else None,
        "email": response.contact.email if response.contact else None,
        "contributions": [NewContribution(text, theme) for text in texts],
    }
    return Filled(**known | values)  # type: ignore[arg-type]


def amended(response: Response, *texts: str, **values: object) -> Response:
    """Change a response as its sender does."""
    at = clock.now()
    draft = amending.begin(response, uuid4(), at=at)
    return amending.amend(response, draft, filled(response, *texts, **values), at=at)


def decided(contribution: Contribution, outcome: Outcome = Outcome.SHOW) -> Decision:
    """Decide on a text as a moderator does."""
    db.session.flush()
    now = moderation.current([contribution.id]).get(contribution.id)
    reason = Reason.ABUSE if outcome is Outcome.WITHHOLD else None
    return decisions.decide(contribution, outcome, by=None, reason=reason, seen=now.id if now else None)


def shown() -> list[str | None]:
    """List what the public may read."""
    return [decision.shown_text for _, decision in db.session.execute(moderation.public())]


def waiting() -> list[str]:
    """List what waits for moderators."""
    query = select(Contribution.text).join(Waiting, Waiting.id == Contribution.id)
    return list(db.session.scalars(query.order_by(Contribution.text)))


def _response(text: str = "Buses", **values: object) -> Response:
    response: Response = ContributionTo(theme=OpenConsultation().themes[0], text=text).response
    for name, value in values.items():
        setattr(response, name, value)
    response.received_at = clock.now() - timedelta(days=1)
    db.session.flush()
    return response


def test_a_draft_to_change_holds_what_stands() -> None:
    response = _response("Buses", area="Ambleford", contact=Contact(name="Ann", email="ann@example.com"))
    draft = amending.begin(response, uuid4(), at=clock.now())
    theme = str(response.consultation.themes[0].id)
    assert draft.answers["strands"] == [theme]
    assert draft.answers["texts"] == {theme: {"text": "Buses", "kind": "comment"}}
    assert (draft.answers["area"], draft.answers["name"]) == ("Ambleford", "Ann")
    assert draft.amends_id == response.id


def test_what_was_begun_goes_on_in_the_same_browser() -> None:
    response, browser = _response(), uuid4()
    first = amending.begin(response, browser, at=clock.now())
    assert amending.begin(response, browser, at=clock.now()) is first
    assert amending.begin(response, uuid4(), at=clock.now()) is not first


def test_a_new_draft_of_the_browser_is_not_the_one_that_amends() -> None:
    response, browser = _response(), uuid4()
    amending.begin(response, browser, at=clock.now())
    assert drafts.unsent(browser, response.consultation, at=clock.now()) is None


def test_the_same_words_make_no_version() -> None:
    response = amended(_response("Buses"), "Buses\r\n")
    assert response.version == 1
    assert [one.version for one in response.contributions] == [1]
    assert not db.session.scalars(select(Amendment)).all()


def test_a_text_nobody_decided_on_is_replaced_at_once() -> None:
    response = amended(_response("Buses"), "Trains")
    first, second = response.contributions
    db.session.refresh(first)
    assert (first.text, second.text) == ("Buses", "Trains")
    assert first.ended_at
    assert (second.version, second.position) == (2, first.position)
    assert waiting() == ["Trains"]


def test_a_text_that_is_held_is_replaced_at_once() -> None:
    response = _response("Buses")
    decided(response.contributions[0], Outcome.HOLD)
    amended(response, "Trains")
    db.session.refresh(response.contributions[0])
    assert response.contributions[0].ended_at


def test_a_decided_text_stands_until_the_new_one_is_decided() -> None:
    response = _response("Buses")
    decided(response.contributions[0])
    amended(response, "Trains")
    assert shown() == ["Buses"]
    decided(response.contributions[1], Outcome.HOLD)
    assert shown() == ["Buses"]
    decided(response.contributions[1])
    assert shown() == ["Trains"]


def test_a_new_text_that_is_withheld_takes_the_old_one_along() -> None:
    response = _response("Buses")
    decided(response.contributions[0])
    amended(response, "Trains")
    decided(response.contributions[1], Outcome.WITHHOLD)
    assert shown() == []


def test_a_text_that_is_emptied_is_taken_back_at_once() -> None:
    response = _response("Buses")
    decided(response.contributions[0])
    theme = response.consultation.themes[1].id
    amended(response, contributions=[NewContribution("Homes", theme)])
    assert shown() == []
    assert waiting() == ["Homes"]
    assert [one.text for one in standing(response)] == ["Homes"]


def test_a_change_of_kind_is_a_change() -> None:
    response = _response("Buses")
    theme = response.consultation.themes[0].id
    amended(response, contributions=[NewContribution("Buses", theme, kind=Kind.IDEA)])
    assert [one.kind for one in standing(response)] == [Kind.IDEA]


def test_several_texts_under_one_theme_are_one_box_and_stay_if_it_stays() -> None:
    response = _response("Buses")
    ContributionTo(theme=response.consultation.themes[0], response=response, position=2, text="Trains")
    db.session.expire(response)
    draft = amending.begin(response, uuid4(), at=clock.now())
    (typed,) = draft.answers["texts"].values()
    assert typed["text"] == "Buses\n\nTrains"
    amending.amend(response, draft, filled(response, typed["text"]), at=clock.now())
    assert [one.text for one in standing(response)] == ["Buses", "Trains"]


def test_what_is_no_longer_asked_stays_as_it_was_said() -> None:
    response = _response("Buses")
    consultation, theme = response.consultation, response.consultation.themes[0]
    consultation.questions.append(Question(text="What would help?", theme=theme, position=1))
    db.session.flush()
    amended(response, contributions=[NewContribution("Homes", consultation.themes[1].id)])
    assert sorted(one.text for one in standing(response)) == ["Buses", "Homes"]


def test_a_reply_that_changes_gets_a_row_more() -> None:
    response = _response("Buses")
    asked = Question(text="How often?", theme=None, position=1, kind=QuestionKind.ONE)
    asked.options = [{"key": "a", "text": "Daily"}, {"key": "b", "text": "Never"}]
    response.consultation.questions.append(asked)
    db.session.flush()
    db.session.add(
        Reply(response_id=response.id, question_id=asked.id, value="a", received_at=response.received_at)
    )
    db.session.flush()
    db.session.expire(response)
    amended(response, "Buses", replies={asked.id: "a"})
    assert response.version == 1
    amended(response, "Buses", replies={asked.id: "b"})
    rows = [(one.version, one.value, one.ended_at is None) for one in response.replies]
    assert rows == [(1, "a", False), (2, "b", True)]
    amended(response, "Buses")
    assert not [one for one in response.replies if one.ended_at is None]


def test_a_file_that_is_taken_out_ends() -> None:
    response = _response("Buses")
    asked = Question(text="Files", theme=None, position=1, kind=QuestionKind.FILES)
    response.consultation.questions.append(asked)
    db.session.flush()
    said = {"file_name": "a.pdf", "media_type": "application/pdf", "size": 1, "sha256": "x"}
    for name, of in (("old", response.id), ("new", None)):
        one = Upload(stored_as=name, question_id=asked.id, response_id=of, uploaded_at=clock.now(), **said)
        if of is None:
            draft = amending.begin(response, uuid4(), at=clock.now())
            one.draft_id = draft.id
        db.session.add(one)
        db.session.flush()
        db.session.expire(response)
    draft.answers |= {"files": {str(asked.id): [{"id": str(one.id), "name": "a.pdf", "size": 1}]}}
    amending.amend(response, draft, filled(response, "Buses"), at=clock.now())
    db.session.expire_all()
    assert [(one.stored_as, one.ended_at is None) for one in response.uploads] == [
        ("old", False),
        ("new", True),
    ]


def test_what_stands_beside_changes_and_what_it_was_is_kept() -> None:
    response = amended(_response("Buses", area="Ambleford"), "Buses", area="Wick", sector=Sector.BUSINESS)
    assert (response.area, response.sector, response.version) == ("Wick", Sector.BUSINESS, 2)
    (kept,) = db.session.scalars(select(Amendment))
    assert kept.before == {"sector": "resident", "area": "Ambleford"}


def test_a_narrower_consent_holds_at_once() -> None:
    response = _response("Buses")
    decided(response.contributions[0])
    amended(response, "Buses", consent=Consent.NONE)
    assert shown() == []


def test_a_new_address_is_asked_and_has_nothing_of_the_old_ones_right() -> None:
    response = _response("Buses", contact=Contact(email="ann@example.com", confirmed_at=clock.now()))
    amended(response, "Buses", email="bea@example.com")
    assert response.contact
    assert response.contact.confirmed_at is None
    assert addresses_asked() == 1
    (letter,) = db.session.scalars(select(Message))
    assert letter.recipient == "bea@example.com"
    assert response.version == 1


def test_a_confirmed_address_gets_a_copy_of_each_version() -> None:
    response = _response("Buses", contact=Contact(email="ann@example.com", confirmed_at=clock.now()))
    for text in ("Trains", "Trams"):
        amended(response, text)
    letters = db.session.scalars(select(Message).order_by(Message.posted_at)).all()
    assert [("Trains" in one.text, "Trams" in one.text) for one in letters] == [(True, False), (False, True)]


def test_sent_again_a_draft_changes_nothing() -> None:
    response = _response("Buses")
    draft = amending.begin(response, uuid4(), at=clock.now())
    for _ in range(2):
        amending.amend(response, draft, filled(response, "Trains"), at=clock.now())
    assert response.version == 2
    assert draft.response_id == response.id
    assert len(response.contributions) == 2


def test_a_draft_begun_before_another_was_sent_is_refused() -> None:
    response = _response("Buses")
    late = amending.begin(response, uuid4(), at=clock.now())
    amended(response, "Trains")
    with refused("changed in another window"):
        amending.amend(response, late, filled(response, "Trams"), at=clock.now())


def test_nothing_is_changed_once_it_was_withdrawn() -> None:
    response = _response("Buses")
    draft = amending.begin(response, uuid4(), at=clock.now())
    withdrawal.withdraw(response, at=clock.now())
    with refused("withdrawn"):
        amending.amend(response, draft, filled(response, "Trams"), at=clock.now())
    with refused("withdrawn"):
        amending.begin(response, uuid4(), at=clock.now())


def test_nothing_is_changed_after_closing_but_what_was_begun_has_its_grace() -> None:
    response: Response = ContributionTo(theme=ClosedConsultation().themes[0]).response
    with refused("takes no changes"):
        amending.begin(response, uuid4(), at=clock.now())
    closes_at = response.consultation.closes_at
    assert closes_at
    response.received_at = closes_at - timedelta(days=1)
    draft = amending.begin(response, uuid4(), at=closes_at - timedelta(minutes=1))
    amending.amend(response, draft, filled(response, "Trams"), at=closes_at + timedelta(minutes=1))
    assert [one.text for one in standing(response)] == ["Trams"]


@contextmanager
def refused(words: str) -> Iterator[None]:
    with pytest.raises(RuleBroken, match=words):
        yield


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("amend"), st.lists(st.sampled_from("abcd"), max_size=2, unique=True)),
        st.tuples(st.just("decide"), st.integers(0, 3), st.sampled_from([*Outcome])),
        st.tuples(st.just("take_back"), st.integers(1, 3)),
        st.tuples(st.just("withdraw")),
    ),
    max_size=8,
)


@settings(max_examples=40)
@given(STEPS)
def test_whatever_is_done_in_whatever_order_nothing_is_shown_that_was_not_decided_or_was_taken_back(
    steps: list[tuple[object, ...]],
) -> None:
    response = _response("first")
    for step in steps:
        was_withdrawn = response.withdrawn_at
        _take(response, step)
        db.session.flush()
        db.session.expire_all()
        _look(response, was_withdrawn)


def _take(response: Response, step: tuple[object, ...]) -> None:
    match step:
        case ("amend", list(texts)):
            with refused_or_not():
                amended(response, *texts)
        case ("decide", int(place), Outcome() as outcome):
            left = [one for one in response.contributions if one.ended_at is None]
            if outcome is not Outcome.REDACT and place < len(left):
                decided(left[place], outcome)
        case ("take_back", int(position)):
            withdrawal.take_back(response, position, at=clock.now())
        case ("withdraw",):
            withdrawal.withdraw(response, at=clock.now())


@contextmanager
def refused_or_not() -> Iterator[None]:
    try:
        yield
    except RuleBroken:
        db.session.expire_all()


def _look(response: Response, was_withdrawn: datetime | None) -> None:
    rows = db.session.execute(moderation.public().where(Contribution.response_id == response.id)).all()
    positions = [one.position for one, _ in rows]
    assert len(positions) == len(set(positions)), "two versions of one text are shown"
    for one, decision in rows:
        assert decision.outcome in (Outcome.SHOW, Outcome.REDACT)
        assert decision.shown_text == one.text
        assert one.ended_at is None
    for position in {one.position for one in response.contributions}:
        _look_at_versions([one for one in response.contributions if one.position == position])
    if was_withdrawn:
        assert response.withdrawn_at == was_withdrawn
        assert not rows
        assert not [one for one in response.contributions if one.ended_at is None]


def _look_at_versions(versions: list[Contribution]) -> None:
    stands = moderation.current([one.id for one in versions])
    left = [one for one in versions if one.ended_at is None]
    settled = [one for one in left if one.id in stands and stands[one.id].outcome in DECIDED]
    assert len(settled) <= 1, "two versions of one text are in force"
    assert len([one for one in left if one.id not in stands]) <= 1, "two versions of one text wait"
    waits = set(db.session.scalars(select(Waiting.id).where(Waiting.id.in_([one.id for one in versions]))))
    assert waits == {one.id for one in left if one.id not in stands}


def test_a_draft_that_was_sent_holds_no_words() -> None:
    response = amended(_response("Buses"), "Trains")
    (draft,) = db.session.scalars(select(Draft))
    assert (draft.response_id, draft.answers) == (response.id, {})
