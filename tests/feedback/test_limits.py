"""Limits on what one address may send: far above a full library, far below a machine."""

from flask import Flask

from engage.feedback.form import views
from tests.browser import Browser
from tests.factories import OpenConsultation
from tests.feedback.visitor import sent


def test_a_machine_is_stopped_and_told_to_wait(limited: Flask) -> None:
    visitor, path = Browser(limited), f"/consultations/{OpenConsultation().slug}/respond/forget"
    most = int(views.PAGES.split()[0])
    answers = [visitor.client.post(path).status_code for _ in range(most + 1)]
    assert answers == [302] * most + [429]
    visitor.post(path, expect=429)


def test_people_who_share_an_address_all_get_through(limited: Flask) -> None:
    consultation = OpenConsultation()
    for _ in range(5):
        visitor = Browser(limited)
        sent(visitor, consultation)
        assert visitor.at.endswith("/receipt")
