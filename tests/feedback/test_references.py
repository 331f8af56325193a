"""References: drawn at random, told apart by eye and by ear, and known to be wrong when they are."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage import clock
from engage.consultations.models import Consultation
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback import bulk, intake, references
from engage.feedback.bulk import NewRow, NewText
from engage.feedback.intake import NewContribution
from engage.feedback.models import Channel, Consent, Response
from engage.organisations.models import Sector
from tests.factories import OpenConsultation, ResponseTo

LOOK_ALIKE = ("0OQDCG", "1ILJ", "2Z", "5S", "6GB", "8B", "UV", "VY", "MN", "EF", "PR", "1T7", "A4", "E3")
SOUND_ALIKE = ("AJK8", "AH8", "BCDEGPTV3", "FSX", "MN", "IY", "59", "QU2", "LO0", "JG", "TD")
"""What is confused on the telephone; H and K share a vowel, but not their ends."""

signs = st.lists(st.sampled_from(references.SIGNS), min_size=8, max_size=8).map("".join)


def _whole(signs: str) -> str:
    return signs + references.check_sign(signs)


def _right(signs: str) -> bool:
    return references.read(signs) is not None


@pytest.mark.no_database
@pytest.mark.parametrize("alike", LOOK_ALIKE + SOUND_ALIKE)
def test_no_two_signs_are_taken_for_one_another(alike: str) -> None:
    assert len(set(alike) & set(references.SIGNS)) < 2


@pytest.mark.no_database
def test_the_signs_are_a_prime_number_and_spell_nothing() -> None:
    number = len(set(references.SIGNS))
    assert number == len(references.SIGNS)
    assert all(number % divisor for divisor in range(2, number))
    assert not set("AEIOU") & set(references.SIGNS)


@pytest.mark.no_database
def test_a_drawn_reference_is_in_threes_and_never_says_a_sign_twice_running() -> None:
    for _ in range(2000):
        drawn = references.draw()
        plain = drawn.replace("-", "")
        assert [len(part) for part in drawn.split("-")] == [3, 3, 3]
        assert all(one != other for one, other in pairwise(plain))
        assert references.understood(drawn) == drawn


@pytest.mark.no_database
def test_drawn_references_use_every_sign_in_every_place_and_do_not_follow_one_another() -> None:
    drawn = [references.draw().replace("-", "") for _ in range(2000)]
    assert all({one[place] for one in drawn} == set(references.SIGNS) for place in range(9))
    assert len(set(drawn)) == len(drawn)


@pytest.mark.no_database
@given(signs, st.integers(0, 8), st.sampled_from(references.SIGNS))
def test_every_single_wrong_sign_is_found(eight: str, place: int, other: str) -> None:
    whole = _whole(eight)
    changed = whole[:place] + other + whole[place + 1 :]
    assert changed == whole or changed[-1] != references.check_sign(changed[:-1])
    assert changed == whole or not _right(changed)


@pytest.mark.no_database
@given(signs)
def test_every_swap_of_two_signs_is_found(eight: str) -> None:
    whole = _whole(eight)
    for one, other in combinations(range(9), 2):
        swapped = list(whole)
        swapped[one], swapped[other] = whole[other], whole[one]
        assert "".join(swapped) == whole or not _right("".join(swapped))


@pytest.mark.no_database
@given(st.sampled_from(["", "-", " ", " – ", ".", "\u00a0", "/"]), st.booleans())
def test_it_is_read_in_any_case_and_spacing(between: str, lower: bool) -> None:
    drawn = references.draw()
    typed = f"  {drawn.replace('-', between)} "
    assert references.understood(typed.lower() if lower else typed) == drawn


@pytest.mark.no_database
@given(st.text())
def test_whatever_is_typed_is_a_right_reference_or_refused(typed: str) -> None:
    found = references.read(typed)
    assert found is None or references.understood(found) == found


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("K7R-4WO-HKW", "has no O in it"),
        ("K7R-4WM", "has nine characters, like K7R-4WM-HKW"),
        ("K7R-4MW-HKW", "cannot be right"),
        ("K7R-4WM-HK7", "cannot be right"),
        ("", "has nine characters"),
    ],
)
def test_what_cannot_be_a_reference_is_refused_with_the_reason(typed: str, why: str) -> None:
    with pytest.raises(RuleBroken, match=why):
        references.understood(typed)
    assert references.understood(references.EXAMPLE.lower()) == references.EXAMPLE


def _drawing(monkeypatch: pytest.MonkeyPatch, *drawn: str) -> None:
    left = iter(drawn)
    monkeypatch.setattr(references, "draw", lambda: next(left))


def test_a_reference_that_is_taken_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    consultation: Consultation = OpenConsultation()
    taken, free = references.draw(), references.draw()
    ResponseTo(consultation=consultation, reference=taken)
    _drawing(monkeypatch, taken, taken, free)
    response = intake.accept(
        consultation,
        sector=Sector.RESIDENT,
        consent=Consent.UNNAMED,
        channel=Channel.ONLINE,
        received_at=clock.now(),
        contributions=[NewContribution("Buses", consultation.themes[0].id)],
    )
    db.session.expire_all()
    assert response.reference == free
    assert [one.text for one in response.contributions] == ["Buses"]


def _rows(*source_ids: str) -> list[NewRow]:
    rest = (None, Sector.RESIDENT, None, None, Consent.UNNAMED, Channel.IMPORT, None)
    return [NewRow((NewText("Buses", source_id),), *rest) for source_id in source_ids]


def test_many_get_references_that_nobody_has(monkeypatch: pytest.MonkeyPatch) -> None:
    consultation: Consultation = OpenConsultation()
    taken, free, more = references.draw(), references.draw(), references.draw()
    ResponseTo(consultation=consultation, reference=taken)
    _drawing(monkeypatch, taken, free, free, more)
    bulk.accept_many(consultation, _rows("a", "b"), at=clock.now())
    assert {one.reference for one in db.session.query(Response)} == {taken, free, more}


def test_many_are_drawn_again_if_somebody_was_quicker(monkeypatch: pytest.MonkeyPatch) -> None:
    consultation: Consultation = OpenConsultation()
    taken, free = references.draw(), references.draw()
    ResponseTo(consultation=consultation, reference=taken)
    monkeypatch.setattr(references, "_taken", lambda _: set())
    _drawing(monkeypatch, taken, free)
    bulk.accept_many(consultation, _rows("a"), at=clock.now())
    assert {one.reference for one in db.session.query(Response)} == {taken, free}
