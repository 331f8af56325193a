"""Ready-made sets of questions to start from."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import lazy_gettext as _l

from engage.consultations.models import QuestionKind
from engage.consultations.questionnaire import Item
from engage.consultations.wording import Wording
from engage.errors import Sentence


@dataclass(frozen=True)
class Ready:
    """A question that stands ready; its words are in the language of the page that it is taken from."""

    kind: QuestionKind
    text: Sentence
    hint: Sentence = ""
    options: Sequence[Sentence] = ()
    follow_up: Sentence = ""
    least: int | None = None
    most: int | None = None
    unit: Sentence = ""
    after: int | None = None
    """The place in the set, from 0, of the question that it depends on."""
    answers: Sequence[Sentence] = ()

    def item(self, place: int) -> Item:
        """Write it out as a question to add."""
        words = Wording(
            text=str(self.text),
            kind=self.kind,
            hint=str(self.hint),
            options=[str(one) for one in self.options],
            follow_up=str(self.follow_up),
            least=None if self.least is None else Decimal(self.least),
            most=None if self.most is None else Decimal(self.most),
            unit=str(self.unit),
        )
        after = "" if self.after is None else str(self.after)
        return Item(words, name=str(place), after=after, answers=[str(one) for one in self.answers])


@dataclass(frozen=True)
class Set:
    """Questions that go together."""

    title: Sentence
    good_for: Sentence
    questions: Sequence[Ready]

    def items(self) -> list[Item]:
        """Write its questions out, to be added."""
        return [question.item(place) for place, question in enumerate(self.questions)]


K = QuestionKind
DISAGREE = (_l("Strongly disagree"), _l("Disagree"))
EVERY_WEEK, EVERY_MONTH, NEVER = _l("Every week"), _l("Every month"), _l("Never")

SETS: dict[str, Set] = {
    "proposal": Set(
        _l("A proposal: agree or disagree, and why"),
        _l("One proposal: how far people agree, their reasons, and what they would change"),
        (
            Ready(K.SCALE, _l("How far do you agree or disagree with this proposal?")),
            Ready(K.TEXT, _l("Why do you say so?"), _l("Tell us what you know or have seen yourself")),
            Ready(
                K.TEXT,
                _l("What would have to change for you to agree with it?"),
                after=0,
                answers=DISAGREE,
            ),
            Ready(
                K.YES_NO,
                _l("Would the proposal affect you, or people you know, more than others?"),
                follow_up=_l("How, and whom?"),
            ),
        ),
    ),
    "priorities": Set(
        _l("Priorities: put in order, and explain"),
        _l("Things that all have a claim, and not enough money or time for all of them"),
        (
            Ready(
                K.RANKING,
                _l("Which of these should come first?"),
                _l("Put them in the order that matters to you"),
                (_l("The first priority"), _l("The second priority"), _l("The third priority")),
            ),
            Ready(K.TEXT, _l("Why did you put that one first?")),
            Ready(K.TEXT, _l("Is anything missing that should be a priority?")),
        ),
    ),
    "service": Set(
        _l("A service: how often, how good, what would help"),
        _l("Something that people use, such as buses, libraries or advice"),
        (
            Ready(
                K.ONE,
                _l("How often do you use it?"),
                options=(EVERY_WEEK, EVERY_MONTH, _l("Less often"), NEVER),
            ),
            Ready(
                K.SCALE,
                _l("How good is it, as you have found it?"),
                options=(
                    _l("Very poor"),
                    _l("Poor"),
                    _l("Neither good nor poor"),
                    _l("Good"),
                    _l("Very good"),
                ),
                after=0,
                answers=(EVERY_WEEK, EVERY_MONTH, _l("Less often")),
            ),
            Ready(
                K.SEVERAL,
                _l("What keeps you from using it?"),
                options=(
                    _l("I have no need of it"),
                    _l("I cannot get there"),
                    _l("It costs too much"),
                    _l("It is not open when I could use it"),
                    _l("I did not know about it"),
                    _l("Something else"),
                ),
                after=0,
                answers=(NEVER,),
            ),
            Ready(K.TEXT, _l("What one change would help you most?")),
        ),
    ),
    "strategy": Set(
        _l("A draft strategy: vision, priorities, evidence"),
        _l("A document in draft that is out for comment before it is decided"),
        (
            Ready(K.SCALE, _l("How far do you agree or disagree with the vision?")),
            Ready(K.TEXT, _l("What would you change in it?")),
            Ready(
                K.YES_NO,
                _l("Are these the right priorities?"),
                follow_up=_l("What would you add, take out or put differently?"),
            ),
            Ready(
                K.TEXT,
                _l("What evidence should we know of that the draft leaves out?"),
                _l("Reports, figures, or what you have seen at work or at home"),
            ),
            Ready(
                K.FILES,
                _l("Do you want to send us a document?"),
                _l("Please leave out names and addresses of other people"),
            ),
            Ready(
                K.TEXT,
                _l("Who would gain from it, and who might lose?"),
                _l("Think of age, disability, income, and of where people live"),
            ),
        ),
    ),
    "area": Set(
        _l("The area you speak of"),
        _l("Where it matters which place an answer is about"),
        (
            Ready(K.AREA, _l("Which place are your answers about?"), _l("A town, a village or a district")),
            Ready(
                K.ONE,
                _l("How do you know it?"),
                options=(
                    _l("I live there"),
                    _l("I work or study there"),
                    _l("I run an organisation there"),
                    _l("I go there often"),
                ),
            ),
            Ready(K.NUMBER, _l("For how many years?"), least=0, most=120, unit=_l("years")),
        ),
    ),
}
"""What managers can start from, by a name that addresses can carry."""
