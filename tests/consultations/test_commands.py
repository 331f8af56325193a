"""Setting up from the command line."""

import json
from contextlib import nullcontext
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask

from engage import clock
from engage.accounts.queries import by_email
from engage.consultations import commands, policy, queries
from engage.consultations.models import Role, Stage
from engage.db import db
from tests.factories import OpenConsultation, Staff

PASSWORD = "a long enough password"


@pytest.fixture
def run(app: Flask) -> Any:
    """Call a command with --json, and give its answer and exit status."""

    def call(group: Any, *words: str) -> tuple[int, dict[str, Any]]:
        db.session.commit()
        ran = CliRunner().invoke(group, [*words, "--json"], obj=lambda: nullcontext(app))
        return ran.exit_code, json.loads(ran.stdout.splitlines()[-1])

    return call


def test_a_consultation_is_created_with_its_themes_and_opened(run: Any) -> None:
    status, told = run(
        commands.consultations,
        *("create", "--slug", "growth", "--title", "How should we grow?", "--open"),
        *("--theme", "work=Good work", "--theme", "homes=Homes = places", "--body", "vale=Vale Council"),
    )
    assert (status, told["ok"], told["state"], told["themes"]) == (0, True, "open", ["work", "homes"])
    consultation = queries.published_by_slug("growth")
    assert consultation.stage(clock.now()) is Stage.OPEN
    assert consultation.body.name == "Vale Council"
    assert consultation.themes[1].title == "Homes = places"


def test_without_open_it_stays_a_draft(run: Any) -> None:
    status, told = run(commands.consultations, "create", "--slug", "g", "--title", "G", "--theme", "w=W")
    assert (status, told["state"]) == (0, "draft")
    assert run(commands.consultations, "list")[1]["consultations"][0]["slug"] == "g"


def test_a_taken_address_fails_in_a_sentence_and_changes_nothing(run: Any) -> None:
    OpenConsultation(slug="growth")
    status, told = run(commands.consultations, "create", "--slug", "growth", "--title", "G", "--theme", "w=W")
    assert (status, told["ok"]) == (1, False)
    assert "address" in told["error"]
    assert len(run(commands.consultations, "list")[1]["consultations"]) == 1


def test_people_are_added_with_a_role_and_listed(run: Any) -> None:
    consultation = OpenConsultation(slug="growth")
    words = ("--name", "Ana Rao", "--consultation", "growth", "--password", PASSWORD)
    theme = consultation.themes[0].slug
    assert run(commands.people, "add", "ana@x.example", "--role", "lead", "--theme", theme, *words)[0] == 0
    assert run(commands.people, "add", "ana@x.example", "--role", "facilitator", *words)[0] == 0
    assert run(commands.people, "add", "boss@x.example", "--role", "administrator", *words)[0] == 0
    told = {one["email"]: one["roles"] for one in run(commands.people, "list")[1]["people"]}
    assert sorted(told["ana@x.example"]) == ["facilitator of growth", f"lead of growth/{theme}"]
    assert told["boss@x.example"] == ["administrator"]
    ana = by_email("ana@x.example")
    assert ana
    assert policy.holds(ana, Role.LEAD, consultation.id, consultation.themes[0].id)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--role", "lead"), "--consultation"),
        (("--role", "lead", "--consultation", "nowhere"), "no consultation"),
        (("--role", "lead", "--consultation", "growth", "--theme", "none"), "its themes are"),
        (("--role", "manager", "--consultation", "growth"), "name"),
    ],
)
def test_what_cannot_be_given_is_said_in_a_sentence(run: Any, words: tuple[str, ...], told: str) -> None:
    OpenConsultation(slug="growth")
    Staff()
    status, answer = run(commands.people, "add", "new@x.example", *words)
    assert status == 1
    assert told in answer["error"]
    assert by_email("new@x.example") is None
