"""Form fields that the macros know how to draw: dates as people write them, choices, files."""

import re
from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import BooleanField, Field, FormField, PasswordField, SelectField, TextAreaField
from wtforms.fields import FieldList, FileField, SelectFieldBase
from wtforms.form import BaseForm
from wtforms.utils import unset_value
from wtforms.validators import Length, Regexp, StopValidation
from wtforms.widgets import FileInput

from engage.clock import LONDON, london
from engage.errors import Sentence
from engage.web.addresses import NOT_A_PART, PART

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
TIMES = {"midnight": time(0), "noon": time(12), "midday": time(12)}
CLOCK = re.compile(r"(\d{1,2})(?:[.:]?(\d{2}))?\s*([ap])?\.?\s*m?\.?", re.IGNORECASE)
PLAIN = Regexp(f"^{PART.pattern}$", message=NOT_A_PART)
"""The validator of what is to be the last part of an address."""


class Senseless(ValueError):
    """What was typed into several boxes makes no value; it names the boxes at fault."""

    def __init__(self, sentence: Sentence, *parts: str) -> None:
        super().__init__(sentence)
        self.parts = parts


def day_of(typed: Mapping[str, str]) -> date:
    """Read day, month (a number or a name) and year.

    :raises Senseless: if they make no day
    """
    missing = [part for part in ("day", "month", "year") if not typed.get(part)]
    if missing:
        names = {"day": _l("a day"), "month": _l("a month"), "year": _l("a year")}
        raise Senseless(_l("The date must include %(part)s", part=names[missing[0]]), *missing)
    month = typed["month"].lower()
    number = MONTHS.index(month[:3]) + 1 if month[:3] in MONTHS else month
    try:
        year = int(typed["year"])
        return date(year + 2000 if year < 100 else year, int(number), int(typed["day"]))
    except ValueError as error:
        raise Senseless(_l("Enter a real date, like 24 4 2026"), "day", "month", "year") from error


class PartsField(Field):
    """A value typed into several boxes; what was typed stays there if it makes no sense."""

    parts: tuple[str, ...] = ()

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read the boxes, or fill them from a value."""
        self.typed = dict.fromkeys(self.parts, "")
        self.wrong: tuple[str, ...] = ()
        self.formdata = formdata
        super().process(formdata, data, extra_filters)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Make a value of what was typed, or say which box to look at."""
        formdata = self.formdata or MultiDict()
        self.typed = {part: formdata.get(f"{self.name}-{part}", "").strip() for part in self.parts}
        self.raw_data = [" ".join(text for text in self.typed.values() if text)]
        self.data = None
        if self.raw_data[0]:
            self.data = self.understand()

    @abstractmethod
    def understand(self) -> Any:
        """Turn the typed parts into a value; raises ValueError with a sentence if they make none."""

    def refuse(self, sentence: Sentence, *parts: str) -> ValueError:
        """Note the boxes at fault, and give the error to raise."""
        self.wrong = parts
        return ValueError(sentence)

    def understand_day(self) -> date:
        """Read day, month and year, or say which box to look at."""
        try:
            return day_of(self.typed)
        except Senseless as wrong:
            self.wrong = wrong.parts
            raise


class DateField(PartsField):
    """A day, in three boxes."""

    parts = ("day", "month", "year")

    def process_data(self, value: date | None) -> None:
        """Fill the boxes from a date."""
        self.data = value
        if value:
            self.typed = {"day": str(value.day), "month": str(value.month), "year": str(value.year)}

    def understand(self) -> date:
        """Read the day that was typed."""
        return self.understand_day()


class MomentField(PartsField):
    """A day and a time as clocks in London show them; its data is an aware moment in UTC."""

    parts = ("day", "month", "year", "time")

    def process_data(self, value: datetime | None) -> None:
        """Fill the boxes from a moment."""
        self.data = value
        if value:
            here = london(value)
            minutes = f".{here:%M}" if here.minute else ""
            clock = f"{here.hour % 12 or 12}{minutes}{'am' if here.hour < 12 else 'pm'}"
            self.typed = {
                "day": str(here.day),
                "month": str(here.month),
                "year": str(here.year),
                "time": clock,
            }

    def understand(self) -> datetime:
        """Read the moment that was typed; the hour that spring skips is refused."""
        here = datetime.combine(self.understand_day(), self.understand_time(), LONDON)
        if london(here.astimezone(UTC)).replace(tzinfo=None) != here.replace(tzinfo=None):
            raise self.refuse(_l("The clocks go forward that night, and skip this time"), "time")
        return here.astimezone(UTC)

    def understand_time(self) -> time:
        """Read a time as people write it: 5pm, 9.30am, 17:00, midday."""
        text = self.typed["time"].lower()
        if not text:
            raise self.refuse(_l("Enter a time, like 5pm or 9.30am"), "time")
        if text in TIMES:
            return TIMES[text]
        found = CLOCK.fullmatch(text)
        try:
            return clock_time(*found.groups()) if found else time.fromisoformat(text)
        except ValueError as error:
            raise self.refuse(_l("Enter a real time, like 5pm or 9.30am"), "time") from error


def clock_time(hour: str, minute: str | None, half: str | None) -> time:
    """Make a time of an hour, minutes and the half of the day; raises ValueError if there is none such."""
    if half is None:
        return time(int(hour), int(minute or 0))
    if not 1 <= int(hour) <= 12:
        raise ValueError(hour)
    return time(int(hour) % 12 + (12 if half.lower() == "p" else 0), int(minute or 0))


@dataclass(frozen=True)
class Option:
    """One thing that can be chosen, and the line of small type under it."""

    value: Any
    label: Sentence
    hint: Sentence | None = None


Choices = Mapping[Any, Sentence] | Iterable[Option | tuple[Any, Sentence] | tuple[Any, Sentence, Sentence]]


def options(choices: Choices) -> list[Option]:
    """List what can be chosen: from values with their labels, pairs, or triples with a hint."""
    pairs = choices.items() if isinstance(choices, Mapping) else choices
    return [one if isinstance(one, Option) else Option(*one) for one in pairs]


class ChoiceField(Field):
    """One of several, as radio buttons; its data is the value as `choices` holds it.

    A view may set `choices` after it made the form: what was sent is matched when it is validated.
    """

    refusal = _l("Choose one of the answers")

    def __init__(
        self,
        label: Sentence | None = None,
        choices: Choices = (),
        validators: Sequence[Any] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(cast(str | None, label), list(validators), **kwargs)
        self.choices = choices

    @property
    def options(self) -> list[Option]:
        """What can be chosen."""
        return options(self.choices)

    def match(self, sent: Any) -> Any:
        """Give the choice that stands behind what was sent, or what was sent if there is none."""
        return next((one.value for one in self.options if str(one.value) == str(sent)), sent)

    def offered(self, value: Any) -> bool:
        """Say whether a value is one of the choices."""
        return any(option.value == value for option in self.options)

    def chosen(self, option: Option) -> bool:
        """Say whether an option is the one that was chosen."""
        return self.data is not None and str(self.data) == str(option.value)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the one value that was sent."""
        self.data = self.match(valuelist[0]) if valuelist and valuelist[0] else None

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse a value that was not on offer."""
        if self.data is None:
            return
        self.data = self.match(self.data)
        if not self.offered(self.data):
            raise StopValidation(self.refusal)


class PickField(ChoiceField):
    """One of many, as a drop-down list; an empty first line stands for none."""


class RankingField(PartsField):
    """Several things put in order: a drop-down list of places beside each. Its data: values, best first.

    What has no place is left out. `choices` are set when it is made.
    """

    def __init__(
        self,
        label: Sentence | None = None,
        choices: Choices = (),
        validators: Sequence[Any] = (),
        **kwargs: Any,
    ) -> None:
        self.options = options(choices)
        self.parts = tuple(str(one.value) for one in self.options)
        super().__init__(cast(str | None, label), list(validators), **kwargs)

    def process_data(self, value: Sequence[str] | None) -> None:
        """Give each thing its place."""
        self.data = list(value or ())
        self.typed |= {str(one): str(place) for place, one in enumerate(self.data, start=1)}

    def understand(self) -> list[str]:
        """Read the order that was chosen."""
        try:
            return in_order(self.typed)
        except Senseless as wrong:
            self.wrong = wrong.parts
            raise


def in_order(places: Mapping[str, str]) -> list[str]:
    """List what has a place, the first first.

    :raises Senseless: if two have the same place
    """
    ranked = {key: int(place) for key, place in places.items() if place.isdecimal()}
    for key, place in ranked.items():
        if twins := [other for other, its in ranked.items() if its == place and other != key]:
            raise Senseless(
                _l("Two cannot share place %(place)s: give each a different one", place=place), key, *twins
            )
    return sorted(ranked, key=lambda key: ranked[key])


class ChoicesField(ChoiceField):
    """Any of several, as checkboxes; its data is a list."""

    refusal = _l("Choose from the answers on this page")

    def process_data(self, value: Iterable[Any] | None) -> None:
        """Tick what is chosen already."""
        self.data = list(value or ())

    def chosen(self, option: Option) -> bool:
        """Say whether an option is among those chosen."""
        return str(option.value) in {str(one) for one in self.data or ()}

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take every value that was sent."""
        self.data = [self.match(value) for value in valuelist]

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse values that were not on offer."""
        self.data = [self.match(value) for value in self.data]
        if not all(self.offered(value) for value in self.data):
            raise StopValidation(self.refusal)


class FilesField(FileField):
    """Any number of files; its data is a list of those that have a name."""

    widget = FileInput(multiple=True)

    def process_formdata(self, valuelist: list[FileStorage]) -> None:
        """Leave out the empty part that a browser sends when no file was chosen."""
        self.data = [one for one in valuelist if isinstance(one, FileStorage) and one.filename]
        self.raw_data = self.data


def said(field: Field) -> str:
    """Give what was typed into a box, without spaces around it."""
    return str(field.data or "").strip()


def kind(field: Field) -> str:
    """Name the way in which a field is drawn."""
    drawn: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (MomentField, "moment"),
        (DateField, "date"),
        (RankingField, "ranking"),
        (ChoicesField, "checkboxes"),
        (PickField, "select"),
        (ChoiceField, "radios"),
        (FileField, "file"),
        (BooleanField, "tick"),
        (PasswordField, "password"),
        (TextAreaField, "textarea"),
        (SelectField, "select"),
    )
    return next((name for types, name in drawn if isinstance(field, types)), "input")


def options_of(field: Field) -> list[tuple[Any, Sentence, bool]]:
    """List the lines of a drop-down list: value, label, and whether it is the one chosen."""
    if isinstance(field, ChoiceField):
        return [("", "", field.data is None)] + [
            (one.value, one.label, field.chosen(one)) for one in field.options
        ]
    return [one[:3] for one in cast(SelectFieldBase, field).iter_choices()]


def longest(field: Field) -> int | None:
    """Tell how many characters the validators of a field allow, where they say so."""
    limits = [
        rule.max
        for rule in cast(Sequence[object], field.validators)
        if isinstance(rule, Length) and rule.max > 0
    ]
    return min(limits, default=None)


@dataclass(frozen=True)
class Fault:
    """One line of an error summary."""

    text: Sentence
    target: str | None
    """The id of the first box at fault, where the fault is a field's."""


def faults(form: BaseForm) -> list[Fault]:
    """List what is wrong with a form, in the order of its fields."""
    found = [Fault(error, None) for error in form.form_errors]
    for field in form:
        found += field_faults(field)
    return found


def field_faults(field: Field) -> list[Fault]:
    """List what is wrong with a field and the fields in it."""
    if isinstance(field, FormField):
        return faults(field.form)
    if isinstance(field, FieldList):
        return [fault for entry in field.entries for fault in field_faults(entry)]
    target = field.id
    if isinstance(field, PartsField):
        target = f"{field.id}-{(field.wrong or field.parts)[0]}"
    return [Fault(error, target) for error in field.errors[:1]]
