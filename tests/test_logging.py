"""What an error leaves in the log: where it came from, and no word of what people wrote."""

import logging

import pytest
from sqlalchemy.exc import IntegrityError

from engage import logging as ours
from engage.db import db
from tests.factories import Administrator


def line_of(error: BaseException) -> str:
    logged = (type(error), error, error.__traceback__)
    record = logging.LogRecord("library", logging.ERROR, "", 0, "It failed", (), logged)
    return ours.formatter().format(record)


def test_a_row_that_clashes_is_logged_without_what_stands_in_it() -> None:
    first = Administrator(email="jane.canary@example.org")
    with pytest.raises(IntegrityError, match="jane") as caught, db.session.begin_nested():
        Administrator(email=first.email)
    line = line_of(caught.value)
    assert "jane.canary" not in line
    assert "IntegrityError: 23505 uq_person_email" in line


def test_an_error_that_quotes_a_text_is_told_by_its_kind_and_place() -> None:
    with pytest.raises(ValueError, match="somebody wrote") as caught:
        int("a text that somebody wrote")
    line = line_of(caught.value)
    assert "somebody wrote" not in line
    assert "test_logging.py" in line


def wrapped() -> None:
    try:
        int("a text that somebody wrote")
    except ValueError as first:
        raise RuntimeError("The program is wrong") from first


def test_what_came_before_an_error_is_told_too_and_as_sparingly() -> None:
    with pytest.raises(RuntimeError) as caught:
        wrapped()
    line = line_of(caught.value)
    assert "somebody wrote" not in line
    assert line.index("ValueError") < line.index("RuntimeError: The program is wrong")
