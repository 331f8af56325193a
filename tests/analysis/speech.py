"""Texts on four subjects, made up from parts, so that what belongs together is known."""

import random
from itertools import product

from engage.analysis.texts import Text

_SUBJECTS = {
    "buses": (
        ["The first bus from our village", "The evening bus", "Our rural bus service", "The bus timetable"],
        ["comes too late for the early shift", "is cancelled without notice", "never meets the train"],
        ["so people drive instead", "and fares keep rising", "which leaves apprentices stranded"],
    ),
    "homes": (
        ["Young families", "Care workers", "Key workers in the town", "Local teachers"],
        [
            "cannot afford the rent on a new home",
            "are priced out of housing here",
            "wait years for social housing",
        ],
        [
            "while flats stand empty",
            "because landlords sell to holiday lets",
            "and house prices keep climbing",
        ],
    ),
    "skills": (
        ["Our college", "The engineering apprenticeship", "Adult learning", "The training centre"],
        ["has lost its welding course", "needs tutors from industry", "turns away apprentices every autumn"],
        ["so firms recruit abroad", "although employers would pay", "and skills are lost to the region"],
    ),
    "energy": (
        [
            "Heat pumps",
            "Solar panels on warehouse roofs",
            "Insulation for old stone cottages",
            "Tidal energy",
        ],
        ["would cut carbon emissions", "need a stronger electricity grid", "wait on grid connections"],
        ["and lower energy bills", "if installers were trained", "before gas boilers are banned"],
    ),
}


def speech() -> tuple[list[Text], dict[str, str]]:
    """Give 144 texts by as many people, and the subject of each by its id."""
    said, subjects = [], {}
    for subject, parts in _SUBJECTS.items():
        for n, words in enumerate(product(*parts)):
            said.append(Text(f"{subject}-{n:02}", f"{' '.join(words)}.", f"person-{subject}-{n}"))
            subjects[said[-1].id] = subject
    random.Random(4).shuffle(said)
    return said, subjects
