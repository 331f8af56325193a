"""Limits on public forms, and what they do when Redis is away."""

from engage import create_app
from engage.db import db
from engage.settings import Settings
from tests.browser import Browser


def test_a_redis_that_is_away_shuts_nobody_out(settings: Settings) -> None:
    away = settings.model_copy(update={"redis_url": "unix:///nowhere/redis.sock", "rate_limits": True})
    app = create_app(away)
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        for _ in range(3):
            answer = app.test_client().post("/sign-in", data={"email": "a@b.example", "password": "x"})
            assert answer.status_code == 200
    finally:
        with app.app_context():
            db.engine.dispose()


def test_a_form_without_files_is_not_read_beyond_what_anybody_would_type(client: Browser) -> None:
    typed = {"name": "x" * 3_000_000}
    answer = client.client.post("/sign-in", data=typed)
    assert answer.status_code == 413
