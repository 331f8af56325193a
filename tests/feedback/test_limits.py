"""Limits on what one address may send: far above a full library, far below a machine."""

from collections.abc import Iterator

import pytest
from flask import Flask

from engage import create_app
from engage.db import db
from engage.feedback import views
from engage.settings import Settings
from engage.web.security import limiter
from tests.browser import Browser
from tests.factories import OpenConsultation
from tests.feedback.visitor import sent


@pytest.fixture
def limited(app: Flask, settings: Settings) -> Iterator[Flask]:
    """The application with its limits, which other tests do without, over the same connection."""
    application = create_app(settings.model_copy(update={"rate_limits": True}))
    del application.extensions["bell"]
    db._app_engines[application] = db._app_engines[app]
    limiter.reset()
    yield application
    limiter.reset()
    limiter.enabled = False


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
