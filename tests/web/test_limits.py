"""Limits on public forms, and what they do when Redis is away."""

import subprocess
import sys

from engage.settings import Settings
from tests.browser import Browser
from tests.processes import environment

SIGNING_IN = """
from engage import create_app
from engage.settings import Settings

app = create_app(Settings())
app.config["WTF_CSRF_ENABLED"] = False
for _ in range(3):
    print(app.test_client().post("/sign-in", data={"email": "a@b.example", "password": "x"}).status_code)
"""


def test_a_redis_that_is_away_shuts_nobody_out(settings: Settings) -> None:
    # In a process of its own: the limits of an application are one for the process.
    away = settings.model_copy(update={"redis_url": "unix:///nowhere/redis.sock", "rate_limits": True})
    ran = subprocess.run(
        [sys.executable, "-c", SIGNING_IN], env=environment(away), capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == ["200"] * 3


def test_a_form_without_files_is_not_read_beyond_what_anybody_would_type(client: Browser) -> None:
    typed = {"name": "x" * 3_000_000}
    answer = client.client.post("/sign-in", data=typed)
    assert answer.status_code == 413
