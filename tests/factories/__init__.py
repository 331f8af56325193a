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
from tests.factories.workshops import (
    DraftWorkshop,
    ExerciseOf,
    NoteAt,
    OpenWorkshop,
    Registered,
    RequestOf,
    TableOf,
)

__all__ = [
    "Administrator",
    "ClosedConsultation",
    "ContributionTo",
    "DraftConsultation",
    "DraftWorkshop",
    "ExerciseOf",
    "Facilitator",
    "Lead",
    "Manager",
    "NoteAt",
    "OpenConsultation",
    "OpenWorkshop",
    "PartnerBody",
    "Registered",
    "RequestOf",
    "ResponseTo",
    "ShownContribution",
    "Staff",
    "TableOf",
    "ThemeOf",
    "WithheldContribution",
]
