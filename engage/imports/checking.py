"""From a row to what can be taken in, or to the reason why it cannot."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engage import clock
from engage.clock import LONDON
from engage.consultations.models import Consultation, Theme
from engage.errors import RuleBroken, Sentence
from engage.feedback.bulk import NewRow
from engage.feedback.intake import LONGEST, storable
from engage.feedback.labels import CHANNELS, CONSENTS
from engage.feedback.models import Channel, Consent
from engage.imports.mapping import ColumnMap, Field
from engage.imports.reading import Row
from engage.moderation.models import Outcome
from engage.organisations.labels import SECTORS
from engage.organisations.models import Sector

WAIT = "wait"
DECISIONS = {outcome.value: outcome for outcome in (Outcome.SHOW, Outcome.HOLD, Outcome.WITHHOLD)}
BRITISH = ("%d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d %B %Y", "%d %b %Y", "%d.%m.%Y", "%d-%m-%Y")
EPOCH = re.compile(r"-?\d{9,13}(\.\d+)?")
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Checked:
    """A row that can be taken in, and what was decided about it before."""

    line: int
    new: NewRow
    decision: Outcome | None


class Checker:
    """Checks the rows of one file for one consultation; it remembers what it saw of the file."""

    def __init__(self, consultation: Consultation, mapping: ColumnMap, theme: Theme | None) -> None:
        self.mapping = mapping
        self.theme = theme
        self.themes = _by_name(consultation)
        self.seen: Counter[str] = Counter()

    def check(self, row: Row) -> Checked:
        """Make a row into what can be taken in.

        :raises RuleBroken: with the reason, if it cannot
        """
        text = self._text(row)
        theme_id = self._theme(row)
        author = self._read(row, Field.AUTHOR)
        new = NewRow(
            text=text,
            theme_id=theme_id,
            source_id=self._source_id(row, text, author, theme_id),
            author_key=f"{self.mapping.source}/{author}" if author else None,
            sector=_choice(self._read(row, Field.SECTOR), Sector, SECTORS, Field.SECTOR) or Sector.UNKNOWN,
            organisation=self._read(row, Field.ORGANISATION) or None,
            area=self._read(row, Field.AREA) or None,
            consent=_choice(self._read(row, Field.CONSENT), Consent, CONSENTS, Field.CONSENT)
            or Consent.UNNAMED,
            channel=_choice(self._read(row, Field.CHANNEL), Channel, CHANNELS, Field.CHANNEL)
            or Channel.IMPORT,
            received_at=_moment(self._read(row, Field.RECEIVED)),
        )
        return Checked(row.line, new, self._decision(row))

    def _read(self, row: Row, wanted: Field) -> str:
        return storable(self.mapping.read(row.cells, wanted)).strip()

    def _text(self, row: Row) -> str:
        text = self._read(row, Field.TEXT)
        if not text:
            raise RuleBroken(_l("The text is empty"))
        if len(text) > LONGEST:
            raise RuleBroken(_l("The text is longer than %(most)s characters", most=LONGEST))
        return text

    def _theme(self, row: Row) -> UUID | None:
        named = self._read(row, Field.THEME)
        if not named:
            return self.theme.id if self.theme else None
        theme = self.themes.get(named.casefold())
        if theme is None:
            known = ", ".join(sorted({theme.slug for theme in self.themes.values()}))
            raise RuleBroken(
                _l("There is no theme “%(named)s”; there are: %(known)s", named=named, known=known)
            )
        return theme.id

    def _source_id(self, row: Row, text: str, author: str, theme_id: UUID | None) -> str:
        """Name a row so that reading the file again names it the same.

        Without an id, rows that are the same in author, theme and text are told apart by their number.
        """
        if given := self._read(row, Field.ID):
            name = f"{self.mapping.source}/{given}"
        else:
            name = f"{self.mapping.source}/#{sha256(f'{author}|{theme_id}|{text}'.encode()).hexdigest()[:32]}"
        self.seen[name] += 1
        if self.seen[name] == 1:
            return name
        if given:
            raise RuleBroken(_l("The id %(given)s stands in the file more than once", given=given))
        return f"{name}/{self.seen[name]}"

    def _decision(self, row: Row) -> Outcome | None:
        told = self._read(row, Field.DECISION)
        if not told or told == WAIT:
            return None
        if told not in DECISIONS:
            raise _no_choice(Field.DECISION, told, [*DECISIONS, WAIT])
        return DECISIONS[told]


def _by_name(consultation: Consultation) -> Mapping[str, Theme]:
    named = {theme.title.casefold(): theme for theme in consultation.themes}
    return named | {theme.slug: theme for theme in consultation.themes}


def _choice(
    told: str, choices: type[Choice], labels: Mapping[Choice, Sentence], wanted: Field
) -> Choice | None:
    if not told:
        return None
    known = {choice.value: choice for choice in choices}
    known |= {str(label).casefold(): choice for choice, label in labels.items()}
    if told.casefold() not in known:
        raise _no_choice(wanted, told, [choice.value for choice in choices])
    return known[told.casefold()]


def _no_choice(wanted: Field, told: str, known: list[str]) -> RuleBroken:
    return RuleBroken(
        _(
            "The %(field)s “%(told)s” is none of %(known)s; "
            "say what it means with --value %(field)s:%(told)s=…",
            field=wanted.value,
            told=told,
            known=", ".join(known),
        )
    )


def _moment(told: str) -> datetime | None:
    if not told:
        return None
    at = _understood(told)
    if at is None:
        raise RuleBroken(
            _l("“%(told)s” is not a date that can be read, such as 2026-04-24 or 24/04/2026", told=told)
        )
    if not datetime(1990, 1, 1, tzinfo=UTC) < at < clock.now() + timedelta(days=1):
        raise RuleBroken(_l("“%(told)s” lies in the future, or before 1990", told=told))
    return at


def _understood(told: str) -> datetime | None:
    try:
        if EPOCH.fullmatch(told):
            seconds = float(told)
            return datetime.fromtimestamp(seconds / 1000 if abs(seconds) > 1e11 else seconds, UTC)
        return _aware(datetime.fromisoformat(told))
    except (ValueError, OverflowError, OSError):
        pass
    for form in BRITISH:
        try:
            return _aware(datetime.strptime(told, form))  # noqa: DTZ007 - made aware here
        except ValueError:
            continue
    return None


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=LONDON)
