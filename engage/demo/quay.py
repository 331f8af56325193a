"""What the tables of the demo's past workshop wrote, and which ideas the room gave its dots to."""

from collections.abc import Mapping

from engage.workshops.tables.models import ExerciseKind

TABLES, SEATS = 5, 8

HOPES, IDEAS, OPTIONS, MIGHT = "hopes", "ideas", "options", "might"
EXERCISES: Mapping[str, tuple[ExerciseKind, str, str, tuple[str, ...], int]] = {
    HOPES: (
        ExerciseKind.HOPES_AND_FEARS,
        "Saltwick in ten years",
        "What do you hope the town is like in ten years, and what do you fear?",
        (),
        0,
    ),
    OPTIONS: (
        ExerciseKind.OPTIONS,
        "What to do with North Quay",
        "Three ways to use the empty half of the quay. What speaks for each, what against?",
        ("Workshops for small firms", "A ferry terminal with a bus stop at its door", "Homes over shops"),
        0,
    ),
    IDEAS: (
        ExerciseKind.IDEAS,
        "What would you start next spring?",
        "Something that could begin within a year, with money the region could find.",
        (),
        3,
    ),
    MIGHT: (
        ExerciseKind.HOW_MIGHT_WE,
        "Questions to take along",
        "What should the strategy find out?",
        (),
        0,
    ),
}

NOTES: Mapping[str, tuple[tuple[int, str, str], ...]] = {
    HOPES: (
        (1, "hope", "The harbour works all year, not only from May to September."),
        (1, "fear", "That the fish dock closes and nobody in the county town notices."),
        (2, "hope", "Young people can rent here on an apprentice's wage."),
        (2, "fear", "Second homes: half of Quay Street is dark in winter."),
        (3, "hope", "A harbour that works all the year round, and not only in summer."),
        (3, "hope", "The last bus goes after the evening shift ends."),
        (4, "fear", "The sea wall. One more winter like the last, and the lower town floods."),
        (4, "hope", "Young people who can afford to rent in the town they grew up in."),
        (5, "fear", "Another plan that ends up on a shelf."),
        (5, "hope", "More than one large employer, so that one closure is not a disaster."),
    ),
    OPTIONS: (
        (
            1,
            "1:for",
            "Three firms here would move in tomorrow: there is nothing under 200 square metres.",
        ),
        (1, "1:against", "Lorries through Quay Street all day, unless the back road is mended first."),
        (2, "2:for", "The ferry brings people who now drive to the next port."),
        (2, "2:against", "Full in August, empty in February. Who pays for the winter?"),
        (3, "1:for", "Units of the size small firms can pay for are what is missing here."),
        (3, "3:against", "Homes on the quay get wet feet before anything else does."),
        (4, "2:for", "With the bus at its door it helps those who have no car, too."),
        (5, "3:for", "People who live there look after the place in the evening."),
        (5, "1:against", "Noise, if the units are for boat repair."),
    ),
    IDEAS: (
        (1, "", "A shared workshop in the net store"),
        (2, "", "An evening bus that meets the shift"),
        (3, "", "A rent guarantee for apprentices"),
        (4, "", "A sea wall watch run by the school and the harbour office"),
        (5, "", "One page a year that says what became of the last plan"),
    ),
    MIGHT: (
        (1, "", "How might we keep the fish dock busy when the boats are in harbour?"),
        (3, "", "How might we tell whether a bus is worth it before it runs?"),
        (5, "", "How might we hear from the people who never come to workshops?"),
    ),
}
"""The number of the table, the column and the words; cards are numbered from one here."""

DETAILS: Mapping[str, Mapping[str, str]] = {
    "A shared workshop in the net store": {
        "line": "Benches and tools by the month, with the college teaching two days a week.",
        "helps": "People who start on their own, and apprentices.",
        "needs": "A lease for ten years, and somebody who holds the keys.",
    },
    "An evening bus that meets the shift": {
        "line": "One bus at ten past ten, five nights a week, for a trial of a year.",
        "helps": "The smokehouse's late shift, and anybody without a car.",
        "needs": "The two large employers share the cost with the council.",
    },
    "A rent guarantee for apprentices": {
        "line": "The body stands in for the deposit.",
        "helps": "Those who start at eighteen without savings.",
        "needs": "Landlords who agree to a fair rent for two years.",
    },
}

DOTS: Mapping[str, int] = {
    "A shared workshop in the net store": 17,
    "An evening bus that meets the shift": 23,
    "A rent guarantee for apprentices": 9,
    "A sea wall watch run by the school and the harbour office": 6,
    "One page a year that says what became of the last plan": 13,
}

CORRECTED = (
    "Full in August, empty in February. Who pays for the winter?",
    "Full in August, half empty from November to March. Who pays for the winter?",
)
DISSENT = (
    "Homes on the quay get wet feet before anything else does.",
    "Not if they stand on the upper quay, where the ground is three metres higher. Two of us said so.",
)
