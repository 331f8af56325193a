"""What looks like personal data is pointed at, and figures, roads and dates are left alone."""

from itertools import pairwise

import pytest

from engage.moderation.suggestions import Kind, suggest

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Write to jo.o'hara+bus@mail.example.org.", Kind.EMAIL, "jo.o'hara+bus@mail.example.org"),
        ("Ring me on 07700 900145 if you want", Kind.PHONE, "07700 900145"),
        ("Office: (01632) 960 001.", Kind.PHONE, "(01632) 960 001"),
        ("call +44 (0)20 7946 0018 now", Kind.PHONE, "+44 (0)20 7946 0018"),
        ("0044 7700 900 145", Kind.PHONE, "0044 7700 900 145"),
        ("I live at SW1A 1AA, near", Kind.POSTCODE, "SW1A 1AA"),
        ("postcode m1 1ae thanks", Kind.POSTCODE, "m1 1ae"),
        ("EC1A1BB", Kind.POSTCODE, "EC1A1BB"),
        ("the van AB12 CDE parks there", Kind.PLATE, "AB12 CDE"),
        ("my number is QQ 12 34 56 C no AB 12 34 56 C", Kind.NATIONAL_INSURANCE, "AB 12 34 56 C"),
        ("account number 12345678", Kind.ACCOUNT, "12345678"),
        ("sort code: 12-34-56", Kind.SORT_CODE, "12-34-56"),
        ("GB29 NWBK 6016 1331 9268 19", Kind.IBAN, "GB29 NWBK 6016 1331 9268 19"),
    ],
)
def test_what_looks_like_personal_data_is_pointed_at(text: str, kind: Kind, words: str) -> None:
    (found,) = suggest(text)
    assert (found.kind, found.words) == (kind, words)
    assert text[found.start : found.end] == words


@pytest.mark.parametrize(
    "text",
    [
        "In 2025 the A470 and M4 closed on 12-05-24, 12/05/2024 and 1 March.",
        "It cost £1,250,000 and served 10,500,000 people, or 0.0123456789 of them.",
        "the m4 2nd exit, the B2 3rd floor, and 5G by 2030",
        "Bus 73 at 8.10, order 12345678, @northmoor",
        "The G7, COP26 and SME10 schemes; PM2.5; CO2 per MWh",
    ],
)
def test_figures_roads_and_dates_are_left_alone(text: str) -> None:
    assert suggest(text) == []


def test_suggestions_stand_in_order_and_do_not_overlap() -> None:
    found = suggest("07700 900145 at SW1A 1AA, a@b.example, 07700 900146")
    assert [one.kind for one in found] == [Kind.PHONE, Kind.POSTCODE, Kind.EMAIL, Kind.PHONE]
    assert all(one.end <= two.start for one, two in pairwise(found))
