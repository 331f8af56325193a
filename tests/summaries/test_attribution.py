import pytest

from engage.feedback.models import Channel, Consent, Contact, Contribution, Response
from engage.organisations.models import Sector
from engage.summaries.attribution import who


def _who(channel: Channel = Channel.ONLINE, name: str | None = None, **values: object) -> str:
    response = Response(**{"sector": Sector.RESIDENT, "consent": Consent.UNNAMED, **values})
    if name:
        response.contact = Contact(name=name)
    return who(Contribution(channel=channel), response)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, "A resident"),
        ({"area": "Northmoor"}, "A resident, Northmoor"),
        ({"name": "Ada Moss", "area": "Northmoor"}, "A resident, Northmoor"),
        ({"name": "Ada Moss", "consent": Consent.NAMED}, "Ada Moss"),
        ({"consent": Consent.NAMED}, "A resident"),
        ({"organisation": "Mill Ltd", "sector": Sector.BUSINESS}, "A business"),
        ({"organisation": "Mill Ltd", "name": "Ada Moss", "consent": Consent.NAMED}, "Mill Ltd"),
        ({"channel": Channel.TABLE}, "A table at a workshop"),
    ],
)
def test_people_are_named_as_far_as_they_agreed(values: dict[str, object], told: str) -> None:
    assert _who(**values) == told
