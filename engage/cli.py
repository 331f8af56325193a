"""The program `engage`: what operators and scripts call. Its commands live with what they are about."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import cast

import click
from flask import Flask
from flask_migrate import upgrade
from pydantic import ValidationError

from engage import create_app
from engage.consultations import commands as consultations
from engage.digests import commands as digests
from engage.feedback.receipts import commands as feedback
from engage.imports import commands as imports
from engage.imports import export_commands
from engage.moderation import commands as moderation
from engage.operations import commands as operations
from engage.operations import mail_commands
from engage.operator import Result, Trouble, operator_command, say
from engage.settings import Settings
from engage.stack import ensured
from engage.stack.doctor import Finding, before_starting, running
from engage.stack.up import Address
from engage.stack.up import up as run_everything
from engage.summaries import commands as summaries
from engage.workshops import commands as workshops


@contextmanager
def opened() -> Iterator[Flask]:
    """Open the application on what the environment says, with the embedded servers where no URL is set.

    A database of our own is brought up to date first; somebody else's is left to `engage migrate`.
    """
    chosen = settings()
    with ensured(chosen) as complete:
        app = create_app(complete)
        with app.app_context():
            if not chosen.database_url:
                upgrade()
            yield app


def settings() -> Settings:
    """Read the settings.

    :raises Trouble: if one of them is not valid
    """
    try:
        return Settings()
    except ValidationError as error:
        raise Trouble(". ".join(_complaints(error)) + ".") from error


LATE = {"demo": "engage.demo.commands"}
"""Groups that are loaded when they are called: the demo brings the analysis, which is slow to load."""


class Program(click.Group):
    """The commands, those of `LATE` only when somebody asks for them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name all commands, by name."""
        return sorted([*super().list_commands(ctx), *LATE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Find a command by its name."""
        if cmd_name in LATE:
            return cast(click.Command, getattr(import_module(LATE[cmd_name]), cmd_name))
        return super().get_command(ctx, cmd_name)


@click.group(cls=Program, context_settings={"obj": opened})
@click.version_option(package_name="engage")
def engage() -> None:
    """Consultations, workshops and summaries of what was heard."""


@operator_command(engage, "up", opens=False)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, envvar="PORT", show_default=True, type=click.IntRange(1, 65535))
@click.option("--demo", is_flag=True, help="Load the sample consultations too, as ENGAGE_DEMO=1 does.")
def up(host: str, port: int, demo: bool) -> Result:
    """Run everything on this machine until Ctrl-C."""
    chosen = settings()
    run_everything(chosen, Address(host, port), demo=demo or chosen.demo)
    return None


@operator_command(engage, "doctor", opens=False)
def doctor() -> Result:
    """Look over the whole installation, and say what to do about what is not well."""
    findings: list[Finding] = []
    for finding in _examined():
        say(finding.line)
        findings.append(finding)
    told = [finding.told() for finding in findings]
    ill = [finding.name for finding in findings if not finding.well]
    if ill:
        raise Trouble(f"Not all is well: {', '.join(ill)}", findings=told)
    say("All is well")
    return {"findings": told}


def _examined() -> Iterator[Finding]:
    try:
        chosen = settings()
    except Trouble as trouble:
        yield Finding(
            "settings", False, str(trouble), "Correct it where it is set; .env.example explains each."
        )
        return
    try:
        with ensured(chosen) as complete:
            yield from before_starting(complete)
            app = create_app(complete)
            with app.app_context():
                yield from running(complete)
    except Trouble as trouble:
        yield Finding("embedded servers", False, str(trouble))


@operator_command(engage, "migrate")
def migrate() -> Result:
    """Bring the database up to date with this version."""
    upgrade()
    say("The database is up to date")
    return None


GROUPS = (
    consultations.consultations,
    consultations.people,
    imports.imports,
    export_commands.exports,
    feedback.receipts,
    workshops.workshops,
    moderation.moderation,
    digests.digests,
    summaries.summaries,
    operations.audit_trail,
    operations.jobs,
    mail_commands.mail,
)
for group in GROUPS:
    engage.add_command(group)


def main() -> None:
    """Run a command; under --json, even a wrong call ends with one object."""
    try:
        status = engage(prog_name="engage", standalone_mode="--json" not in sys.argv)
    except click.ClickException as error:
        error.show()
        click.echo(json.dumps({"ok": False, "error": error.format_message()}))
        raise SystemExit(error.exit_code) from error
    except click.Abort:
        raise SystemExit(1) from None
    raise SystemExit(status)


def _complaints(error: ValidationError) -> Iterator[str]:
    for complaint in error.errors(include_input=False, include_url=False):
        name = "_".join(str(part) for part in complaint["loc"][:1]).upper()
        yield f"ENGAGE_{name} is not valid: {complaint['msg'][:1].lower()}{complaint['msg'][1:]}"
