"""What the tests of responses share."""

from collections.abc import Iterator

import pytest
from flask import Flask

from engage import create_app
from engage.db import db
from engage.settings import Settings
from engage.web.security import limiter


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
