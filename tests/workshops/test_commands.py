"""Workshops from the command line."""

import json
from contextlib import nullcontext
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask

from engage.db import db
from engage.workshops.commands import workshops
from tests.factories import OpenConsultation, OpenWorkshop, Registered

GROWTH = ["create", "--slug", "growth", "--title", "Growth", "--venue", "Town hall", "--capacity", "40"]
WHEN = ["--starts", "2099-03-19T09:30", "--ends", "2099-03-19T16:00"]


@pytest.fixture
def run(app: Flask) -> Any:
    """Call a command with --json, and give its exit status and answer."""

    def call(*words: str) -> tuple[int, dict[str, Any]]:
        db.session.flush()
        ran = CliRunner().invoke(workshops, [*words, "--json"], obj=lambda: nullcontext(app))
        return ran.exit_code, json.loads(ran.stdout.splitlines()[-1])

    return call


def test_a_workshop_is_created_and_takes_registrations(run: Any) -> None:
    under = OpenConsultation().slug
    status, told = run(*GROWTH, *WHEN, "--consultation", under, "--publish")
    assert (status, told["state"], told["capacity"]) == (0, "open", 40)
    assert told["starts_at"] == "2099-03-19T09:30+00:00"


def test_a_workshop_under_no_consultation_is_refused_in_a_sentence(run: Any) -> None:
    status, told = run(*GROWTH, *WHEN, "--consultation", "nowhere")
    assert (status, told["error"]) == (
        1,
        "There is no consultation nowhere: `engage consultations list` names them.",
    )


def test_the_list_says_how_full_each_is(run: Any) -> None:
    workshop = OpenWorkshop(capacity=1)
    Registered(workshop), Registered(workshop)
    _, told = run("list")
    (one,) = told["workshops"]
    assert (one["slug"], one["taken"], one["capacity"], one["waiting"]) == (workshop.slug, 1, 1, 1)


def test_who_comes_and_who_waits_is_listed_in_order(run: Any) -> None:
    workshop = OpenWorkshop(capacity=1)
    for name in ("Cleo", "Ben", "Ann"):
        Registered(workshop, name=name)
    assert [one["name"] for one in run("attendees", workshop.slug)[1]["attendees"]] == ["Cleo"]
    assert [one["name"] for one in run("waiting-list", workshop.slug)[1]["waiting"]] == ["Ben", "Ann"]
