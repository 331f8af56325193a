"""A moderator's shift, page by page, without JavaScript."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import event, select

from engage import clock
from engage.accounts import Person
from engage.db import db
from engage.feedback.models import Consent, Contact, Contribution
from engage.moderation import leases, queries
from engage.moderation.decisions import decide
from engage.moderation.models import Decision, Outcome, Reason
from engage.moderation.redaction import MARK
from engage.organisations.models import Sector
from tests.browser import Browser
from tests.factories import (
    Administrator,
    ContributionTo,
    Facilitator,
    Lead,
    Manager,
    OpenConsultation,
    ShownContribution,
    Staff,
)

pytestmark = pytest.mark.usefixtures("session")
SignIn = Callable[[Person], Browser]
RING = "Ask for Dave at number 14.\r\nRing me on 07700 900145 😀 if you want the whole story."


@pytest.fixture
def texts() -> list[Contribution]:
    """Three texts that wait, the oldest first; the first with a phone number in it."""
    theme = OpenConsultation().themes[0]
    given = [RING, "Solar on every school roof", "Spin-outs leave"]
    return [
        ContributionTo(theme=theme, text=text, received_at=clock.now() - timedelta(hours=30 - n))
        for n, text in enumerate(given)
    ]


@pytest.fixture
def rao(texts: list[Contribution]) -> Person:
    """A facilitator of all of them."""
    return Facilitator(texts[0].response.consultation, name="A. Rao")


def _decisions() -> list[tuple[Outcome, str | None]]:
    made = select(Decision.outcome, Decision.shown_text).order_by(Decision.decided_at)
    return [(outcome, text) for outcome, text in db.session.execute(made)]


@contextmanager
def _asked() -> Iterator[list[str]]:
    """List what the database is asked meanwhile."""
    asked: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        asked.append(statement)

    connection = db.session.connection()
    event.listen(connection, "before_cursor_execute", note)
    yield asked
    event.remove(connection, "before_cursor_execute", note)


def _open(browser: Browser, contribution: Contribution) -> None:
    browser.get("/moderation")
    browser.submit(form=f'form[action="/moderation/{contribution.id}/open"]')


def test_the_queue_counts_what_waits_and_opens_the_next(
    texts: list[Contribution], rao: Person, signed_in_as: SignIn
) -> None:
    browser = signed_in_as(rao)
    browser.get("/moderation")
    assert "3 waiting · oldest 1 day 6 hours" in browser.text()
    browser.submit(form='form[action="/moderation/next"]')
    assert browser.at == f"/moderation/{texts[0].id}"
    assert "you, 10 min left" in browser.text()
    browser.submit(button="Leave it, next N", form="#decision")
    assert browser.at == f"/moderation/{texts[1].id}"


def test_showing_goes_on_to_the_next(texts: list[Contribution], rao: Person, signed_in_as: SignIn) -> None:
    browser = signed_in_as(rao)
    _open(browser, texts[1])
    browser.submit(form="#decision", button="act=show")
    assert _decisions() == [(Outcome.SHOW, "Solar on every school roof")]
    assert browser.at == f"/moderation/{texts[2].id}"
    browser.submit(form="#decision", button="act=hold")
    assert browser.at == "/moderation"
    assert "nothing more here" in browser.text()


def test_words_are_taken_out_after_a_look_at_what_the_public_will_see(
    texts: list[Contribution], rao: Person, signed_in_as: SignIn
) -> None:
    browser = signed_in_as(rao)
    _open(browser, texts[0])
    assert "Phone number: 07700 900145" in browser.text()
    marked = RING.replace("Dave at number 14", "[[Dave at number 14]]").replace("\r\n", "\n")
    number = f"{RING.index('07700')}-{RING.index('07700') + 12}"
    browser.submit({"suggested": number, "marked": marked}, form="#decision", button="act=preview")
    assert _decisions() == []
    seen = browser.page.query(".both > div")[1].to_text()
    assert "07700" not in seen
    assert "Dave" not in seen
    assert "[words removed]" in seen
    browser.submit(form="#decision", button="act=redact")
    assert _decisions() == [
        (Outcome.REDACT, f"Ask for {MARK}.\r\nRing me on {MARK} 😀 if you want the whole story.")
    ]


def test_what_was_not_looked_at_is_not_shown(
    texts: list[Contribution], rao: Person, signed_in_as: SignIn
) -> None:
    browser = signed_in_as(rao)
    _open(browser, texts[1])
    browser.submit({"marked": "[[Solar]] on every school roof"}, form="#decision", button="act=preview")
    browser.submit(
        {"marked": "Solar on every school [[roof]]", "act": "redact"}, form="#decision", button="act=redact"
    )
    assert _decisions() == []
    browser.submit(form="#decision", button="act=redact")
    assert _decisions() == [(Outcome.REDACT, f"Solar on every school {MARK}")]


def test_brackets_that_make_no_sense_are_refused_and_nothing_typed_is_lost(
    texts: list[Contribution], rao: Person, signed_in_as: SignIn
) -> None:
    browser = signed_in_as(rao)
    _open(browser, texts[1])
    browser.submit(
        {"marked": "Sun on every [[school]] roof", "note": "Ask Lee"}, form="#decision", button="act=preview"
    )
    assert "Change nothing but the brackets" in browser.text()
    assert "Sun on every [[school]] roof" in browser.page.query("textarea#marked")[0].to_text()
    assert "Ask Lee" in browser.page.query("textarea#note")[0].to_text()
    assert _decisions() == []


def test_withholding_asks_for_a_reason(texts: list[Contribution], rao: Person, signed_in_as: SignIn) -> None:
    browser = signed_in_as(rao)
    _open(browser, texts[1])
    browser.submit(form="#decision", button="act=withhold")
    assert "Choose why it is withheld" in browser.text()
    browser.submit({"reason": "abuse", "note": "a\0b"}, form="#decision", button="act=withhold")
    assert "cannot be kept" in browser.text()
    browser.submit(form="#decision", button="act=withhold")
    made = db.session.scalars(select(Decision)).one()
    assert (made.outcome, made.reason, made.note) == (Outcome.WITHHOLD, Reason.ABUSE, "ab")


def test_others_see_who_reads_it_and_cannot_decide(
    texts: list[Contribution], rao: Person, signed_in_as: SignIn
) -> None:
    leases.take(texts[1], by=rao)
    browser = signed_in_as(Facilitator(texts[0].response.consultation))
    browser.get("/moderation")
    assert "A. Rao is reading it" in browser.text()
    _open(browser, texts[1])
    assert "A. Rao is reading this" in browser.text()
    assert not browser.page.query("#decision")


def test_who_comes_late_is_told_what_was_decided_and_by_whom(
    texts: list[Contribution], rao: Person, signed_in_as: SignIn
) -> None:
    browser = signed_in_as(Facilitator(texts[0].response.consultation))
    _open(browser, texts[1])
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=True):
        decide(texts[1], Outcome.SHOW, by=rao)
        db.session.commit()
        browser.submit({"reason": "abuse"}, form="#decision", button="act=withhold")
        assert "decided meanwhile by A. Rao" in browser.text()
        assert [outcome for outcome, _ in _decisions()] == [Outcome.SHOW]
        browser.submit({"reason": "abuse"}, form="#decision", button="act=withhold")
        assert [outcome for outcome, _ in _decisions()] == [Outcome.SHOW, Outcome.WITHHOLD]


def test_what_was_decided_can_be_decided_anew_and_its_history_stands(
    texts: list[Contribution], rao: Person, signed_in_as: SignIn
) -> None:
    decide(texts[1], Outcome.WITHHOLD, by=rao, reason=Reason.OFF_TOPIC, note="Not ours")
    browser = signed_in_as(rao)
    browser.get("/moderation?state=decided")
    browser.submit(form=f'form[action^="/moderation/{texts[1].id}/open"]')
    assert "Withheld by A. Rao" in browser.text()
    browser.submit(form="#decision", button="act=show")
    now = queries.current([texts[1].id])[texts[1].id]
    assert now.outcome is Outcome.SHOW
    assert browser.page.query('a[aria-current][href*="state=decided"]')


def test_filters_stay_while_one_works_through_them(
    texts: list[Contribution], rao: Person, signed_in_as: SignIn
) -> None:
    theme = texts[0].theme
    firms = [ContributionTo(theme=theme, sector=Sector.BUSINESS) for _ in range(2)]
    browser = signed_in_as(rao)
    browser.get("/moderation?sector=nonsense&about=x&page=7")
    assert "Solar" in browser.text()
    browser.submit({"sector": "business"}, form="form.filter")
    assert "Solar" not in browser.text()
    browser.submit(form='form[action^="/moderation/next"]')
    browser.submit(form="#decision", button="act=show")
    assert browser.at == f"/moderation/{firms[1].id}"
    assert "Solar" not in browser.text()


def test_the_same_text_from_several_is_decided_after_a_look_at_all_wordings(
    texts: list[Contribution], rao: Person, signed_in_as: SignIn
) -> None:
    theme = texts[0].theme
    said = ["Save our library", "save our library!", "Save our library"]
    first, loud, _ = (ContributionTo(theme=theme, text=text) for text in said)
    browser = signed_in_as(rao)
    _open(browser, first)
    browser.follow("Look through them")
    assert "The same text from 3 people" in browser.text()
    browser.submit({"texts": []}, button="Decide on all that is ticked")
    assert "Choose what is to be done" in browser.text()
    browser.submit({"outcome": "show"}, button="Decide on all that is ticked")
    assert "Tick at least one" in browser.text()
    every = [box.attrs["value"] for box in browser.page.query("input[name=texts]")]
    decide(loud, Outcome.HOLD, by=None)
    db.session.commit()
    browser.submit({"texts": every, "outcome": "show"}, button="Decide on all that is ticked")
    assert "2 contributions decided" in browser.text()
    assert "1 was left: This has been decided meanwhile" in browser.text()


def test_wordings_with_personal_data_are_not_ticked_and_can_be_shown_without_it(
    texts: list[Contribution], rao: Person, signed_in_as: SignIn
) -> None:
    theme = texts[0].theme
    first = ContributionTo(theme=theme, text="Write to me at a@b.example please")
    ContributionTo(theme=theme, text="Write to me at A@b.example please")
    browser = signed_in_as(rao)
    browser.get(f"/moderation/{first.id}/together")
    assert not browser.page.query("input[name=texts][checked]")
    every = [box.attrs["value"] for box in browser.page.query("input[name=texts]")]
    browser.submit({"texts": every, "outcome": "redact"}, button="Decide on all that is ticked")
    assert {text for _, text in _decisions()} == {f"Write to me at {MARK} please"}


@pytest.mark.parametrize("role", ["nobody", "lead", "administrator", "other theme", "other consultation"])
def test_only_who_may_moderate_it_opens_a_text(
    role: str, texts: list[Contribution], signed_in_as: SignIn
) -> None:
    consultation = texts[0].response.consultation
    people: dict[str, Callable[[], Person]] = {
        "nobody": Staff,
        "lead": lambda: Lead(consultation.themes[0]),
        "administrator": Administrator,
        "other theme": lambda: Facilitator(consultation, consultation.themes[1]),
        "other consultation": lambda: Manager(OpenConsultation()),
    }
    browser = signed_in_as(people[role]())
    for way in ("", "/together"):
        browser.get(f"/moderation/{texts[0].id}{way}", expect=403)
    assert _decisions() == []


def test_the_macro_draws_what_was_removed_as_a_block_with_words_for_those_who_hear_it(app: Any) -> None:
    with app.test_request_context():
        macro = app.jinja_env.get_template("_macros/shown_text.html").module.shown_text
        html = macro(f"Ring <b> {MARK}\r\non {MARK}.")
    assert (
        html.count('<span class="gone"><span class="govuk-visually-hidden">[words removed]</span></span>')
        == 2
    )
    assert "Ring &lt;b&gt; <span" in html


def test_the_queue_asks_the_database_as_often_for_many_as_for_few(
    texts: list[Contribution], rao: Person, signed_in_as: SignIn
) -> None:
    browser = signed_in_as(rao)
    with _asked() as few:
        browser.get("/moderation")
    for number in range(30):
        ContributionTo(theme=texts[0].theme, text=f"Save our library {number % 7}")
    ShownContribution(theme=texts[0].theme, consent=Consent.NONE)
    db.session.flush()
    with _asked() as many:
        browser.get("/moderation")
    assert len(many) == len(few)


def test_a_name_that_will_be_published_is_seen_by_whoever_decides(
    texts: list[Contribution], rao: Person, signed_in_as: SignIn
) -> None:
    texts[0].response.consent = Consent.NAMED
    texts[0].response.contact = Contact(name="Abusive Name")
    browser = signed_in_as(rao)
    browser.get(f"/moderation/{texts[0].id}")
    assert "to be published under the name Abusive Name" in browser.text()


def test_a_wording_with_names_is_not_ticked_before_they_were_looked_at(
    texts: list[Contribution], rao: Person, signed_in_as: SignIn
) -> None:
    theme = texts[1].theme
    again = ContributionTo(theme=theme, text=texts[1].text, consent=Consent.NAMED)
    again.response.organisation = "Abusive Name Ltd"
    browser = signed_in_as(rao)
    browser.get(f"/moderation/{texts[1].id}/together")
    assert "Abusive Name Ltd" in browser.text()
    assert browser.page
    assert not browser.page.query("input[name=texts][checked]")


def test_a_reference_that_cannot_be_right_is_said_to_be_wrong_beside_the_box(
    texts: list[Contribution], rao: Person, signed_in_as: SignIn
) -> None:
    browser = signed_in_as(rao)
    browser.get("/moderation?words=k7r+4mw+hkw")
    assert "This reference cannot be right" in browser.text()
    assert 'value="k7r 4mw hkw"' in browser.answer.text
    browser.get(f"/moderation?words={texts[0].response.reference.lower()}")
    assert "cannot be right" not in browser.text()
    assert texts[0].response.reference in browser.text()
