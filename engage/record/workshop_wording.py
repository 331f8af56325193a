"""How the summary of a workshop is put into words, alike on its page, in its PDF and in its Word file."""

from collections.abc import Sequence

from babel.lists import format_list
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from engage import clock
from engage.errors import Sentence
from engage.organisations.labels import SECTORS_OF_MANY
from engage.record.workshop_record import Card, Group, Part, Point, Record, Said
from engage.summaries import counting
from engage.web.templating import day, locale, number


def title(record: Record) -> str:
    """Give the title of the summary."""
    return str(gettext("What we heard: %(title)s", title=record.workshop.title))


def dated(record: Record) -> str:
    """Say when it was published, or that it was not."""
    at = record.workshop.summarised_at
    return str(gettext("Published %(day)s", day=day(at)) if at else gettext("Draft, not published"))


def lead(record: Record) -> str:
    """Say in a sentence what it rests on."""
    return str(
        gettext(
            "%(people)s came. %(tables)s wrote %(notes)s.",
            people=people(record.came),
            tables=tables(len(record.tables)),
            notes=notes(record.fates.handed_in),
        )
    )


def caution() -> str:
    """Say what the numbers do not say."""
    return str(
        gettext(
            "A workshop is not a survey. It shows which views came up in the room and why, "
            "not how many people in the region hold them."
        )
    )


def people(count: int) -> str:
    """Write a number of people."""
    return str(ngettext("%(number)s person", "%(number)s people", count, number=number(count)))


def tables(count: int) -> str:
    """Write a number of tables."""
    return str(ngettext("%(number)s table", "%(number)s tables", count, number=number(count)))


def notes(count: int) -> str:
    """Write a number of notes."""
    return str(ngettext("%(number)s note", "%(number)s notes", count, number=number(count)))


def dots(count: int) -> str:
    """Write a number of dots."""
    return str(ngettext("%(number)s dot", "%(number)s dots", count, number=number(count)))


def figures(record: Record) -> list[tuple[Sentence, int]]:
    """List the big numbers, those of nothing left out."""
    told = [
        (_l("people came"), record.came),
        (_l("tables"), len(record.tables)),
        (_l("notes shown here"), record.fates.shown),
        (_l("dots given"), record.dots),
        (_l("dissents"), record.dissents),
    ]
    return [(label, value) for label, value in told if value]


def evidence(part: Part) -> str:
    """Say what stands behind an exercise."""
    told = [gettext("%(notes)s at %(tables)s", notes=notes(len(part.said)), tables=tables(part.tables))]
    if part.voters:
        given = sum(point.dots for point in part.points)
        phones = ngettext(
            "%(dots)s from %(number)s phone",
            "%(dots)s from %(number)s phones",
            part.voters,
            dots=dots(given),
            number=number(part.voters),
        )
        told.append(phones)
    return " · ".join(map(str, told))


def where(point: Point, all_tables: int) -> str:
    """Say at which tables something was said, and how many dots it has."""
    told = [_at(point.tables, all_tables)]
    if point.dots:
        told.append(dots(point.dots))
    if not point.is_gathered and any(one.is_corrected for one in point.said):
        told.append(str(gettext("corrected afterwards")))
    return " · ".join(told)


def of_variant(notes: Sequence[Said]) -> str:
    """Say at which tables the same words stand, among several that say the same."""
    told = [_at(sorted({one.table for one in notes}), None)]
    if given := sum(one.dots for one in notes):
        told.append(dots(given))
    if any(one.is_corrected for one in notes):
        told.append(str(gettext("corrected afterwards")))
    return " · ".join(told)


def _at(tables: Sequence[int], all_tables: int | None) -> str:
    numbers = [str(table) for table in tables]
    if len(numbers) == 1:
        return str(gettext("Table %(number)s", number=numbers[0]))
    listed = format_list(numbers, locale=locale())
    if all_tables is None:
        return str(gettext("Tables %(numbers)s", numbers=listed))
    return str(
        gettext(
            "At %(count)s of %(all)s tables: %(numbers)s",
            count=number(len(numbers)),
            all=number(all_tables),
            numbers=listed,
        )
    )


def differ(card: Card) -> str | None:
    """Say how many tables stand on each side of a card, where there are sides."""
    if len(card.columns) < 2:
        return None
    return " · ".join(
        str(gettext("%(side)s: %(tables)s", side=column.title, tables=tables(column.tables)))
        for column in card.columns
    )


def sector(group: Group) -> str:
    """Name a sector."""
    return str(SECTORS_OF_MANY[group.sector])


def attendance(record: Record) -> str:
    """Say how many came of those who had a place."""
    return str(
        gettext(
            "%(came)s came. %(had)s had registered and kept a place.",
            came=people(record.came),
            had=people(record.had_place),
        )
    )


def told_groups(record: Record) -> list[Group]:
    """List the sectors of which it can be said how many came."""
    return [group for group in record.groups if group.came]


def hidden_groups(record: Record) -> str | None:
    """Name the sectors of which so few came that it is not said how many."""
    names = [sector(group) for group in record.groups if group.came is None]
    if not names:
        return None
    return str(
        gettext(
            "Came too, in groups so small (fewer than %(few)s) that people could be recognised: %(groups)s.",
            few=counting.FEWEST,
            groups=", ".join(names),
        )
    )


def absent_groups(record: Record) -> str | None:
    """Name the sectors that had places and of which nobody came."""
    names = [sector(group) for group in record.groups if group.came == 0]
    if not names:
        return None
    return str(gettext("Had places, and did not come: %(groups)s.", groups=", ".join(names)))


def agreed(record: Record) -> list[str]:
    """Say how the record was agreed, in a few paragraphs."""
    asked = sum(one.asked for one in record.tables)
    confirmed = sum(one.confirmed for one in record.tables)
    corrected = sum(one.corrected for one in record.tables)
    dissented = sum(one.dissented for one in record.tables)
    return [
        gettext(
            "Everybody who sat at a table was sent its notes, and could confirm, correct or contradict each. "
            "Corrections went to the facilitator; what people see differently stands beside the note."
        ),
        gettext(
            "Of %(asked)s, %(confirmed)s confirmed the notes without any change, %(corrected)s proposed "
            "other words, %(dissented)s see something differently, and %(silent)s did not answer.",
            asked=people(asked),
            confirmed=number(confirmed),
            corrected=number(corrected),
            dissented=number(dissented),
            silent=number(asked - confirmed - corrected - dissented),
        ),
        _until(record),
    ]


def _until(record: Record) -> str:
    untils = [one.table.answers_until for one in record.tables]
    if record.tables and all(one.stands(clock.now()) for one in record.tables):
        last = max(until for until in untils if until)
        return str(
            gettext(
                "The time to answer was over on %(day)s, and all corrections are settled. "
                "The record is agreed.",
                day=day(last),
            )
        )
    return str(gettext("The record is not agreed yet: people can still answer, or corrections are open."))


def method(record: Record) -> list[str]:
    """Say how the summary was made."""
    return [
        gettext(
            "The notes are the tables' own, as they were written in the room, and as moderators show them "
            "on the day on which this is read. A note that is withheld, taken back or erased later goes "
            "from here, and is counted below."
        ),
        gettext(
            "Notes stand together where whoever wrote this summary put them under a heading, or where a "
            "program found that their words are the same or nearly so. “At 3 of 9 tables” counts tables, "
            "not people. What has most dots comes first, then what most tables said, then what was written "
            "first."
        ),
        gettext(
            "Dots were given from people's own phones, a limited number each. Nobody knows whose they are. "
            "Numbers of groups smaller than %(few)s are left out.",
            few=counting.FEWEST,
        ),
    ]


def reconciliation(record: Record) -> list[tuple[Sentence, int]]:
    """List the notes that were handed in, and what became of them."""
    fates = record.fates
    told: list[tuple[Sentence, int]] = [
        (_l("Handed in by the tables"), fates.handed_in),
        (_l("Shown here"), fates.shown),
        (_l("Not yet looked at by a moderator"), fates.waiting),
        (_l("Held by a moderator for a second look"), fates.held),
        (_l("Withheld by a moderator, with a reason"), fates.withheld),
        (_l("Taken back or erased"), fates.gone),
    ]
    return told
