"""The form by which a manager puts together what several tables said."""

from collections.abc import Iterator
from uuid import UUID

from babel.lists import format_list
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from engage.record.workshop_record import Part, Point
from engage.web import Form
from engage.web.fields import ChoicesField
from engage.web.templating import locale


class GatheringForm(Form):
    """Which notes say the same, and what."""

    notes = ChoicesField(
        _l("Notes that say the same"), validators=[DataRequired(_l("Choose the notes that say the same"))]
    )
    title = StringField(
        _l("What they say, in a sentence"),
        [DataRequired(_l("Write what they say")), Length(max=200)],
    )

    points: dict[UUID, Point]

    def offer(self, part: Part) -> None:
        """Offer what was said in an exercise, column by column."""
        self.points = {point.said[0].note_id: point for _, point in _each(part)}
        self.notes.choices = [
            (point.said[0].note_id, f"{_tables(point)}: {point.words}", where) for where, point in _each(part)
        ]

    def chosen(self) -> list[UUID]:
        """Give the notes behind what was ticked."""
        return [one.note_id for chosen in self.notes.data or [] for one in self.points[chosen].said]


def _tables(point: Point) -> str:
    numbers = format_list([str(table) for table in point.tables], locale=locale())
    return str(ngettext("Table %(numbers)s", "Tables %(numbers)s", len(point.tables), numbers=numbers))


def _each(part: Part) -> Iterator[tuple[str, Point]]:
    for card in part.cards:
        for column in card.columns:
            where = " – ".join(filter(None, [card.text, column.title]))
            yield from ((where, point) for point in column.points)
