"""What every operator's command has in common: an application, `--json`, and one sentence when it fails.

A slice writes its commands in `commands.py` and `engage/cli.py` adds them to the program::

    @click.group()
    def people() -> None:
        "The people who sign in."

    @operator_command(people, "add")
    @click.argument("email")
    def add(email: str) -> Result:
        "Add a person."
        with transaction():
            person = people_module.add(email)
        say(f"{email} has been added")
        return {"id": str(person.id)}

The body runs inside an application context. What it returns is printed with `--json` as one object on the
last line, with `"ok": true`; without `--json` only what it says is seen. `RuleBroken` and `Trouble` end the
command with one sentence and exit status 1.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import wraps
from typing import ParamSpec

import click
from flask import Flask
from sqlalchemy.exc import InterfaceError, OperationalError

from engage.errors import RuleBroken

P = ParamSpec("P")
Result = Mapping[str, object] | None
Opener = Callable[[], AbstractContextManager[Flask]]
"""What `engage/cli.py` puts into click's context: it opens the application that a command works in."""


class Trouble(Exception):
    """What keeps a command from its work, in a sentence that says what to do about it."""

    def __init__(self, sentence: str, **detail: object) -> None:
        super().__init__(sentence)
        self.detail = detail
        """What `--json` tells besides the sentence."""


def operator_command(
    group: click.Group, name: str, *, opens: bool = True
) -> Callable[[Callable[P, Result]], click.Command]:
    """Make a function a command of a group, inside the application unless it needs none (`opens`)."""

    def wrap(work: Callable[P, Result]) -> click.Command:
        @wraps(work)
        def command(*args: P.args, **kwargs: P.kwargs) -> None:
            try:
                result = _inside(work, *args, **kwargs) if opens else work(*args, **kwargs)
            except Trouble as error:
                _fail(error)
            else:
                _finish(result or {})

        return group.command(name)(json_option(command))

    return wrap


def json_option(command: Callable[P, None]) -> Callable[P, None]:
    """Give a command the `--json` that all of them share."""
    return click.option(
        "--json",
        "as_json",
        is_flag=True,
        expose_value=False,
        callback=_remember,
        help="End with one JSON object.",
    )(command)


def say(sentence: object) -> None:
    """Tell the person at the terminal; under `--json`, on standard error."""
    click.echo(str(sentence), err=wants_json())


def wants_json() -> bool:
    """Say whether the running command was asked for JSON."""
    context = click.get_current_context(silent=True)
    return bool(context and context.find_root().meta.get("engage.json"))


def _remember(context: click.Context, _: click.Parameter, value: bool) -> None:
    context.find_root().meta["engage.json"] = value


def _inside(work: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
    opener: Opener = click.get_current_context().obj
    try:
        with opener():
            try:
                return work(*args, **kwargs)
            except RuleBroken as error:  # its sentence may be translated only here, inside the application
                raise Trouble(str(error)) from error
    except (OperationalError, InterfaceError) as outage:
        raise Trouble(
            "The database does not answer, or not as it should. `engage doctor` says what is wrong with it."
        ) from outage


def _finish(result: Mapping[str, object]) -> None:
    if wants_json():
        click.echo(json.dumps({"ok": True, **result}, default=str))


def _fail(error: Trouble) -> None:
    click.echo(str(error), err=True)
    if wants_json():
        click.echo(json.dumps({"ok": False, "error": str(error), **error.detail}, default=str))
    raise SystemExit(1)
