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
from tests.factories.workshops import DraftWorkshop, OpenWorkshop, Registered, RequestOf

__all__ = [
    "Administrator",
    "ClosedConsultation",
    "ContributionTo",
    "DraftConsultation",
    "DraftWorkshop",
    "Facilitator",
    "Lead",
    "Manager",
    "OpenConsultation",
    "OpenWorkshop",
    "PartnerBody",
    "Registered",
    "RequestOf",
    "ResponseTo",
    "ShownContribution",
    "Staff",
    "ThemeOf",
    "WithheldContribution",
]
