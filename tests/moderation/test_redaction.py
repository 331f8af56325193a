"""Taking words out: what the moderator put in brackets, and nothing else, is gone."""

import pytest

from engage.errors import RuleBroken
from engage.moderation import redaction
from engage.moderation.models import Reason
from engage.moderation.redaction import MARK, Span

pytestmark = pytest.mark.no_database


def _shown(text: str, submitted: str) -> str:
    return redaction.apply(text, redaction.tidy(text, redaction.read(submitted, text)))


@pytest.mark.parametrize(
    ("text", "submitted", "shown"),
    [
        ("Ring Dave on 07700 900145.", "Ring [[Dave]] on [[07700 900145]].", f"Ring {MARK} on {MARK}."),
        ("One\r\ntwo Dave\r\nthree", "One\ntwo [[Dave]]\nthree", f"One\r\ntwo {MARK}\r\nthree"),
        ("One\rtwo Dave\nthree", "One\r\n[[two Dave]]\r\nthree", f"One\r{MARK}\nthree"),
        ("😀 Dave 👩‍👩‍👧 rings 🏴󠁧󠁢󠁷󠁬󠁳󠁿", "😀 [[Dave]] 👩‍👩‍👧 rings 🏴󠁧󠁢󠁷󠁬󠁳󠁿", f"😀 {MARK} 👩‍👩‍👧 rings 🏴󠁧󠁢󠁷󠁬󠁳󠁿"),
        ("Rene\u0301 wrote", "[[Rene\u0301]] wrote", f"{MARK} wrote"),
        ("Call [me] Dave", "Call [me] {{Dave}}", f"Call [me] {MARK}"),
        ("A [x] and {y} by Dave", "A [x] and {y} by <<Dave>>", f"A [x] and {{y}} by {MARK}"),
        ("Dave", "Dave", "Dave"),
    ],
)
def test_words_in_brackets_are_taken_out_and_all_else_stays(text: str, submitted: str, shown: str) -> None:
    assert _shown(text, submitted) == shown


@pytest.mark.parametrize(
    ("text", "span", "shown"),
    [
        ("Cafe\u0301s close", Span(3, 4), f"Caf{MARK}s close"),
        ("Cafe\u0301s close", Span(4, 5), f"Caf{MARK}s close"),
        ("Hi 👍🏽 you", Span(3, 4), f"Hi {MARK} you"),
        ("Hi 👩‍🚒 you", Span(3, 4), f"Hi {MARK} you"),
        ("Hi 👩‍🚒 you", Span(5, 6), f"Hi {MARK} you"),
    ],
)
def test_no_letter_loses_its_accent_and_no_emoji_a_part(text: str, span: Span, shown: str) -> None:
    assert redaction.apply(text, redaction.tidy(text, [span])) == shown


@pytest.mark.parametrize(
    ("submitted", "told"),
    [
        ("Ring [[Dave on 07700", "Close each"),
        ("Ring Dave]] on 07700", "Close each"),
        ("Ring [[Dave [[on]] 07700", "Close each"),
        ("Ring [[David]] on 07700", "they were given"),
        ("Ring [[Dave]] on 07700 ", "they were given"),
        ("Ring [[Dave]][[ ]]on 07700", "nothing between"),
    ],
)
def test_a_copy_that_says_something_else_is_refused(submitted: str, told: str) -> None:
    with pytest.raises(RuleBroken, match=told) as refused:
        redaction.read(submitted, "Ring Dave on 07700")
    assert refused.value.field == "marked"


def test_a_text_in_brackets_reads_back_to_the_same_places() -> None:
    text = "One\r\nDave 😀 and Rene\u0301 [of] Northmoor"
    spans = [Span(5, 9, Reason.ABUSE), Span(16, 21, Reason.ABUSE)]
    assert redaction.read(redaction.marked(text, spans), text, Reason.ABUSE) == spans


def test_spans_that_overlap_are_one() -> None:
    assert redaction.tidy("abcdefgh", [Span(3, 5), Span(1, 4)]) == [Span(1, 5)]
    assert redaction.tidy("abcdefgh", [Span(1, 3), Span(3, 5)]) == [Span(1, 3), Span(3, 5)]


def test_a_place_outside_the_text_is_refused() -> None:
    with pytest.raises(RuleBroken, match="not in this text"):
        redaction.tidy("abc", [Span(1, 9)])


def test_taking_out_every_word_is_not_showing() -> None:
    with pytest.raises(RuleBroken, match="Withhold"):
        redaction.tidy("Dave!", [Span(0, 4)])
