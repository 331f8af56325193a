"""What somebody can do on the private page of their response, and what it tells them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engage import clock
from engage.consultations.models import Question, QuestionKind
from engage.db import db
from engage.feedback import keys, uploads, withdrawal
from engage.feedback.models import Contact, Contribution, Reply, Response, Upload
from engage.feedback.rights import linking
from engage.feedback.standing import standing
from engage.mail.models import Message
from engage.moderation import queries as moderation
from engage.moderation.models import Outcome
from engage.record import response_pdf
from engage.record.consequences import Consequences
from engage.record.response_record import passages
from engage.web.private_links import key_hash
from tests.browser import Browser
from tests.factories import ContributionTo, OpenConsultation, ShownContribution
from tests.factories.summaries import PublishedSummary, ShownTexts
from tests.feedback.visitor import sent
from tests.record.test_amending import amended, decided, shown


def _response(text: str = "Buses", **contact: object) -> Response:
    response: Response = ContributionTo(theme=OpenConsultation().themes[0], text=text).response
    response.secret_hash = key_hash(keys.private_key(response.id))
    response.received_at = clock.now() - timedelta(days=2)
    response.contact = Contact(**contact) if contact else None
    db.session.flush()
    return response


def _link(response: Response, page: str = "") -> str:
    return f"/responses/{keys.private_key(response.id)}{page}"


def _letters() -> list[Message]:
    return list(db.session.scalars(select(Message).order_by(Message.posted_at, Message.id)))


def test_a_response_is_changed_on_the_pages_that_it_was_written_on(client: Browser) -> None:
    consultation = OpenConsultation()
    sent(client, consultation, text="Buses, please")
    response = db.session.scalars(select(Response)).one()
    client.get(_link(response))
    client.submit(button="Change it")
    assert client.at.startswith(f"/consultations/{consultation.slug}/respond/check")
    assert "Buses, please" in client.text()
    client.get(f"/consultations/{consultation.slug}/respond/themes/{consultation.themes[0].slug}?change=yes")
    client.submit({f"text-{consultation.themes[0].id}": "Trains, please"}, button="Continue")
    client.submit(button="Send my response")
    assert [one.text for one in standing(response)] == ["Trains, please"]
    assert response.version == 2
    client.get(_link(response))
    assert "You last changed it on" in client.text()
    assert "Trains, please" in client.text()


def test_a_new_version_that_waits_stands_beside_the_one_in_force(client: Browser) -> None:
    response = _response("Buses")
    decided(response.contributions[0])
    amended(response, "Trains")
    (passage,) = passages(response)
    assert (passage.contribution.text, passage.newer and passage.newer.text) == ("Buses", "Trains")
    client.get(_link(response))
    assert "Until a facilitator has read your new text, the one above stays" in client.text()
    decided(response.contributions[1])
    db.session.expire_all()
    (passage,) = passages(response)
    assert (passage.contribution.text, passage.newer) == ("Trains", None)
    assert [one.text for one in passage.earlier] == ["Buses"]
    assert [(step.what, step.state) for step in passage.way()][:3] == [
        ("received", "done"),
        ("changed", "done"),
        ("show", "done"),
    ]


def test_a_held_text_says_that_there_is_a_question(client: Browser) -> None:
    response = _response()
    decided(response.contributions[0], Outcome.HOLD)
    client.get(_link(response))
    assert "who has had a question about it since" in client.text()


def test_closed_answers_and_files_are_listed_and_files_are_handed_back(client: Browser) -> None:
    response = _response()
    asked = Question(text="How often?", position=1, kind=QuestionKind.ONE)
    asked.options = [{"key": "a", "text": "Daily"}, {"key": "b", "text": "Never"}]
    response.consultation.questions.append(asked)
    db.session.flush()
    stored = {"stored_as": "a" * 32, "media_type": "application/pdf", "size": 4, "sha256": "x"}
    one = Upload(
        response_id=response.id, question_id=asked.id, file_name="map.pdf", uploaded_at=clock.now(), **stored
    )
    reply = Reply(response_id=response.id, question_id=asked.id, value="b", received_at=clock.now())
    db.session.add_all([one, reply])
    db.session.flush()
    db.session.expire(response)
    uploads.folder().mkdir(parents=True, exist_ok=True)
    uploads.path(one).write_bytes(b"%PDF")
    client.get(_link(response))
    for words in ("How often?", "Never", "map.pdf"):
        assert words in client.text()
    answer = client.get(_link(response, f"/files/{one.id}"))
    assert answer.data == b"%PDF"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    answer.close()
    other = _response()
    client.get(_link(other, f"/files/{one.id}"), expect=404)


def test_one_text_can_be_taken_back_alone(client: Browser) -> None:
    response = _response("Buses")
    other = ShownContribution(
        theme=response.consultation.themes[1], response=response, position=2, text="Homes"
    )
    decided(response.contributions[0])
    db.session.expire_all()
    client.get(_link(response))
    client.get(_link(response, "/texts/2/withdraw"))
    assert "One text that the public can read now" in client.text()
    client.submit(button="Take it back")
    assert "You have taken this back" in client.text()
    assert shown() == ["Buses"]
    db.session.refresh(other)
    assert other.ended_at
    assert response.version == 2
    client.get(_link(response, "/texts/3/withdraw"), expect=404)


def test_before_it_is_withdrawn_it_is_said_what_that_changes(client: Browser) -> None:
    consultation = OpenConsultation()
    ShownTexts(consultation)
    PublishedSummary(consultation)
    contribution = db.session.scalars(select(Contribution).order_by(Contribution.id).limit(1)).one()
    response = contribution.response
    response.secret_hash = key_hash(keys.private_key(response.id))
    changes = Consequences.of(passages(response))
    assert (changes.texts, changes.shown, changes.cited) == (1, 1, 1)
    client.get(_link(response, "/withdraw"))
    assert "The summary that was published keeps its counts" in client.text()
    assert db.session.execute(moderation.public()).all()


def test_quoted_is_what_stands_under_a_topic() -> None:
    consultation = OpenConsultation()
    ShownTexts(consultation)
    summary = PublishedSummary(consultation)
    said = [
        passage
        for one in db.session.scalars(select(Response).order_by(Response.id))
        for passage in passages(one)
    ]
    under = {passage.topic.id for passage in said if passage.topic}
    assert under
    for topic in under:
        assert 0 < sum(one.quoted for one in said if one.topic and one.topic.id == topic) <= 3
    assert summary.published_at


def test_replaced_the_old_link_opens_nothing_and_says_since_when(client: Browser) -> None:
    response = _response(email="ann@example.com", confirmed_at=clock.now())
    client.get(_link(response, "/link"))
    client.submit(button="Replace my private link")
    assert "This is your new private link" in client.text()
    new = keys.key_of(response)
    assert new
    assert client.at == f"/responses/{new}"
    for page in ("", "/withdraw", "/data", "/response.pdf"):
        client.get(_link(response, page), expect=410)
        assert "This link was replaced" in client.text()
        assert response.reference not in client.text()
    (letter,) = _letters()
    assert letter.recipient == "ann@example.com"
    assert new in letter.text


def test_replaced_twice_each_link_is_another() -> None:
    response = _response()
    found = [keys.private_key(response.id)]
    found += [linking.replace(response, at=clock.now()) for _ in range(2)]
    assert len(set(found)) == 3
    assert keys.key_of(response) == found[-1]
    assert [bool(linking.replaced_at(key)) for key in found] == [True, True, False]


def test_lost_links_are_sent_to_a_confirmed_address_and_the_page_says_the_same_to_all(
    client: Browser,
) -> None:
    response = _response(email="Ann@example.com", confirmed_at=clock.now())
    _response(email="bea@example.com")
    told = []
    for address in ("ann@example.com", "bea@example.com", "nobody@example.com"):
        client.get("/responses/lost")
        client.submit({"email": address}, button="Send me my links")
        told.append(client.text())
    assert len(set(told)) == 1
    assert "Look into your mailbox" in told[0]
    (letter,) = _letters()
    assert letter.recipient == "ann@example.com"
    assert keys.private_key(response.id) in letter.text


@pytest.mark.parametrize("typed", ["", "ann at home"])
def test_what_is_no_address_is_refused_next_to_the_field(client: Browser, typed: str) -> None:
    client.get("/responses/lost")
    client.submit({"email": typed}, button="Send me my links")
    assert "Look into your mailbox" not in client.text()
    assert client.page
    assert client.page.query(".govuk-error-message")


def test_lost_links_are_not_sent_twice_within_the_hour() -> None:
    _response(email="ann@example.com", confirmed_at=clock.now())
    at = clock.now().replace(minute=10)
    for minutes in (0, 20, 60):
        linking.send_lost("ann@example.com", at=at + timedelta(minutes=minutes))
    assert len(_letters()) == 2


def test_what_was_sent_can_be_had_as_a_tagged_pdf(client: Browser) -> None:
    response = _response("Buses <b>& more\n\nאוטובוסים 🚌", name="Ann", email="ann@example.com")
    answer = client.get(_link(response, "/response.pdf"))
    assert answer.data.startswith(b"%PDF")
    assert b"/MarkInfo" in answer.data or b"pdfuaid" in answer.data
    assert response.reference in answer.headers["Content-Disposition"]
    told = response_pdf.told(response)
    assert told["said"][0]["text"][0] == "Buses <b>& more"
    assert ["Name", "Ann"] in told["facts"]


def test_a_withdrawn_response_cannot_be_changed_any_more(client: Browser) -> None:
    response = _response()
    withdrawal.withdraw(response, at=clock.now())
    client.get(_link(response))
    assert "Change it" not in client.text()
    assert "You withdrew this response" in client.text()


def test_after_closing_it_can_be_withdrawn_but_not_changed(client: Browser) -> None:
    response = _response()
    response.consultation.closes_at = clock.now() - timedelta(hours=1)
    client.get(_link(response))
    assert "Change it" not in client.text()
    client.follow("Withdraw it")
    client.submit(button="Withdraw my response")
    assert response.withdrawn_at
