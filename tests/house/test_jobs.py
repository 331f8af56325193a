"""Every kind of job has a task that does it, and beat asks only for tasks there are."""

import subprocess
import sys

import pytest

from engage.jobs import Job
from engage.settings import Settings
from tests.processes import environment

LIST = """
from workers.app import celery
celery.loader.import_default_modules()
print("TASKS", *sorted(name for name in celery.tasks if not name.startswith("celery.")))
print("ASKED", *sorted(entry["task"] for entry in celery.conf.beat_schedule.values()))
"""


@pytest.fixture(scope="module")
def listed(settings: Settings) -> dict[str, set[str]]:
    """What a worker's own process knows; importing it here would bind this one to its settings."""
    ran = subprocess.run(
        [sys.executable, "-c", LIST], env=environment(settings), capture_output=True, text=True, check=True
    )
    lines = [line.split() for line in ran.stdout.splitlines() if line.startswith(("TASKS", "ASKED"))]
    return {name: set(found) for name, *found in lines}


def test_every_job_has_a_task_and_every_task_a_job_or_a_schedule(listed: dict[str, set[str]]) -> None:
    assert listed["TASKS"] == {job.value for job in Job} | listed["ASKED"]


def test_beat_asks_only_for_tasks_there_are(listed: dict[str, set[str]]) -> None:
    assert listed["ASKED"] <= listed["TASKS"]
