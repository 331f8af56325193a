"""What decisions, reasons and states are called, for moderators, senders and the public alike."""

from flask_babel import lazy_gettext as _l

from engage.errors import Sentence
from engage.moderation.models import Outcome, Reason
from engage.moderation.queue import State
from engage.moderation.suggestions import Kind

OUTCOMES: dict[Outcome, Sentence] = {
    Outcome.SHOW: _l("Shown"),
    Outcome.REDACT: _l("Shown with words removed"),
    Outcome.HOLD: _l("Held for a question"),
    Outcome.WITHHOLD: _l("Withheld"),
}
REASONS: dict[Reason, Sentence] = {
    Reason.PERSONAL_DATA: _l("It says something private about a person"),
    Reason.ABUSE: _l("It is abusive or threatening"),
    Reason.DEFAMATORY: _l("It makes a claim about somebody that could be defamatory"),
    Reason.HATE: _l("It attacks people for who they are"),
    Reason.OFF_TOPIC: _l("It is not about what this consultation asks"),
    Reason.ADVERTISING: _l("It advertises or sells something"),
    Reason.UNREADABLE: _l("It cannot be read, or says nothing"),
    Reason.OTHER: _l("Another reason"),
}
"""Why something is not shown: the list that is published."""
STATES: dict[State, Sentence] = {
    State.WAITING: _l("Waiting"),
    State.HELD: _l("Held"),
    State.DECIDED: _l("Decided"),
}
SUGGESTED: dict[Kind, Sentence] = {
    Kind.EMAIL: _l("E-mail address"),
    Kind.PHONE: _l("Phone number"),
    Kind.IBAN: _l("Bank account (IBAN)"),
    Kind.ACCOUNT: _l("Bank account number"),
    Kind.SORT_CODE: _l("Sort code"),
    Kind.NATIONAL_INSURANCE: _l("National Insurance number"),
    Kind.POSTCODE: _l("Postcode"),
    Kind.PLATE: _l("Vehicle number plate"),
}
