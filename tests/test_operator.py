"""The frame of operators' commands: what is said where, and with which exit status."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import click
import pytest
from click.testing import CliRunner, Result
from flask import Flask, current_app
from sqlalchemy.exc import OperationalError

from engage.errors import RuleBroken
from engage.operator import Result as Told
from engage.operator import Trouble, operator_command, say

pytestmark = pytest.mark.no_database


@contextmanager
def opened() -> Iterator[Flask]:
    app = Flask("tried")
    with app.app_context():
        yield app


@click.group(context_settings={"obj": opened})
def program() -> None:
    """A program to try commands in."""


@operator_command(program, "count")
@click.argument("many", type=int)
def count(many: int) -> Told:
    """Count to a number."""
    if many < 0:
        raise RuleBroken("Nothing can be less than nothing")
    if many > 10:
        raise Trouble("That is too far. Stay below ten", asked=many)
    say(f"Counted in {current_app.name}")
    return {"counted": many}


def run(*words: str) -> Result:
    return CliRunner().invoke(program, ["count", *words])


def test_a_command_says_what_it_did_inside_the_application() -> None:
    assert run("3").stdout == "Counted in tried\n"


def test_asked_for_json_its_only_line_on_standard_output_is_one_object() -> None:
    result = run("3", "--json")
    assert json.loads(result.stdout) == {"ok": True, "counted": 3}
    assert result.stderr == "Counted in tried\n"


@pytest.mark.parametrize(
    ("many", "sentence"),
    [("-1", "Nothing can be less than nothing"), ("11", "That is too far. Stay below ten")],
)
def test_a_refusal_is_one_sentence_and_exit_status_1(many: str, sentence: str) -> None:
    result = run("--", many)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"{sentence}\n")


def test_a_refusal_as_json_carries_its_details() -> None:
    result = run("11", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"ok": False, "error": "That is too far. Stay below ten", "asked": 11}


def test_a_database_that_does_not_answer_is_said_in_a_sentence() -> None:
    @contextmanager
    def away() -> Iterator[Flask]:
        raise OperationalError("SELECT 1", {}, Exception("refused"))
        yield

    group = click.Group("group")

    @operator_command(group, "look")
    def look() -> Told:
        return None

    ran = CliRunner().invoke(group, ["look", "--json"], obj=away)
    assert ran.exit_code == 1
    told = json.loads(ran.stdout.splitlines()[-1])
    assert told["ok"] is False
    assert told["error"].startswith("The database does not answer")
