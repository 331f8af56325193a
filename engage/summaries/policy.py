"""Who may do what with summaries. Published ones are for everybody."""

from engage.accounts import Person
from engage.consultations import policy
from engage.consultations.models import Consultation
from engage.summaries.models import Summary


def may_compile(person: Person, consultation: Consultation) -> bool:
    """Those who manage a consultation have its summaries compiled."""
    return policy.may_manage(person, consultation)


def may_edit(person: Person, summary: Summary) -> bool:
    """They see its drafts, edit them and publish them."""
    return policy.may_manage(person, summary.consultation)
