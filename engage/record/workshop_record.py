"""A workshop's own summary put together for reading: what its page, its PDF and its Word file all show."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engage.analysis import duplicates
from engage.analysis.texts import Text, key
from engage.consultations.models import Theme
from engage.organisations.models import Sector
from engage.record import workshop_queries as queries
from engage.record.workshop_queries import Fates, Shown
from engage.summaries.counting import publishable
from engage.workshops.agreeing.queries import Agreement, agreement
from engage.workshops.agreeing.wording import without_lead_in
from engage.workshops.models import Workshop
from engage.workshops.tables import columns
from engage.workshops.tables.models import Exercise, ExerciseKind


@dataclass(frozen=True, slots=True)
class Said:
    """What one table said, in words that moderators show."""

    note_id: UUID
    table: int
    words: str
    theme: Theme | None
    dots: int
    dissents: Sequence[str]
    """What people who sat there see differently."""
    is_corrected: bool
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Point:
    """What one table said, or several."""

    said: Sequence[Said]
    heading: str | None = None
    """In the words of whoever put the notes together; None: in those of the first."""
    heading_id: UUID | None = None

    @property
    def words(self) -> str:
        """Give its heading, or what the first of its tables said."""
        return self.heading or self.said[0].words

    @property
    def variants(self) -> list[list[Said]]:
        """List what was said in words that differ, each with all the notes that say it so."""
        found: dict[str, list[Said]] = {}
        for one in self.said:
            found.setdefault(key(one.words), []).append(one)
        return list(found.values())

    @property
    def is_gathered(self) -> bool:
        """Whether it stands for notes in words of their own."""
        return self.heading is not None or len(self.variants) > 1

    @property
    def dissents(self) -> list[str]:
        """List what people see differently from any of its notes."""
        return [words for one in self.said for words in one.dissents]

    @property
    def tables(self) -> list[int]:
        """List the numbers of the tables that said it."""
        return sorted({one.table for one in self.said})

    @property
    def dots(self) -> int:
        """Count the dots that its notes were given."""
        return sum(one.dots for one in self.said)


@dataclass(frozen=True, slots=True)
class Column:
    """One place for notes in an exercise, with what was said there."""

    title: str
    points: Sequence[Point]

    @property
    def tables(self) -> int:
        """Count the tables that said something here."""
        return len({number for point in self.points for number in point.tables})


@dataclass(frozen=True, slots=True)
class Card:
    """The columns that belong together: those of one card, or those of the whole exercise."""

    text: str
    columns: Sequence[Column]


@dataclass(frozen=True, slots=True)
class Part:
    """One exercise with what was said in it."""

    exercise: Exercise
    cards: Sequence[Card]
    voters: int
    """From how many phones dots were given."""

    @property
    def points(self) -> list[Point]:
        """List all that was said, as it stands."""
        return [point for card in self.cards for column in card.columns for point in column.points]

    @property
    def said(self) -> list[Said]:
        """List the notes."""
        return [one for point in self.points for one in point.said]

    @property
    def tables(self) -> int:
        """Count the tables that said something in it."""
        return len({one.table for one in self.said})

    @property
    def votes(self) -> list[Point]:
        """List what was given dots, most first."""
        given = [point for point in self.points if point.dots]
        return sorted(given, key=lambda point: (-point.dots, point.said[0].written_at, point.said[0].note_id))

    @property
    def is_of_options(self) -> bool:
        """Whether it weighs what speaks for and against."""
        return self.exercise.kind in (ExerciseKind.OPTIONS, ExerciseKind.EVIDENCE)


@dataclass(frozen=True, slots=True)
class Group:
    """How many of a sector came, of how many who had a place; None where so few came that it is not told."""

    sector: Sector
    came: int | None
    had_place: int


@dataclass(frozen=True, slots=True)
class Record:
    """All that the summary of a workshop says."""

    workshop: Workshop
    came: int
    had_place: int
    groups: Sequence[Group]
    parts: Sequence[Part]
    fates: Fates
    tables: Sequence[Agreement]
    """Those that wrote something."""
    references: Mapping[int, str]
    """Of the tables, by number: what their notes are to be quoted by."""

    @property
    def dots(self) -> int:
        """Count all dots that stand in it."""
        return sum(point.dots for part in self.parts for point in part.points)

    @property
    def dissents(self) -> int:
        """Count what stands beside notes that are shown."""
        return sum(len(point.dissents) for part in self.parts for point in part.points)

    @property
    def is_empty(self) -> bool:
        """Whether moderators show nothing of it yet."""
        return self.fates.shown == 0


def assemble(workshop: Workshop) -> Record:
    """Put together what was said at a workshop, as far as moderators show it today."""
    shown = queries.shown(workshop)
    dissents = queries.dissents(workshop)
    said = _said(shown, queries.dots(workshop), dissents)
    came, had_place = queries.came_by_sector(workshop), queries.held_by_sector(workshop)
    return Record(
        workshop=workshop,
        came=sum(came.values()),
        had_place=sum(had_place.values()),
        groups=_groups(came, had_place),
        parts=_parts(workshop, shown, said),
        fates=queries.fates(workshop, len(shown)),
        tables=[one for one in agreement(workshop) if one.notes],
        references=queries.references(workshop),
    )


def _said(
    shown: Iterable[Shown], dots: Mapping[UUID, int], dissents: Mapping[UUID, Sequence[str]]
) -> Mapping[UUID, Said]:
    return {
        one.note.id: Said(
            note_id=one.note.id,
            table=one.table,
            words=without_lead_in(one.text, one.note, one.exercise),
            theme=one.theme,
            dots=dots.get(one.note.id, 0),
            dissents=dissents.get(one.first_id, ()),
            is_corrected=one.version > 1,
            written_at=one.note.written_at,
        )
        for one in shown
    }


def _groups(came: Mapping[Sector, int], had_place: Mapping[Sector, int]) -> list[Group]:
    told = publishable({sector.value: many for sector, many in came.items()})
    groups = [Group(Sector(name), many, had_place.get(Sector(name), 0)) for name, many in told.items()]
    absent = [sector for sector in Sector if sector in had_place and sector not in came]
    return groups + [Group(sector, 0, had_place[sector]) for sector in absent]


def _parts(workshop: Workshop, shown: Sequence[Shown], said: Mapping[UUID, Said]) -> list[Part]:
    voters = queries.voters(workshop)
    by_exercise: dict[UUID, list[Shown]] = defaultdict(list)
    for one in shown:
        by_exercise[one.exercise.id].append(one)
    return [
        Part(exercise, _cards(exercise, by_exercise[exercise.id], said), voters.get(exercise.id, 0))
        for exercise in queries.exercises(workshop)
        if by_exercise[exercise.id]
    ]


def _cards(exercise: Exercise, shown: Sequence[Shown], said: Mapping[UUID, Said]) -> list[Card]:
    """Set what was said where it stood on the table; what stands nowhere any more comes last."""
    known = columns.of(exercise)
    keys = {column.key for column in known}
    cards: dict[str, list[Column]] = {}
    for column in known:
        here = [one for one in shown if one.note.column == column.key]
        if here:
            cards.setdefault(column.card, []).append(Column(str(column.title), points(here, said)))
    if left := [one for one in shown if one.note.column not in keys]:
        cards.setdefault("", []).append(Column("", points(left, said)))
    return [Card(text, found) for text, found in cards.items()]


def points(shown: Sequence[Shown], said: Mapping[UUID, Said]) -> list[Point]:
    """Put together what several tables said: by heading, else where the words are the same or nearly so.

    Most dots first, then most tables, then what was written first.
    """
    headed: dict[UUID, list[Shown]] = defaultdict(list)
    for one in shown:
        if one.note.heading_id:
            headed[one.note.heading_id].append(one)
    found = [
        Point([said[one.note.id] for one in those], those[0].heading, heading_id)
        for heading_id, those in headed.items()
    ]
    loose = [said[one.note.id] for one in shown if not one.note.heading_id]
    found += [Point(those) for those in _alike(loose)]
    return sorted(found, key=lambda p: (-p.dots, -len(p.tables), p.said[0].written_at, p.said[0].note_id))


def _alike(said: Sequence[Said]) -> list[list[Said]]:
    texts = [Text(str(one.note_id), one.words, str(one.table)) for one in said]
    by_id = {str(one.note_id): one for one in said}
    groups = [[by_id[id] for id in found.ids] for found in duplicates.campaigns(texts)]
    together = {one.note_id for group in groups for one in group}
    return [
        *(sorted(group, key=lambda one: (one.written_at, one.note_id)) for group in groups),
        *([one] for one in said if one.note_id not in together),
    ]
