"""What a digest looks like in a mailbox."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import delete, select

from engage.accounts import Person
from engage.consultations.models import Theme
from engage.db import db
from engage.digests import scheduling
from engage.digests.compiling import compile_due
from engage.feedback.models import Consent, Contribution
from engage.feedback.receipts import issuing as receipts
from engage.feedback.receipts.commands import receipts as verifying
from engage.feedback.receipts.models import Receipt
from engage.mail.models import Message
from engage.organisations.models import Sector
from tests.factories import ContributionTo, Lead, OpenConsultation, PartnerBody, ShownContribution, ThemeOf
from tests.feedback.sending import chained, forced
from tests.operators import ran
from tests.snapshots import assert_as_before

SNAPSHOTS = Path(__file__).parent / "snapshots"
FRIDAY = datetime(2026, 3, 27, 8, tzinfo=UTC)
CAMPAIGN = (
    "Please keep the 73 bus running after six in the evening, because shift workers at the "
    "mill have no other way home and the walk along the bypass is not safe in winter."
)
LONG = " ".join(
    ["Our orders come in waves, and the short lets near the estuary fill before we can hire."] * 6
)


def _theme() -> Theme:
    theme: Theme = ThemeOf.build(slug="transport", title="Homes & transport", position=4)
    body = PartnerBody(name="Severn Vale Combined Authority", contact_email="strategy@severnvale.example")
    OpenConsultation(title="How should Severn Vale grow?", body=body, themes=[theme])
    return theme


def _say(theme: Theme, number: int, text: str, **values: object) -> Contribution:
    contribution: Contribution = ShownContribution(id=UUID(int=number), theme=theme, text=text, **values)
    contribution.response.reference = f"VX4K-{number:02d}"
    return contribution


def _letter(lead: Person, theme: Theme) -> Message:
    schedule = scheduling.kept(lead, theme)
    schedule.stop_key = "key"
    assert compile_due(schedule.id)
    return db.session.scalars(select(Message).order_by(Message.posted_at.desc()).limit(1)).one()


def _first(lead: Person, theme: Theme) -> Message:
    _say(theme, 1, "A lab to rent by the day <would> keep spin-outs here.", sector=Sector.EDUCATION)
    for number in (2, 3):
        _say(theme, number, CAMPAIGN)
    return _letter(lead, theme)


def _second(lead: Person, theme: Theme) -> Message:
    for number in (4, 5, 6):
        _say(theme, number, CAMPAIGN + (" I do the early shift." if number == 6 else ""))
    firm = _say(theme, 7, LONG, sector=Sector.BUSINESS, consent=Consent.NAMED)
    firm.response.organisation = "Estuary Castings Ltd"
    _say(theme, 8, "My manager must not know, but the depot leaks.", consent=Consent.NONE)
    ContributionTo(theme=theme)
    return _letter(lead, theme)


@pytest.fixture
def letters() -> dict[str, Message]:
    """The first digest of a lead, and the one of three days later."""
    with time_machine.travel(FRIDAY, tick=False) as clock:
        theme = _theme()
        lead = Lead(theme)
        first = _first(lead, theme)
        clock.move_to(FRIDAY + timedelta(days=3))
        return {"first": first, "second": _second(lead, theme)}


@pytest.mark.parametrize("which", ["first", "second"])
def test_the_letter_reads_as_it_did(letters: dict[str, Message], which: str) -> None:
    letter = letters[which]
    text = f"Subject: {letter.subject}\n\n{letter.text}"
    assert_as_before(text, SNAPSHOTS / f"{which}.txt")
    assert_as_before(letter.html, SNAPSHOTS / f"{which}.html")


def test_the_subject_says_the_numbers(letters: dict[str, Message]) -> None:
    assert letters["second"].subject == "Homes & transport: 2 new, 3 heard before"


def test_the_letter_can_be_stopped_with_one_click_and_answered(letters: dict[str, Message]) -> None:
    headers = letters["first"].headers
    assert headers["List-Unsubscribe"] == "<http://127.0.0.1:8000/digests/stop/key>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Reply-To"] == "strategy@severnvale.example"


def test_a_text_is_no_markup_in_the_letter(letters: dict[str, Message]) -> None:
    assert "&lt;would&gt;" in letters["first"].html
    assert "<would>" in letters["first"].text


def test_no_line_of_the_text_is_too_long_to_read(letters: dict[str, Message]) -> None:
    quoted = [line for line in letters["second"].text.splitlines() if line.startswith(("* ", "  "))]
    assert max(map(len, quoted)) < 80


def test_a_letter_with_much_in_it_stays_short() -> None:
    theme = _theme()
    lead = Lead(theme)
    for number in range(40):
        _say(theme, number + 10, f"Number {number}: {number * number} things to say about {number}.")
    letter = _letter(lead, theme)
    assert "And 32 more texts" in letter.text
    assert len(letter.html) < 20_000


def test_one_who_wrote_much_does_not_fill_the_letter() -> None:
    theme = _theme()
    lead = Lead(theme)
    first = _say(theme, 1, "Keep the last train.")
    for number in range(2, 20):
        text = f"My point number {number} is about {number} things at once."
        _say(theme, number, text, response=first.response, position=number)
    _say(theme, 30, "The path along the river stops at the bridge.")
    compile_due(scheduling.kept(lead, theme).id)
    letter = db.session.scalars(select(Message)).one()
    assert "The path along the river stops at the bridge." in letter.text


def test_the_letter_ends_with_the_head_of_the_receipts_and_can_be_held_against_the_chain(
    tmp_path: Path,
) -> None:
    theme = _theme()
    chained(theme.consultation, 3)
    (head,) = receipts.publish(at=FRIDAY)
    letter = _first(Lead(theme), theme)
    for part in (letter.html, letter.text):
        assert head.line in part
    assert "responses up to 27 March 2026" in letter.text
    kept = tmp_path / "digest.txt"
    kept.write_text(letter.text)
    only = ("--consultation", theme.consultation.slug, "--heads", str(kept))
    assert ran(verifying, "verify", *only, expect=1)["heads"] == 2  # the factories issue no receipts
    forced(delete(Receipt).where(Receipt.seq == 3))
    told = ran(verifying, "verify", *only, expect=1)
    assert "a head stands for 3 receipts, and there are 2" in [one["what"] for one in told["broken"]]
