"""Under what name somebody is quoted: never more than they agreed to."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from engage.errors import Sentence
from engage.feedback.models import Channel, Contribution, Response
from engage.organisations.models import Sector

_ROLES: dict[Sector, Sentence] = {
    Sector.RESIDENT: _l("A resident"),
    Sector.BUSINESS: _l("A business"),
    Sector.VOLUNTARY: _l("A voluntary or community body"),
    Sector.PUBLIC: _l("A public body"),
    Sector.EDUCATION: _l("Someone in education or research"),
    Sector.UNKNOWN: _l("A respondent"),
}


def who(contribution: Contribution, response: Response) -> str:
    """Name whoever agreed to be named; call anybody else by their role and place."""
    if response.published_as:
        return response.published_as
    if contribution.dissents_from_id:
        return str(gettext("Somebody at a workshop table, who sees it differently"))
    if contribution.channel is Channel.TABLE:
        return str(gettext("A table at a workshop"))
    role = str(_ROLES[response.sector])
    area = (response.area or "").strip()
    return str(gettext("%(role)s, %(area)s", role=role, area=area)) if area else role
