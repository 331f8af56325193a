"""What is sent from a door: a form about somebody who walked in, and the acts of a device."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from engage import clock
from engage.analysis.characters import storable
from engage.errors import RuleBroken, Sentence
from engage.organisations.labels import SECTORS
from engage.organisations.models import Sector
from engage.web import Form
from engage.web.fields import ChoiceField
from engage.workshops.door.admitting import WalkIn
from engage.workshops.door.attendance import Done
from engage.workshops.door.models import Kind

LONGEST_NAME, LONGEST_ORGANISATION = 120, 200
MOST_AT_ONCE = 200
"""Acts that a device sends in one go."""
COME_AS = {sector: words for sector, words in SECTORS.items() if sector is not Sector.UNKNOWN}


def _stripped(text: str | None) -> str:
    return (text or "").strip()


class WalkInForm(Form):
    """Enters somebody who came without having registered."""

    name = StringField(
        _l("Full name"),
        validators=[DataRequired(_l("Enter their name")), Length(max=LONGEST_NAME)],
        filters=[_stripped],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    organisation = StringField(
        _l("Organisation (optional)"),
        validators=[Length(max=LONGEST_ORGANISATION)],
        filters=[_stripped],
        render_kw={"autocomplete": "off"},
    )
    sector = ChoiceField(
        _l("Who do they come as?"),
        choices=COME_AS,
        validators=[InputRequired(_l("Choose who they come as"))],
    )
    key = HiddenField(default=lambda: str(uuid4()))

    def told(self) -> WalkIn:
        """Give what they said."""
        return WalkIn(self.name.data or "", self.organisation.data or "", self.sector.data)

    def id(self) -> UUID:
        """Give the key that was made with the form, or another if somebody has tampered with it."""
        try:
            return UUID(self.key.data or "")
        except ValueError:
            return uuid4()


def acts(sent: Any) -> tuple[list[Done], dict[str, Sentence]]:
    """Read what a device sends, and tell which acts make no sense.

    A clock of its that is ahead of ours is put back, for all acts alike: their order stays.

    :raises RuleBroken: if it is not what our page sends
    """
    try:
        ahead = max(_moment(sent["sent_at"]) - clock.now(), timedelta(0))
        told = list(sent["acts"])[:MOST_AT_ONCE]
        ids = [str(one["id"]) for one in told]
    except (KeyError, TypeError, ValueError, OverflowError) as nonsense:
        raise RuleBroken(_l("What this device sent makes no sense: open the page again")) from nonsense
    done: list[Done] = []
    refused: dict[str, Sentence] = {}
    for key, one in zip(ids, told, strict=True):
        try:
            done.append(_act(one, ahead))
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
            refused[key] = _l("This makes no sense to the service, and cannot be kept")
    return done, refused


def _act(one: Mapping[str, Any], ahead: timedelta) -> Done:
    kind = Kind(one["kind"])
    return Done(
        id=UUID(one["id"]),
        kind=kind,
        registration_id=UUID(one["registration_id"]),
        at=_moment(one["at"]) - ahead,
        walk_in=_walk_in(one) if kind is Kind.WALK_IN else None,
    )


def _walk_in(one: Mapping[str, Any]) -> WalkIn:
    name, sector = storable(one["name"]).strip()[:LONGEST_NAME], Sector(one["sector"])
    if not name or sector is Sector.UNKNOWN:
        raise ValueError("somebody without a name or a sector")
    return WalkIn(name, storable(one["organisation"]).strip()[:LONGEST_ORGANISATION], sector)


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written).astimezone(UTC)
