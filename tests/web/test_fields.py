"""What people type into dates, times and choices, and what becomes of it."""

from datetime import UTC, date, datetime
from enum import StrEnum
from io import BytesIO
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import Form, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from engage.web import fields

pytestmark = pytest.mark.no_database


class Sector(StrEnum):
    RESIDENT = "resident"
    BUSINESS = "business"


class Everything(Form):
    title = StringField("Title", [InputRequired("Give it a title")])
    opens = fields.MomentField("Opens")
    due = fields.DateField("Due", [InputRequired("Say when it is due")])
    sector = fields.ChoiceField("You are", {Sector.RESIDENT: "A resident", Sector.BUSINESS: "A business"})
    themes = fields.ChoicesField("Themes", [(1, "Work"), (2, "Homes", "and transport")])
    papers = fields.FilesField("Papers")


def sent(**typed: Any) -> Everything:
    """Send the form, filled in well but for what is said."""
    good = {"title": "T", "due-day": "17", "due-month": "7", "due-year": "2026"}
    return Everything(MultiDict({**good, **typed}))


def moment(day: str, month: str, year: str, time: str) -> Everything:
    return sent(**{"opens-day": day, "opens-month": month, "opens-year": year, "opens-time": time})


@pytest.mark.parametrize(
    ("typed", "hour", "minute"),
    [
        ("5pm", 16, 0),
        ("9.30am", 8, 30),
        ("9:30 a.m.", 8, 30),
        ("17:00", 16, 0),
        ("midday", 11, 0),
        ("12pm", 11, 0),
        ("17", 16, 0),
    ],
)
def test_a_summer_time_is_read_as_london_shows_it(typed: str, hour: int, minute: int) -> None:
    form = moment("24", "4", "2026", typed)
    assert form.validate()
    assert form.opens.data == datetime(2026, 4, 24, hour, minute, tzinfo=UTC)


def test_a_month_may_be_a_name_and_a_year_two_digits() -> None:
    assert moment("2", "March", "26", "midnight").opens.data == datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        (("31", "2", "2026", "5pm"), ("day", "month", "year")),
        (("", "2", "2026", "5pm"), ("day",)),
        (("1", "2", "2026", ""), ("time",)),
        (("1", "2", "2026", "25pm"), ("time",)),
        (("1", "2", "2026", "soon"), ("time",)),
    ],
)
def test_what_makes_no_sense_stays_typed_and_its_box_is_named(
    typed: tuple[str, str, str, str], wrong: tuple[str, ...]
) -> None:
    form = moment(*typed)
    assert not form.validate()
    assert (form.opens.wrong, tuple(form.opens.typed.values())) == (wrong, typed)


def test_the_hour_that_spring_skips_is_refused() -> None:
    form = moment("29", "3", "2026", "1.30am")
    assert not form.validate()
    assert form.opens.wrong == ("time",)


def test_a_moment_fills_its_boxes_and_comes_back_the_same() -> None:
    at = datetime(2026, 7, 1, 8, 30, tzinfo=UTC)
    boxes = Everything(opens=at).opens.typed
    assert boxes == {"day": "1", "month": "7", "year": "2026", "time": "9.30am"}
    assert moment(*boxes.values()).opens.data == at


def test_an_empty_moment_is_none_where_it_may_be() -> None:
    form = sent()
    assert form.validate()
    assert form.opens.data is None


def test_an_empty_date_is_refused_where_it_is_required() -> None:
    form = sent(**{"due-day": "", "due-month": "", "due-year": ""})
    assert not form.validate()
    assert form.due.errors == ["Say when it is due"]


def test_a_date_is_read() -> None:
    assert sent().due.data == date(2026, 7, 17)


def test_a_choice_comes_back_as_the_value_it_stands_for() -> None:
    form = sent(sector="business")
    assert form.validate()
    assert form.sector.data is Sector.BUSINESS


def test_a_choice_that_was_not_offered_is_refused() -> None:
    assert not sent(sector="king").validate()


def test_choices_that_the_view_sets_later_are_matched_when_validated() -> None:
    form = sent(sector="7")
    form.sector.choices = [(7, "Seven")]
    assert form.validate()
    assert form.sector.data == 7


def test_several_choices_are_a_list_of_values() -> None:
    form = Everything(MultiDict([*sent_pairs(), ("themes", "1"), ("themes", "2")]))
    assert form.validate()
    assert form.themes.data == [1, 2]
    assert not sent(themes="9").validate()


def sent_pairs() -> list[tuple[str, str]]:
    return [("title", "T"), ("due-day", "17"), ("due-month", "7"), ("due-year", "2026")]


def test_a_file_part_without_a_name_is_no_file() -> None:
    named, empty = FileStorage(BytesIO(b"x"), "a.pdf"), FileStorage(BytesIO(b""), "")
    assert Everything(MultiDict([("papers", named), ("papers", empty)])).papers.data == [named]


def test_faults_come_in_the_order_of_the_form_and_point_at_the_box() -> None:
    form = sent(**{"title": "", "opens-day": "1", "opens-month": "2", "opens-year": "2026"})
    form.validate()
    assert [fault.target for fault in fields.faults(form)] == ["title", "opens-time"]


def test_the_most_that_validators_allow_is_found() -> None:
    class Short(Form):
        text = TextAreaField("Text", [Length(max=40), Length(max=20)])

    assert fields.longest(Short().text) == 20
    assert fields.longest(sent().title) is None
