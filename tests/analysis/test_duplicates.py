import random

import pytest

from engage.analysis.duplicates import Campaign, campaigns
from engage.analysis.texts import Text

pytestmark = pytest.mark.no_database

LETTER = (
    "I object to the closure of Mill Lane swimming baths. They are the only warm and sheltered pool within "
    "twenty miles, our schools teach every child to swim there, and the council has published no figures "
    "that justify selling the site to a developer."
)
_DICE = random.Random(11)
_WORDS = [
    "".join(_DICE.choices("bdfglmnprstv", k=1)[0] + _DICE.choices("aeiou", k=1)[0] for _ in range(n))
    for n in _DICE.choices((2, 3, 4), k=6000)
]
_ODDS = [1 / (rank + 5) for rank in range(len(_WORDS))]


def _own_words(dice: random.Random, how_many: int) -> str:
    return " ".join(dice.choices(_WORDS, _ODDS, k=how_many))


def _others(how_many: int) -> list[Text]:
    dice = random.Random(how_many)
    return [
        Text(f"other-{n:05}", _own_words(dice, dice.randint(8, 45)), f"other-{n}") for n in range(how_many)
    ]


def _letters(how_many: int, *, changed: float = 0.0, added: int = 0) -> list[Text]:
    dice = random.Random(how_many)
    letters = []
    for n in range(how_many):
        words = [_own_words(dice, 1) if dice.random() < changed else word for word in LETTER.split()]
        letters.append(Text(f"letter-{n:05}", f"{' '.join(words)} {_own_words(dice, added)}", f"sender-{n}"))
    return letters


def _caught(found: list[Campaign], letters: list[Text]) -> float:
    ids = {text.id for text in letters}
    return max((len(ids & set(campaign.ids)) for campaign in found), default=0) / len(ids)


def test_the_same_text_from_two_people_is_a_campaign_however_it_is_typed() -> None:
    said = [Text("1", "Save our baths!", "a"), Text("2", "save our baths", "b"), Text("3", "No", "c")]
    assert campaigns(said) == [Campaign(("1", "2"), "1", 2, 1)]


def test_repeating_oneself_is_no_campaign() -> None:
    assert campaigns([Text("1", LETTER, "a"), Text("2", LETTER, "a")]) == []


def test_texts_without_words_are_no_campaign() -> None:
    assert campaigns([Text("1", "…", "a"), Text("2", "?", "b")]) == []


# A cut by share of all texts hides a large campaign, for it makes its own words common.
@pytest.mark.parametrize(("letters", "others"), [(3, 2997), (120, 1080), (1080, 120)])
def test_personalised_letters_are_found_be_they_few_or_most(letters: int, others: int) -> None:
    sent = _letters(letters, changed=0.05, added=15)
    found = campaigns([*sent, *_others(others)])
    assert _caught(found, sent) >= 0.95
    assert all(not any("other" in id_ for id_ in campaign.ids) for campaign in found)


def test_letters_with_many_words_changed_are_mostly_found() -> None:
    sent = _letters(200, changed=0.15)
    assert _caught(campaigns([*sent, *_others(800)]), sent) >= 0.8


def test_people_who_write_for_themselves_are_no_campaign() -> None:
    assert campaigns(_others(1500)) == []


def test_the_words_of_the_question_make_no_campaign() -> None:
    asked = "What would you change about the way in which buses serve the villages of our valley at night"
    said = [Text(f"{n}", f"{asked}: {_own_words(random.Random(n), 9)}", f"{n}") for n in range(20)]
    assert campaigns(said, asked=[asked]) == []


def test_two_campaigns_stay_two() -> None:
    other = " ".join(reversed(LETTER.split()))
    found = campaigns(
        [
            *_letters(20),
            *(Text(f"r{n}", f"{other} {_own_words(random.Random(n), 4)}", f"r{n}") for n in range(30)),
        ]
    )
    assert [campaign.people for campaign in found] == [30, 20]


def test_the_order_in_which_texts_come_changes_nothing() -> None:
    said = [*_letters(40, changed=0.1, added=5), *_others(200)]
    assert campaigns(said) == campaigns(random.Random(2).sample(said, len(said)))
