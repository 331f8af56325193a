import pytest

from engage.analysis.names import known

pytestmark = pytest.mark.no_database


def test_a_given_place_is_a_name_and_so_are_its_initials() -> None:
    assert set(known(["Severn Vale"], [])) == {("severn", "vale"), ("sv",)}


def test_a_name_that_many_texts_use_is_found() -> None:
    texts = [f"We in Bowling Green need {what}." for what in ("roads", "schools", "parks", "shops", "buses")]
    assert set(known([], [*texts, *["Nothing else was said"] * 60])) == {("bowling", "green"), ("bg",)}


def test_a_name_that_few_texts_use_is_left_to_tell_them_apart() -> None:
    assert not known([], ["The Green Book matters to us", *["More buses"] * 60])


def test_words_that_open_a_sentence_or_are_shouted_are_no_names() -> None:
    assert not known([], ["WE NEED EARLY BUSES HERE NOW", "Early Buses"] * 20)
