import pytest

from engage.summaries.counting import publishable

pytestmark = pytest.mark.no_database


def test_small_groups_are_left_out() -> None:
    assert publishable({"a": 20, "b": 4, "c": 2, "d": 9}) == {"a": 20, "d": 9, "b": None, "c": None}


def test_a_single_small_group_takes_the_next_with_it_lest_it_be_worked_out() -> None:
    assert publishable({"a": 20, "b": 4, "c": 9}) == {"a": 20, "c": None, "b": None}


def test_groups_that_are_large_enough_are_all_told() -> None:
    assert publishable({"a": 5, "b": 6}) == {"b": 6, "a": 5}


def test_nothing_is_told_where_all_groups_are_small() -> None:
    assert publishable({"a": 1}) == {"a": None}
