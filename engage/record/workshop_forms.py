"""The form by which a manager puts together what several tables said."""

from collections.abc import Iterator
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from engage.record.workshop_record import Part, Said
from engage.web import Form
from engage.web.fields import ChoicesField


class GatheringForm(Form):
    """Which notes say the same, and what."""

    notes = ChoicesField(
        _l("Notes that say the same"), validators=[DataRequired(_l("Choose the notes that say the same"))]
    )
    title = StringField(
        _l("What they say, in a sentence"),
        [DataRequired(_l("Write what they say")), Length(max=200)],
    )

    def offer(self, part: Part) -> None:
        """Offer the notes of an exercise, column by column."""
        self.notes.choices = [
            (one.note_id, gettext("Table %(number)s: %(words)s", number=one.table, words=one.words), card)
            for card, one in _each(part)
        ]

    def chosen(self) -> list[UUID]:
        """Give the notes that were ticked."""
        return list(self.notes.data or [])


def _each(part: Part) -> Iterator[tuple[str, Said]]:
    for card in part.cards:
        for column in card.columns:
            where = " – ".join(filter(None, [card.text, column.title]))
            for point in column.points:
                for one in point.said:
                    yield where, one
