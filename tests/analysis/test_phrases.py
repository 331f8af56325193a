import pytest

from engage.analysis.phrases import Phrase, distinctive, label
from engage.analysis.texts import Text

pytestmark = pytest.mark.no_database


def _said(*words: str) -> list[Text]:
    return [Text(f"{w[:9]}{n}", w, f"{w[:9]}{n}") for n, w in enumerate(words)]


BUSES = _said(
    "The cost of living is bad but early buses are worse",
    "Early buses would help me keep my job",
    "Early buses, please",
    "No early bus means no early shift",
)
NURSERIES = _said(
    "Nurseries close at five",
    "A nursery place costs more than rent",
    "NHS staff need nurseries",
    "Our nursery has a waiting list",
)


def test_a_phrase_stands_for_the_word_inside_it() -> None:
    (buses, _) = distinctive([BUSES, NURSERIES])
    assert buses[0].words == "early buses"
    assert "buses" not in [phrase.words for phrase in buses]


def test_singular_and_plural_are_one_and_people_are_counted_once() -> None:
    repeated = [*NURSERIES, Text("again", "Nurseries, nurseries, nursery!", NURSERIES[0].person)]
    _, nurseries = distinctive([BUSES, repeated])
    assert nurseries[0].words in {"nursery", "nurseries"}
    assert nurseries[0].people == 4


def test_a_phrase_is_written_as_people_wrote_it() -> None:
    said = _said("The NHS is slow", "NHS dentists are few", "NHS waiting lists grow")
    (phrases, _) = distinctive([said, BUSES])
    assert phrases[0].words == "NHS"


def test_a_place_is_no_phrase_but_its_words_elsewhere_are() -> None:
    said = _said("Green Hill needs shops", "Green Hill needs banks", "Hill farms matter", "Hill farms first")
    (phrases, _) = distinctive([said, BUSES], names=[("green", "hill")])
    assert "Green" not in " ".join(phrase.words for phrase in phrases)
    assert phrases[0].words == "hill farms"


def test_words_of_the_question_alone_are_no_phrase() -> None:
    (phrases, _) = distinctive([BUSES, NURSERIES], ignored={"early", "bus"})
    assert not {"early buses", "early bus", "early"} & {phrase.words for phrase in phrases}


def test_a_label_joins_phrases_that_share_no_word() -> None:
    phrases = [
        Phrase("early buses", 9, 5.0, ("early", "bus")),
        Phrase("buses home", 8, 4.9, ("bus", "home")),
        Phrase("timetables", 5, 4.0, ("timetable",)),
        Phrase("rarely said", 2, 0.4, ("rarely", "said")),
    ]
    assert label(phrases) == "Early buses and timetables"


def test_nothing_told_makes_an_empty_label() -> None:
    assert label([]) == ""
