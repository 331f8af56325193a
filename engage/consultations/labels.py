"""What tags, roles and stages are called, wherever they are read."""

from flask_babel import lazy_gettext as _l

from engage.consultations.models import QuestionKind, Role, Stage, Tag
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
QUESTION_KINDS: dict[QuestionKind, tuple[Sentence, Sentence]] = {
    QuestionKind.TEXT: (
        _l("Free text"),
        _l("Ideas, reasons and experience that you cannot foresee. A person reads and moderates each"),
    ),
    QuestionKind.ONE: (_l("One of several"), _l("Clear alternatives, or a fact: people choose one")),
    QuestionKind.SEVERAL: (
        _l("Several of many"),
        _l("What applies: people tick all that do, or up to a number"),
    ),
    QuestionKind.SCALE: (
        _l("A scale"),
        _l("How far people agree with a sentence, or how good they find a thing"),
    ),
    QuestionKind.RANKING: (_l("Put in order"), _l("Priorities that all have a claim: best three to seven")),
    QuestionKind.YES_NO: (
        _l("Yes, no or don’t know"),
        _l("A plain question, with room for free text beside it if you want the reason"),
    ),
    QuestionKind.NUMBER: (_l("A number"), _l("How many, how far, how much: with its unit and bounds")),
    QuestionKind.DATE: (_l("A date"), _l("When something happened, or should")),
    QuestionKind.AREA: (_l("A place"), _l("A town, a village or a district, in people’s own words")),
    QuestionKind.FILES: (
        _l("Files"),
        _l("Documents and pictures that people want to send. Only staff see them"),
    ),
}
"""What each kind of question is called, and what it is good for."""
