"""The kinds of exercise: what each is for, how it goes, and how one might be put."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from engage.errors import Sentence
from engage.workshops.tables.models import ExerciseKind


@dataclass(frozen=True)
class KindOfExercise:
    """A kind of exercise, in words for whoever chooses one."""

    name: Sentence
    purpose: Sentence
    """When to choose it."""
    course: Sentence
    """How it goes at the tables."""
    title: Sentence
    """An example of a title."""
    prompt: Sentence
    """An example of what people are asked."""
    cards: Sentence = ""
    """What is laid out, where something is."""
    example_cards: Sentence = ""


KINDS: Mapping[ExerciseKind, KindOfExercise] = {
    ExerciseKind.NOTES: KindOfExercise(
        name=_l("Plain notes"),
        purpose=_l("To hear what people think about a question, in whatever form it comes."),
        course=_l("The table talks, and its scribe writes down each point as a note."),
        title=_l("What matters most here"),
        prompt=_l("What is one thing about getting to work here that ought to change first, and why?"),
    ),
    ExerciseKind.HOPES_AND_FEARS: KindOfExercise(
        name=_l("Hopes and fears"),
        purpose=_l("To begin with: it brings out what people bring along, before anybody argues."),
        course=_l(
            "Everybody says one hope and one fear; the scribe writes them side by side. Nobody answers yet."
        ),
        title=_l("Hopes and fears for the next ten years"),
        prompt=_l("Think of this place in ten years. What do you hope for, and what do you fear?"),
    ),
    ExerciseKind.HOW_MIGHT_WE: KindOfExercise(
        name=_l("“How might we” questions"),
        purpose=_l("To turn complaints into questions that ideas can answer."),
        course=_l("The table takes what it heard so far and writes questions that begin “How might we”."),
        title=_l("How might we …"),
        prompt=_l(
            "Take a problem that was named before. Ask it so that there is more than one answer: not so wide "
            "that nobody knows where to begin, not so narrow that the answer is in it."
        ),
    ),
    ExerciseKind.EVIDENCE: KindOfExercise(
        name=_l("Evidence cards"),
        purpose=_l("To try what figures and studies say against what people see themselves."),
        course=_l(
            "Each card says one thing that is known. The table says where it sees this too, where it doubts "
            "it, and what it adds."
        ),
        title=_l("Does this look right from where you stand?"),
        prompt=_l("Read each card. Where does it fit what you see, where not, and what is missing?"),
        cards=_l("What the cards say"),
        example_cards=_l(
            "Four in ten firms say that they cannot fill skilled jobs\n"
            "The last bus leaves the business park at 6.40pm"
        ),
    ),
    ExerciseKind.IDEAS: KindOfExercise(
        name=_l("Idea cards"),
        purpose=_l("To get ideas that are worked out far enough to be weighed."),
        course=_l(
            "Each idea gets a name, one line, whom it helps, and what would have to be true for it to work."
        ),
        title=_l("Ideas for the first two years"),
        prompt=_l("What could be begun within two years with what is here already? One card for each idea."),
    ),
    ExerciseKind.OPTIONS: KindOfExercise(
        name=_l("Options review"),
        purpose=_l("To weigh choices that are really open, before anybody votes."),
        course=_l("For each option the table writes what speaks for it and what against it."),
        title=_l("Where should the money go first?"),
        prompt=_l("For each option: what speaks for it, what against it, and for whom?"),
        cards=_l("The options"),
        example_cards=_l(
            "One large training centre in the county town\nFive small ones along the bus routes"
        ),
    ),
}
