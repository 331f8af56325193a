"""Forms about tables: putting them into the room, drawing them, seating people."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from engage.web import Form
from engage.web.fields import PickField, said
from engage.workshops.preparing.forms import WholeField
from engage.workshops.tables.drawing import LARGEST_SEED
from engage.workshops.tables.furnishing import MOST_SEATS, MOST_TABLES, TablePlan


class FurnishingForm(Form):
    """How many tables of which size."""

    tables = WholeField(_l("Number of tables"), 1, MOST_TABLES)
    seats = WholeField(_l("Seats at each table"), 1, MOST_SEATS)


class TableForm(Form):
    """What is said about one table."""

    name = StringField(
        _l("Name"),
        [Length(max=60, message=_l("The name must have at most 60 characters"))],
        description=_l("It stands on the table card beside the number. You can leave it empty."),
    )
    seats = WholeField(_l("Seats"), 1, MOST_SEATS)
    theme_id = PickField(
        _l("Theme"), (), description=_l("If the tables divide the themes. Its notes come under it.")
    )
    facilitator_id = PickField(_l("Who leads this table, or writes for it"), ())

    @property
    def plan(self) -> TablePlan:
        """What was typed, as the use case takes it."""
        return TablePlan(
            seats=self.seats.data or 1,
            name=said(self.name),
            theme_id=self.theme_id.data,
            facilitator_id=self.facilitator_id.data,
        )


class DrawForm(Form):
    """Which seats a draw leaves as they are."""

    leave_by_hand = BooleanField(_l("Leave those whom somebody seated by hand"), default=True)
    leave_arrived = BooleanField(_l("Leave those who are here already"), default=True)
    seed = WholeField(
        _l("Seed"),
        0,
        LARGEST_SEED,
        optional=True,
        description=_l("Only to repeat a draw: the same people and tables with the same seed sit alike."),
    )


class MoveForm(Form):
    """At which table somebody sits."""

    table_id = PickField(_l("Table"), (), [InputRequired(_l("Choose a table"))])


class SwapForm(Form):
    """With whom somebody changes seats."""

    other_id = PickField(_l("Person"), (), [InputRequired(_l("Choose a person"))])
