import pytest

from engage.analysis.texts import Text, distinct, key

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    "other",
    [
        "more BUSES, please; it's too late",
        "More buses please - it’s too late!!!",
        "  More   buses\nplease: its too late ",
        "“More buses, please.” It's too late",
        "Möre búses, please: it's too late",
    ],
)
def test_case_accents_punctuation_and_spacing_do_not_make_a_text_another(other: str) -> None:
    assert key(other) == key("More buses, please: it's too late.")


def test_other_words_make_another_text() -> None:
    assert key("More buses at nine") != key("More buses at ten")


def test_scripts_other_than_latin_keep_their_letters() -> None:
    assert key("Больше автобусов!") == "больше автобусов"
    assert key("更多巴士") != ""


def test_copies_stand_together_in_a_fixed_order() -> None:
    said = [Text("2", "Yes!", "b"), Text("1", "yes", "a"), Text("3", "No", "c")]
    assert [[text.id for text in copies] for copies in distinct(said).values()] == [["3"], ["1", "2"]]
