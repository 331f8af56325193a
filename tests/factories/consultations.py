"""Consultations in each state."""

from datetime import timedelta

import factory

from engage import clock
from engage.consultations.models import Consultation, Theme
from engage.organisations.models import Body
from tests.factories.base import Factory


class PartnerBody(Factory):
    """A public body that consults."""

    class Meta:
        model = Body

    slug = factory.Sequence(lambda n: f"body-{n}")
    name = factory.Sequence(lambda n: f"Body {n}")
    contact_email = "contact@body.example"


class ThemeOf(Factory):
    """A theme of a consultation."""

    class Meta:
        model = Theme

    slug = factory.Sequence(lambda n: f"theme-{n}")
    title = factory.Sequence(lambda n: f"Theme {n}")
    description = "What belongs under this theme."
    position = factory.Sequence(lambda n: n + 1)


class DraftConsultation(Factory):
    """A consultation with two themes that nobody outside can see yet."""

    class Meta:
        model = Consultation

    slug = factory.Sequence(lambda n: f"consultation-{n}")
    title = factory.Sequence(lambda n: f"How should place {n} grow?")
    lead = "Tell us what would help people and firms here."
    body = factory.SubFactory(PartnerBody)
    created_at = factory.LazyFunction(clock.now)
    purpose = "To write the strategy."
    lawful_basis = "A task in the public interest."
    who_sees = "The people who run this consultation."
    data_protection_contact = "data@body.example"
    themes = factory.LazyFunction(lambda: [ThemeOf.build(position=n) for n in (1, 2)])


class OpenConsultation(DraftConsultation):
    """A consultation that takes responses: opened a week ago, open for three more."""

    published_at = factory.LazyFunction(lambda: clock.now() - timedelta(days=7))
    opens_at = factory.LazyFunction(lambda: clock.now() - timedelta(days=7))
    closes_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=21))


class ClosedConsultation(DraftConsultation):
    """A consultation that closed yesterday."""

    published_at = factory.LazyFunction(lambda: clock.now() - timedelta(days=30))
    opens_at = factory.LazyFunction(lambda: clock.now() - timedelta(days=30))
    closes_at = factory.LazyFunction(lambda: clock.now() - timedelta(days=1))
