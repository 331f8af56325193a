"""A moderator sees that a text was changed, and how."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from engage import clock
from engage.accounts import Person
from engage.db import db
from engage.feedback.models import Contribution
from engage.moderation import versions
from engage.moderation.models import Outcome
from tests.browser import Browser
from tests.factories import ContributionTo, Facilitator, OpenConsultation
from tests.record.test_amending import amended, decided


def _changed(old: str, new: str, outcome: Outcome | None = None) -> Contribution:
    first: Contribution = ContributionTo(theme=OpenConsultation().themes[0], text=old)
    first.response.received_at = clock.now() - timedelta(days=1)
    if outcome:
        decided(first, outcome)
    amended(first.response, new)
    db.session.flush()
    db.session.expire_all()
    return first.response.contributions[1]


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("one two three", "one three", [("same", "one "), ("out", "two "), ("same", "three")]),
        ("one", "one two", [("same", "one"), ("in", " two")]),
        ("a", "b", [("out", "a"), ("in", "b")]),
        ("same", "same", [("same", "same")]),
    ],
)
def test_what_went_and_what_came_is_told_word_by_word(old: str, new: str, pieces: list[object]) -> None:
    assert list(versions.compared(old, new)) == pieces


def test_the_sheet_shows_what_changed(signed_in_as: Callable[[Person], Browser]) -> None:
    new = _changed("Buses <b> at six", "Buses <b> at five", Outcome.SHOW)
    browser = signed_in_as(Facilitator(new.response.consultation))
    browser.get(f"/moderation/{new.id}")
    assert "Its sender changed this on" in browser.text()
    assert "stands until you decide on this one: Shown" in browser.text()
    assert browser.page
    assert [one.to_text() for one in browser.page.query("del, ins")] != []


def test_a_version_that_was_replaced_is_nothing_to_decide(signed_in_as: Callable[[Person], Browser]) -> None:
    new = _changed("Buses", "Trains")
    old = new.response.contributions[0]
    browser = signed_in_as(Facilitator(new.response.consultation))
    browser.get(f"/moderation/{old.id}")
    assert "has changed it or taken it back" in browser.text()
    assert "Open it to decide" not in browser.text()


def test_a_first_version_has_none_before() -> None:
    assert versions.before(ContributionTo(theme=OpenConsultation().themes[0])) is None


def test_texts_too_long_to_compare_are_shown_whole() -> None:
    new = _changed("Buses " * 2000, "Trains " * 2000)
    found = versions.before(new)
    assert found
    assert found.pieces is None
