"""Things that tests begin with, each as plain as the rules allow. All add to the session and flush."""

from tests.factories.accounts import Administrator, Facilitator, Lead, Manager, Staff
from tests.factories.consultations import (
    ClosedConsultation,
    DraftConsultation,
    OpenConsultation,
    PartnerBody,
    ThemeOf,
)
from tests.factories.feedback import ContributionTo, ResponseTo, ShownContribution, WithheldContribution

__all__ = [
    "Administrator",
    "ClosedConsultation",
    "ContributionTo",
    "DraftConsultation",
    "Facilitator",
    "Lead",
    "Manager",
    "OpenConsultation",
    "PartnerBody",
    "ResponseTo",
    "ShownContribution",
    "Staff",
    "ThemeOf",
    "WithheldContribution",
]
