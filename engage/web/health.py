"""Answers for load balancers: is this process alive, and is it ready to serve?"""

from collections.abc import Callable
from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from engage import clock, jobs
from engage.db import db
from engage.web.security import limiter

bp = Blueprint("health", __name__)
limiter.exempt(bp)

OVERDUE = 120
"""Seconds that a job may wait to be handed over before the service is not well."""


@bp.route("/healthz")
def healthz() -> ResponseReturnValue:
    """Say that the process answers."""
    return jsonify(ok=True)


@bp.route("/readyz")
def readyz() -> ResponseReturnValue:
    """Say whether all that requests need is there; 503 if it is not.

    A Redis that is away, or jobs that wait, are told but refuse no request: nothing is lost by them.
    """
    found = findings()
    ready = found["database"] == found["migrations"] == "ok"
    return jsonify(ok=ready, **found), 200 if ready else 503


def findings() -> dict[str, str]:
    """Look at all that the service stands on; each is "ok", or a few words on what is wrong."""
    return {
        "database": _tried(_database),
        "migrations": _tried(_migrations),
        "redis": _tried(_redis),
        "jobs": _tried(_jobs),
    }


def _tried(check: Callable[[], str]) -> str:
    try:
        return check()
    except (SQLAlchemyError, RedisError, OSError) as failure:
        return str(gettext("failed: %(error)s", error=type(failure).__name__))


def _database() -> str:
    db.session.execute(text("SELECT 1"))
    return "ok"


def _migrations() -> str:
    at = MigrationContext.configure(db.session.connection()).get_current_revision()
    wanted = head()
    return "ok" if at == wanted else str(gettext("at %(at)s, not at %(wanted)s", at=at, wanted=wanted))


def _redis() -> str:
    settings = current_app.config["SETTINGS"]
    Redis.from_url(settings.redis_url, socket_timeout=1, socket_connect_timeout=1).ping()
    return "ok"


def _jobs() -> str:
    waited = jobs.oldest_owed(clock.now()).total_seconds()
    if waited < OVERDUE:
        return "ok"
    return str(gettext("the oldest has waited %(seconds)s seconds", seconds=f"{waited:.0f}"))


def head() -> str | None:
    """Name the newest migration of this code."""
    config = Config()
    config.set_main_option("script_location", str(Path(current_app.config["MIGRATIONS"])))
    return ScriptDirectory.from_config(config).get_current_head()
