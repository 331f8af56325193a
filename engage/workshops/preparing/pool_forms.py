"""The form in which managers keep places for some: a block for each pool."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, HiddenField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from engage import clock
from engage.organisations.labels import SECTORS_OF_MANY, SIZES
from engage.organisations.models import Sector
from engage.web import Form
from engage.web.fields import ChoicesField, MomentField, said
from engage.workshops.allocation.arranging import LARGEST, PoolPlan
from engage.workshops.allocation.models import Pool
from engage.workshops.models import Workshop
from engage.workshops.preparing.forms import WholeField, stripped

BEFORE = timedelta(days=7)
"""Unless somebody says otherwise, what is unused goes to all a week before the start."""
MOST = 20
SECTORS = {sector.value: label for sector, label in SECTORS_OF_MANY.items() if sector is not Sector.UNKNOWN}
SIZE_BANDS = {size.value: label for size, label in SIZES.items()}
CONDITIONS = ("sectors", "areas", "size_bands")


class PoolForm(Form):
    """One pool."""

    class Meta(Form.Meta):
        """The whole form has the token."""

        csrf = False

    id = HiddenField()
    name = StringField(
        _l("Name"),
        validators=[DataRequired(_l("Give the pool a name")), Length(max=80)],
        description=_l("People see it on the workshop’s page, such as “Small firms”."),
        filters=[stripped],
    )
    places = WholeField(_l("Places"), 1, LARGEST)
    sectors = ChoicesField(_l("For whom?"), choices=SECTORS)
    areas = ChoicesField(_l("From where?"))
    size_bands = ChoicesField(_l("Of which size?"), choices=SIZE_BANDS)
    released_at = MomentField(
        _l("Kept until"),
        description=_l("From then on, what is unused goes to all."),
        validators=[InputRequired(_l("Enter until when the places are kept"))],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that the pool is for some and not for all."""
        fine = super().validate(extra_validators)
        if not any(self[name].data for name in CONDITIONS if name in self):
            self.sectors.errors = [*self.sectors.errors, _l("Say whom these places are kept for")]
            return False
        return bool(fine)

    def plan(self) -> PoolPlan:
        """Give what was said."""
        conditions = {name: tuple(self[name].data) for name in CONDITIONS if name in self}
        return PoolPlan(
            name=said(self.name),
            places=self.places.data or 0,
            released_at=self.released_at.data,
            id=UUID(self.id.data) if self.id.data else None,
            **conditions,
        )


class PoolsForm(Form):
    """All pools of a workshop."""

    pools = FieldList(FormField(PoolForm), max_entries=MOST)

    def fit(self, workshop: Workshop) -> None:
        """Ask for areas only where the workshop has some."""
        for entry in self.pools:
            areas = dict.fromkeys([*workshop.areas, *(entry.form.areas.data or ())])
            entry.form.areas.choices = {area: area for area in areas}
            if not areas:
                del entry.form.areas

    def add(self, workshop: Workshop) -> None:
        """Put one more block at the end."""
        if len(self.pools) < MOST:
            self.pools.append_entry({"released_at": usual_release(workshop)})

    def take_out(self, index: int) -> None:
        """Take one block out, and keep what stands in the others."""
        kept = [entry.form.data for at, entry in enumerate(self.pools) if at != index]
        typed = [_typed(entry.form) for at, entry in enumerate(self.pools) if at != index]
        while len(self.pools):
            self.pools.pop_entry()
        self.pools.last_index = -1
        for data, boxes in zip(kept, typed, strict=True):
            entry = self.pools.append_entry(data)
            entry.form.released_at.typed = boxes["released_at"]
            entry.form.places.raw_data = boxes["places"]

    def plans(self) -> list[PoolPlan]:
        """Give what was said, in its order."""
        return [entry.form.plan() for entry in self.pools]


def filled(pools: Iterable[Pool]) -> list[Mapping[str, Any]]:
    """Give what a form begins with, for pools that there are."""
    names = ("name", "places", "released_at", *CONDITIONS)
    return [{"id": str(pool.id), **{name: getattr(pool, name) for name in names}} for pool in pools]


def usual_release(workshop: Workshop) -> datetime:
    """Give until when places are mostly kept: a week before the start, or the start if that is too near."""
    usual = workshop.starts_at - BEFORE
    return usual if usual > clock.now() else workshop.starts_at


def _typed(form: PoolForm) -> dict[str, Any]:
    return {"released_at": dict(form.released_at.typed), "places": list(form.places.raw_data or ())}
