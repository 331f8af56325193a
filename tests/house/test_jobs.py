"""Every kind of job has a task that does it, and beat asks only for tasks there are."""

import json
import subprocess
import sys
from typing import Any

import pytest

from engage.jobs import Job
from engage.settings import Settings
from tests.processes import environment

LIST = """
import json
from celery.schedules import crontab
from workers.app import celery
celery.loader.import_default_modules()
entries = celery.conf.beat_schedule
print(json.dumps({
    "tasks": sorted(name for name in celery.tasks if not name.startswith("celery.")),
    "asked": {name: entry["task"] for name, entry in entries.items()},
    "hours": {
        name: sorted(entry["schedule"].hour)
        for name, entry in entries.items() if isinstance(entry["schedule"], crontab)
    },
    "zone": celery.conf.timezone,
}))
"""


@pytest.fixture(scope="module")
def listed(settings: Settings) -> dict[str, Any]:
    """What a worker's own process knows; importing it here would bind this one to its settings."""
    ran = subprocess.run(
        [sys.executable, "-c", LIST], env=environment(settings), capture_output=True, text=True, check=True
    )
    return dict(json.loads(ran.stdout.splitlines()[-1]))


def test_every_job_has_a_task_and_every_task_a_job_or_a_schedule(listed: dict[str, Any]) -> None:
    assert set(listed["tasks"]) == {job.value for job in Job} | set(listed["asked"].values())


def test_beat_asks_only_for_tasks_there_are(listed: dict[str, Any]) -> None:
    assert set(listed["asked"].values()) <= set(listed["tasks"])


def test_nothing_is_asked_for_in_the_hour_that_summer_time_skips_or_repeats(listed: dict[str, Any]) -> None:
    assert listed["zone"] == "Europe/London"
    assert listed["hours"]
    assert not [name for name, hours in listed["hours"].items() if 1 in hours]


FAILING = """
from workers.app import celery

@celery.task(name="tests.failing")
def failing():
    int("a text that somebody wrote")

celery.log.setup()
failing.apply()
"""


def test_a_task_that_fails_is_named_and_nobodys_words_are(settings: Settings) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FAILING], env=environment(settings), capture_output=True, text=True, check=True
    )
    assert "task_failed tests.failing" in ran.stderr
    assert "somebody wrote" not in ran.stderr
