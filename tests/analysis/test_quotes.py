import numpy as np
import pytest

from engage.analysis.quotes import LONGEST, choose
from engage.analysis.texts import Text
from engage.analysis.vectors import unit

pytestmark = pytest.mark.no_database

BUS = "The first bus from our village gets in at ten past eight, so that was that."


def _chosen(said: list[Text], how_many: int = 3, telling: dict[str, float] | None = None) -> list[str]:
    vectors = unit(np.array([[1.0, n / 10] for n in range(len(said))]))
    by_id = {text.id: text.words for text in said}
    return [by_id[q.id][q.start : q.end] for q in choose(said, vectors, how_many, telling or {})]


@pytest.mark.parametrize(
    "words",
    [
        "Buses.",
        "Read all about the buses at https://buses.example and tell your friends about it today.",
        "Write to me about our village bus at someone@village.example and I will gladly explain.",
        "Ring me about the buses of our village on 01632 960 123 any time that you may like.",
        "THE BUSES IN THIS VILLAGE ARE A DISGRACE AND ALWAYS HAVE BEEN A DISGRACE, I SAY.",
        "12, 14, 15, 18, 21, 24, 27, 30, 33, 36, 39, 42, 45, 48, 51, 54, 57, 60, 63, 66.",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ],
)
def test_what_cannot_stand_as_a_quote_is_not_quoted(words: str) -> None:
    assert _chosen([Text("a", words, "a")]) == []


def test_a_text_is_quoted_word_for_word_without_the_space_around_it() -> None:
    assert _chosen([Text("a", f"  {BUS}\n", "a")]) == [BUS]


def test_a_long_text_is_quoted_by_its_most_telling_whole_sentences() -> None:
    filler = "I have lived here for forty years and seen a great deal change in that time. " * 5
    (quote,) = _chosen([Text("a", f"{filler}{BUS} {filler}", "a")], telling={"bus": 3.0, "village": 1.0})
    assert BUS in quote
    assert len(quote) <= LONGEST
    assert quote[0].isupper()
    assert quote[-1] == "."


def test_nobody_is_quoted_twice_while_others_are_left() -> None:
    said = [Text(f"{n}", f"{BUS} And this is what I add as number {n}.", "one") for n in range(3)]
    vectors = np.eye(4)
    said.append(Text("x", "I work nights at the hospital and no bus comes near it before seven.", "two"))
    assert "x" in [quote.id for quote in choose(said, vectors, 2, {})]


def test_what_may_not_be_quoted_is_not() -> None:
    assert _chosen([Text("a", BUS, "a", quotable=False)]) == []


def test_the_same_thing_is_not_quoted_twice() -> None:
    said = [Text("a", BUS, "a"), Text("b", BUS.replace("eight", "nine"), "b")]
    assert len(choose(said, np.array([[1.0, 0.0], [1.0, 0.01]]), 2, {})) == 1
