"""An organisation's people write one response together; one of them sends it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from engage import clock
from engage.consultations.models import Consultation
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback import keys
from engage.feedback.form import colleagues, drafts
from engage.feedback.form.asking import seal
from engage.feedback.form.drafts import Seen
from engage.feedback.form.strands import strands
from engage.feedback.models import Contribution, Draft, DraftLink, Response
from engage.mail.models import Message
from tests.browser import Browser
from tests.factories import OpenConsultation, PartnerBody, ThemeOf
from tests.feedback.visitor import begun, kept
from tests.snapshots import assert_as_before
from tests.together import at_once

ABOUT = {"sector": "business", "organisation": "Ambleford Mills", "name": "Sam Signatory"}


def _letters(cause: str) -> list[Message]:
    found = select(Message).where(Message.key.like(f"{cause}:%")).order_by(Message.id)
    return list(db.session.scalars(found))


def _draft() -> Draft:
    return db.session.scalars(select(Draft)).one()


def _signing(browser: Browser, consultation: Consultation, email: str = "sam@example.com") -> None:
    """Begin a response for an organisation, up to the page that asks how it may be published."""
    begun(browser, consultation, text="What Sam wrote")
    browser.submit({"sector": "business", "area": "Ambleford"})
    browser.submit({"organisation": "Ambleford Mills"})
    browser.submit({"name": "Sam Signatory", "email": email})


def _invited(browser: Browser, consultation: Consultation, **fields: object) -> str:
    """Invite Cora, and give the path of her link."""
    browser.get(f"/consultations/{consultation.slug}/respond/colleagues")
    browser.submit({"name": "Cora Colleague", "email": "cora@example.com", **fields}, form="#invite")
    return f"/drafts/{keys.link_key(db.session.scalars(select(DraftLink)).all()[-1].id)}"


@pytest.fixture
def written(client: Browser, app: Flask) -> tuple[Consultation, Browser, Browser, str]:
    """A consultation, the browsers of a signatory and of a colleague who has opened her link, and that."""
    consultation = OpenConsultation()
    _signing(client, consultation)
    path = _invited(client, consultation, asked=[str(consultation.themes[1].id)])
    cora = Browser(app)
    cora.get(path)
    cora.submit(button="Start writing")
    return consultation, client, cora, path


Written = tuple[Consultation, Browser, Browser, str]


def _form(consultation: Consultation, place: int, end: str = "") -> str:
    return f"/consultations/{consultation.slug}/respond/themes/{consultation.themes[place].slug}{end}"


def test_a_colleague_writes_another_section_and_the_signatory_sends_both(written: Written) -> None:
    consultation, sam, cora, _path = written
    assert cora.at.endswith("/tasks")
    assert "You write with Sam Signatory for Ambleford Mills" in cora.text()
    assert "You are asked" in cora.text()
    cora.get(_form(consultation, 1))
    cora.submit(
        {f"text-{consultation.themes[1].id}": "What Cora wrote", f"kind-{consultation.themes[1].id}": "idea"}
    )
    assert cora.at.endswith("/tasks")
    sam.get(f"/consultations/{consultation.slug}/respond/publication")
    sam.submit({"consent": "unnamed"})
    assert "Last written by Cora Colleague" in sam.text()
    sam.submit(button="Send my response")
    assert sam.at.endswith("/receipt")
    texts = set(db.session.scalars(select(Contribution.text)))
    assert texts == {"What Sam wrote", "What Cora wrote"}


def test_a_colleague_sees_no_contact_details_and_reaches_no_page_about_the_sender(written: Written) -> None:
    consultation, _sam, cora, _path = written
    for name in ("you", "organisation", "contact", "publication", "check", "save", "colleagues", ""):
        cora.get(f"/consultations/{consultation.slug}/respond/{name}".rstrip("/"))
        assert cora.at.endswith("/tasks"), name
        assert cora.answer
        assert "sam@example.com" not in cora.answer.text


def test_a_colleague_changes_nothing_about_the_sender_by_posting_either(written: Written) -> None:
    consultation, _sam, cora, _path = written
    cora.get(_form(consultation, 0))
    assert cora.page
    token = cora.page.query("input[name=csrf_token]")[0].attrs["value"]
    before = dict(_draft().answers)
    for name in ("contact", "organisation", "you", "publication"):
        cora.post(
            f"/consultations/{consultation.slug}/respond/{name}",
            {"csrf_token": token, "name": "Cora", "organisation": "Other", "email": "c@example.com"},
        )
    assert _draft().answers == before


def test_a_colleague_cannot_send(written: Written) -> None:
    consultation, _sam, cora, _path = written
    draft = _draft()
    draft.answers = {**draft.answers, "consent": "unnamed"}
    cora.get(_form(consultation, 0))
    assert cora.page
    token = cora.page.query("input[name=csrf_token]")[0].attrs["value"]
    data = {"csrf_token": token, "draft": str(draft.id), "seen": str(draft.version), "website": ""}
    cora.post(f"/consultations/{consultation.slug}/respond/check", data)
    assert cora.at.endswith("/tasks")
    assert not db.session.scalars(select(Response)).all()


def test_two_who_change_the_same_box_are_shown_both_texts(written: Written) -> None:
    consultation, sam, cora, _path = written
    box = f"text-{consultation.themes[0].id}"
    cora.get(_form(consultation, 0))
    sam.get(_form(consultation, 0))
    cora.submit({box: "Cora's text"})
    sam.submit({box: "Sam's text"})
    assert "Neither is lost" in sam.text()
    assert sam.answer
    assert "Cora&#39;s text\n\nSam&#39;s text" in sam.answer.text
    sam.submit({box: "One text of both"})
    answers = _draft().answers
    assert answers["texts"][str(consultation.themes[0].id)]["text"] == "One text of both"
    assert not answers["clashes"]


def test_what_is_still_two_texts_cannot_be_sent(written: Written) -> None:
    consultation, sam, cora, _path = written
    box = f"text-{consultation.themes[0].id}"
    cora.get(_form(consultation, 0))
    sam.get(_form(consultation, 0))
    sam.submit({box: "Sam's text"})
    cora.submit({box: "Cora's text"})
    cora.get(f"/consultations/{consultation.slug}/respond/tasks")
    assert "Two versions" in cora.text()
    sam.get(f"/consultations/{consultation.slug}/respond/publication")
    sam.submit({"consent": "unnamed"})
    assert "Make one text of them" in sam.text()


def test_a_link_that_was_taken_back_says_so_and_gives_back_what_was_typed(written: Written) -> None:
    consultation, sam, cora, path = written
    cora.get(_form(consultation, 0))
    sam.get(f"/consultations/{consultation.slug}/respond/colleagues")
    sam.submit(form='form[action$="/revoke"]')
    assert "opens nothing any more" in sam.text()
    cora.submit({f"text-{consultation.themes[0].id}": "Written in vain"}, form="#answer")
    assert "This link was taken back" in cora.text()
    assert "Written in vain" in cora.text()
    assert _draft().answers["texts"][str(consultation.themes[0].id)]["text"] == "What Sam wrote"
    cora.get(path)
    assert "This link was taken back" in cora.text()
    assert not cora.page or not cora.page.query("main form")


def test_the_signatory_is_told_once_an_hour_that_somebody_is_done(written: Written) -> None:
    _consultation, _sam, cora, _path = written
    cora.submit(form='form[action$="/done"]')
    assert "We have told them" in cora.text()
    cora.submit(form='form[action$="/done"]')
    assert "told within the last hour" in cora.text()
    assert [letter.recipient for letter in _letters("draft-done")] == ["sam@example.com"]
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        cora.submit(form='form[action$="/done"]')
    assert len(_letters("draft-done")) == 2


def test_once_sent_the_colleagues_hear_the_reference_and_not_the_private_link(written: Written) -> None:
    consultation, sam, cora, path = written
    sam.get(f"/consultations/{consultation.slug}/respond/publication")
    sam.submit({"consent": "unnamed"})
    sam.submit(button="Send my response")
    response = db.session.scalars(select(Response)).one()
    (letter,) = _letters("draft-sent")
    assert letter.recipient == "cora@example.com"
    assert response.reference in letter.subject
    assert keys.private_key(response.id) not in letter.text + letter.html
    cora.get(path)
    assert "This response has been sent" in cora.text()
    cora.get(f"/consultations/{consultation.slug}/respond/receipt")
    assert not cora.at.endswith("/receipt")


def test_without_an_address_the_link_is_shown_to_be_passed_on(client: Browser, app: Flask) -> None:
    consultation = OpenConsultation()
    _signing(client, consultation)
    path = _invited(client, consultation, email="")
    assert path in client.text()
    assert not _letters("draft-link")
    other = Browser(app)
    other.get(path)
    assert "Sam Signatory invites you, Cora Colleague" in other.text()


def test_an_address_that_was_invited_before_gets_the_link_that_it_has(client: Browser) -> None:
    consultation = OpenConsultation()
    _signing(client, consultation)
    assert _invited(client, consultation) == _invited(client, consultation, name="Cora C.")
    assert [one.name for one in db.session.scalars(select(DraftLink))] == ["Cora C."]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Enter their name"),
        ({"inviter": " "}, "Enter your name"),
        ({"email": "cora"}, "Enter an e-mail address like"),
    ],
)
def test_an_invitation_that_lacks_something_says_what(
    client: Browser, fields: dict[str, str], sentence: str
) -> None:
    consultation = OpenConsultation()
    _signing(client, consultation)
    client.get(f"/consultations/{consultation.slug}/respond/colleagues")
    client.submit({"name": "Cora Colleague", **fields}, form="#invite")
    assert sentence in client.text()
    assert not db.session.scalars(select(DraftLink)).all()


def test_a_resident_is_told_that_it_is_for_organisations(client: Browser) -> None:
    consultation = OpenConsultation()
    begun(client, consultation, text="Buses")
    client.get(f"/consultations/{consultation.slug}/respond/colleagues")
    assert "This is for those who answer for an organisation" in client.text()
    draft = _draft()
    with pytest.raises(RuleBroken):
        colleagues.invite(draft, inviter="Sam", name="Cora", email=None, at=clock.now())


def test_it_ends_somewhere() -> None:
    draft = kept(uuid4(), OpenConsultation(), ABOUT, at=clock.now())
    for number in range(colleagues.MOST):
        colleagues.invite(draft, inviter="Sam", name=f"Cora {number}", email=None, at=clock.now())
    with pytest.raises(RuleBroken):
        colleagues.invite(draft, inviter="Sam", name="One more", email=None, at=clock.now())


def test_in_the_signatorys_own_browser_a_colleagues_link_takes_nothing_away(written: Written) -> None:
    consultation, sam, _cora, path = written
    sam.get(path)
    sam.submit(button="Start writing")
    sam.get(f"/consultations/{consultation.slug}/respond/contact")
    assert sam.at.endswith("/contact")


def test_a_browser_that_leaves_begins_a_response_of_its_own(written: Written) -> None:
    consultation, _sam, cora, _path = written
    cora.submit(form='form[action$="/leave"]')
    begun(cora, consultation, text="My own")
    assert cora.at.endswith("/you")
    assert len(db.session.scalars(select(Draft)).all()) == 2


def _writing(draft_id: UUID, box: int, text: str, then: str, by: str) -> Callable[[], object]:
    """Save a text in a box as its page does; `then` is the seal of what stood there when it was opened."""

    def write() -> object:
        draft = drafts.locked(db.session.get_one(Draft, draft_id))
        assert draft
        one = strands(db.session.get_one(Consultation, draft.consultation_id))[box].boxes[0]
        typed = {"texts": {one.key: {"text": text, "kind": "idea"}}}
        seen = Seen(one.key, then, seal(one, draft.answers))
        return drafts.keep(draft, typed, at=clock.now(), seen=seen, by=by)

    return write


@pytest.mark.commits
@pytest.mark.parametrize("round_", range(3))
def test_ten_who_write_at_once_in_the_same_two_boxes_lose_nothing(round_: int, app: Flask) -> None:
    consultation = OpenConsultation()
    draft = kept(uuid4(), consultation, {**ABOUT, "together": True}, at=clock.now())
    boxes = [strand.boxes[0] for strand in strands(consultation)]
    then = [seal(box, draft.answers) for box in boxes]
    db.session.commit()
    texts = {f"Text {n} in box {n % 2}": n % 2 for n in range(10)}
    at_once(app, [_writing(draft.id, box, text, then[box], str(uuid4())) for text, box in texts.items()])
    db.session.expire_all()
    answers = _draft().answers
    for text, box in texts.items():
        key = boxes[box].key
        assert text in answers["texts"][key]["text"] + answers["clashes"].get(key, ""), text


def test_a_third_who_writes_while_two_are_being_put_together_loses_nothing() -> None:
    consultation = OpenConsultation()
    draft = kept(uuid4(), consultation, ABOUT, at=clock.now())
    box = strands(consultation)[0].boxes[0]
    blank = seal(box, draft.answers)
    for text in ("Ann", "Bob"):
        _writing(draft.id, 0, text, blank, "")()
    after_bob = seal(box, draft.answers)
    _writing(draft.id, 0, "Cora", blank, "")()
    assert drafts.keep(
        draft,
        {"texts": {box.key: {"text": "Ann and Bob", "kind": "idea"}}},
        at=clock.now(),
        seen=Seen(box.key, after_bob, seal(box, draft.answers)),
    ).clashed
    held = draft.answers["texts"][box.key]["text"] + draft.answers["clashes"][box.key]
    assert all(text in held for text in ("Ann", "Bob", "Cora", "Ann and Bob"))


def test_the_same_text_sent_twice_stands_beside_the_other_once() -> None:
    consultation = OpenConsultation()
    draft = kept(uuid4(), consultation, ABOUT, at=clock.now())
    box = strands(consultation)[0].boxes[0]
    blank = seal(box, draft.answers)
    for text in ("Ann", "Bob", "Bob"):
        _writing(draft.id, 0, text, blank, "")()
    assert draft.answers["clashes"] == {box.key: "Bob"}


@pytest.mark.parametrize("part", ["subject", "text", "html"])
def test_the_letters_look_as_they_did(part: str) -> None:
    consultation = OpenConsultation(
        title="How should Severn Vale grow?",
        body=PartnerBody(name="Severn Vale Combined Authority"),
        themes=[ThemeOf.build(position=1, title="Homes & transport")],
        opens_at=datetime(2030, 4, 1, 8, tzinfo=UTC),
        closes_at=datetime(2030, 4, 30, 16, tzinfo=UTC),
    )
    at = datetime(2030, 4, 10, 12, tzinfo=UTC)
    draft = kept(uuid4(), consultation, {**ABOUT, "email": "sam@example.com"}, at=at)
    asked = [str(consultation.themes[0].id)]
    link = colleagues.invite(draft, inviter="Sam", name="Cora", email="cora@example.com", asked=asked, at=at)
    colleagues.tell_done(link, at=at)
    response = Response(consultation=consultation, reference="K7R-4WM-HKW", organisation="Ambleford Mills")
    colleagues.tell_sent(draft, response)
    for name, cause in (("invited", "draft-link"), ("done", "draft-done"), ("together_sent", "draft-sent")):
        found = getattr(_letters(cause)[0], part).replace(keys.link_key(link.id), "KEY")
        assert_as_before(found, Path(__file__).parent / "snapshots" / f"{name}.{part}")
