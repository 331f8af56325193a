"""What acts, obstacles and balances are called on the pages of managers."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from engage.errors import Sentence
from engage.organisations.labels import SECTORS_OF_MANY, SIZES
from engage.organisations.models import Sector, SizeBand
from engage.workshops.allocation.models import Act
from engage.workshops.allocation.rule import Obstacle
from engage.workshops.models import Leaving
from engage.workshops.preparing.invitations import State
from engage.workshops.preparing.models import AnswerKind, Dimension

OBSTACLES: Mapping[Obstacle, Sentence] = {
    Obstacle.FULL: _l("All places are taken"),
    Obstacle.TOO_FEW: _l("Places are free, but too few for all of them"),
    Obstacle.KEPT: _l("The places that are free are kept for others until their release"),
    Obstacle.ORGANISATION: _l("Their organisation has as many places as one may"),
    Obstacle.SESSION: _l("A session that they chose has too little room"),
    Obstacle.IN_TURN: _l("They fit: the next offers are being made"),
}
ACTS: Mapping[Act, Sentence] = {
    Act.ARRANGED: _l("Places, pools, sessions or limits were set"),
    Act.ASKED: _l("Asked for places"),
    Act.APPROVED: _l("Approved"),
    Act.PLACED: _l("Got places at once"),
    Act.WAITED: _l("Joined the waiting list"),
    Act.OFFERED: _l("Were offered places"),
    Act.ACCEPTED: _l("Accepted the offer"),
    Act.DECLINED: _l("Declined the offer"),
    Act.LAPSED: _l("Did not answer the offer in time"),
    Act.LEFT: _l("Left"),
    Act.CHANGED: _l("Chose other sessions"),
    Act.ADMITTED: _l("Came to the door and got a place"),
}
REASONS: Mapping[Leaving, Sentence] = {
    Leaving.GAVE_UP: _l("gave up their place"),
    Leaving.LEFT_LIST: _l("left the waiting list"),
    Leaving.DECLINED: _l("declined the offer"),
    Leaving.LAPSED: _l("did not answer in time"),
    Leaving.REFUSED: _l("were not approved"),
    Leaving.REMOVED: _l("were removed"),
    Leaving.NO_SHOW: _l("did not come, and the place went to somebody at the door"),
}
DIMENSIONS: Mapping[Dimension, Sentence] = {
    Dimension.SECTOR: _l("By sector"),
    Dimension.AREA: _l("By area"),
    Dimension.SIZE_BAND: _l("By size of organisation"),
}
ANSWER_KINDS: Mapping[AnswerKind, Sentence] = {
    AnswerKind.TEXT: _l("In their own words"),
    AnswerKind.ONE: _l("One of several"),
    AnswerKind.SEVERAL: _l("Several of many"),
    AnswerKind.YES_NO: _l("Yes or no"),
}
INVITATION_STATES: Mapping[State, tuple[Sentence, str]] = {
    State.WITHDRAWN: (_l("Withdrawn"), "grey"),
    State.REGISTERED: (_l("Registered"), "green"),
    State.DECLINED: (_l("Cannot come"), "red"),
    State.LEFT: (_l("Registered, then left"), "orange"),
    State.SILENT: (_l("No answer yet"), "blue"),
    State.UNSENT: (_l("Not sent yet"), "grey"),
}
"""With the colour of each."""


def category(dimension: Dimension, value: str) -> Sentence:
    """Name a sector, a size or an area; an area is its own name."""
    if dimension is Dimension.SECTOR:
        return SECTORS_OF_MANY[Sector(value)]
    return SIZES[SizeBand(value)] if dimension is Dimension.SIZE_BAND else value
