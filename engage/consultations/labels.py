"""What tags, roles and stages are called, wherever they are read."""

from flask_babel import lazy_gettext as _l

from engage.consultations.models import Role, Stage, Tag
from engage.errors import Sentence

TAGS: dict[Tag, Sentence] = {
    Tag.IDEAS: _l("Ideas"),
    Tag.PEOPLE: _l("People"),
    Tag.INFRASTRUCTURE: _l("Infrastructure"),
    Tag.BUSINESS_ENVIRONMENT: _l("Business environment"),
    Tag.PLACES: _l("Places"),
    Tag.AI_AND_DATA: _l("Artificial intelligence and data"),
    Tag.AGEING_SOCIETY: _l("Ageing society"),
    Tag.CLEAN_GROWTH: _l("Clean growth"),
    Tag.FUTURE_OF_MOBILITY: _l("Future of mobility"),
}
ROLES: dict[Role, Sentence] = {
    Role.MANAGER: _l("Manager"),
    Role.FACILITATOR: _l("Facilitator"),
    Role.LEAD: _l("Theme lead"),
}
STAGES: dict[Stage, Sentence] = {
    Stage.DRAFT: _l("Draft"),
    Stage.COMING: _l("Coming"),
    Stage.OPEN: _l("Open"),
    Stage.CLOSED: _l("Closed"),
}
