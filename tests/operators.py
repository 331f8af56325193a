"""Running operators' commands inside the test's own application."""

import json
from contextlib import nullcontext
from typing import Any

import click
from click.testing import CliRunner
from flask import current_app

from engage.db import db


def ran(group: click.Group, *words: str, expect: int = 0) -> dict[str, Any]:
    """Run a command with `--json`, check its exit status, and give the object on its last line."""
    db.session.commit()  # what the test has made stays, whatever the command rolls back
    opener = lambda: nullcontext(current_app)  # noqa: E731
    result = CliRunner().invoke(group, [*words, "--json"], obj=opener, catch_exceptions=False)
    assert result.exit_code == expect, result.output
    db.session.expire_all()
    return dict(json.loads(result.stdout.strip().splitlines()[-1]))
