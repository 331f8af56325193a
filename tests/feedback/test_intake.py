"""Taking responses in."""

from threading import Barrier, Thread
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from engage import clock
from engage.consultations.models import Consultation
from engage.db import db, new_id, transaction
from engage.errors import RuleBroken
from engage.feedback import intake, keys, references
from engage.feedback.intake import NewContribution
from engage.feedback.models import Channel, Consent, Contribution, Response
from engage.organisations.models import Sector
from engage.web.private_links import key_hash
from tests.factories import OpenConsultation


def _accept(consultation: Consultation, *texts: str, **values: object) -> Response:
    given = {
        "sector": Sector.RESIDENT,
        "consent": Consent.UNNAMED,
        "channel": Channel.ONLINE,
        "received_at": clock.now(),
        "contributions": [NewContribution(text, consultation.themes[0].id) for text in texts],
    }
    return intake.accept(consultation, **given | values)


def test_a_response_is_kept_word_for_word_with_a_reference() -> None:
    words = "  Naïve 👩‍👩‍👧 – “quoted”\n\n\tand indented. "
    response = _accept(OpenConsultation(), words)
    assert [one.text for one in response.contributions] == [words]
    assert response.reference == references.understood(response.reference)
    assert response.secret_hash == key_hash(keys.private_key(response.id))


@pytest.mark.parametrize("text", ["nul\x00", "half \ud83d"])
def test_what_the_database_cannot_hold_is_refused_rather_than_changed(text: str) -> None:
    with pytest.raises(RuleBroken, match="cannot be kept"):
        _accept(OpenConsultation(), text)


def test_two_halves_of_a_character_are_one() -> None:
    response = _accept(OpenConsultation(), "\ud83d\ude8c")
    assert response.contributions[0].text == "🚌"


@pytest.mark.parametrize("text", ["", "   \n", "\x00"])
def test_a_response_that_says_nothing_is_refused(text: str) -> None:
    consultation = OpenConsultation()
    with pytest.raises(RuleBroken):
        _accept(consultation, text)
    with pytest.raises(RuleBroken):
        _accept(consultation)


def test_very_long_text_is_kept_whole_up_to_the_limit() -> None:
    consultation = OpenConsultation()
    response = _accept(consultation, "é" * intake.LONGEST)
    assert len(response.contributions[0].text) == intake.LONGEST
    with pytest.raises(RuleBroken, match="or fewer"):
        _accept(consultation, "é" * (intake.LONGEST + 1))


def test_a_theme_of_another_consultation_is_refused() -> None:
    stranger = OpenConsultation().themes[0]
    with pytest.raises(RuleBroken, match="of this consultation"):
        _accept(OpenConsultation(), contributions=[NewContribution("Buses", stranger.id)])


def test_one_author_has_one_response() -> None:
    consultation = OpenConsultation()
    first = _accept(consultation, "Buses", author_key="17")
    second = _accept(consultation, "Trains", "Boats", author_key="17")
    assert first.id == second.id
    assert [one.position for one in first.contributions] == [1, 2, 3]


def test_the_same_form_sent_again_is_the_same_response() -> None:
    consultation, key = OpenConsultation(), new_id()
    first = _accept(consultation, "Buses", submission_key=key)
    assert _accept(consultation, "Buses", submission_key=key).id == first.id
    assert db.session.scalar(select(func.count()).select_from(Contribution)) == 1


@pytest.mark.commits
def test_the_same_form_sent_twice_at_once_is_one_response(app: Flask) -> None:
    consultation_id, key = OpenConsultation().id, new_id()
    db.session.commit()
    start, kept = Barrier(4), list[UUID]()

    def send() -> None:
        with app.app_context(), transaction():
            consultation = db.session.get_one(Consultation, consultation_id)
            start.wait()
            kept.append(_accept(consultation, "Buses", submission_key=key).id)

    threads = [Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept) == 4
    assert len(set(kept)) == 1
    assert db.session.scalar(select(func.count()).select_from(Contribution)) == 1
