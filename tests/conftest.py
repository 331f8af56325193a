"""What every test stands on: a real PostgreSQL and Redis, an application, a rollback after each test."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from flask import Flask, g
from flask_migrate import upgrade
from hypothesis import HealthCheck
from hypothesis import settings as properties
from pydantic_core import Url
from sqlalchemy import text
from sqlalchemy.orm import close_all_sessions

from engage import create_app
from engage.accounts import Person
from engage.db import db
from engage.settings import Settings
from engage.stack import ensured
from engage.stack.place import Place
from tests.browser import Browser
from tests.mailserver import Sink

# What is slow on a busy machine is no failure, and examples are not kept from run to run.
properties.register_profile(
    "engage", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
properties.load_profile("engage")


@pytest.fixture(scope="session")
def settings() -> Iterator[Settings]:
    """Settings of a stack of this session's own, whatever the environment says.

    Its folder lets every user pass, so that under root the database lies in it and goes with it.
    """
    for name in [name for name in os.environ if name.startswith("ENGAGE_") and name != "ENGAGE_SHARED_DATA"]:
        del os.environ[name]
    with TemporaryDirectory(prefix="engage-test-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        with ensured(Settings(data_dir=folder, rate_limits=False, log_level="ERROR")) as filled:
            yield filled
        Place(folder).remove()


@pytest.fixture(scope="session")
def app(settings: Settings) -> Iterator[Flask]:
    """The application over a database at the newest migration."""
    app = create_app(settings)
    app.config.update(TESTING=True, SERVER_NAME=None)
    app.extensions["security"].pwd_context.update(**CHEAP)
    app.before_request_funcs.setdefault(None, []).insert(0, _forget)
    del app.extensions["bell"]
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        close_all_sessions()
        db.engine.dispose()


def _forget() -> None:
    """Empty `g`: tests share one application context, and so would the requests they make."""
    vars(g._get_current_object()).clear()


CHEAP = {"argon2__rounds": 1, "argon2__memory_cost": 1024, "argon2__parallelism": 1}
"""Hashing that costs tests nothing."""


@pytest.fixture(autouse=True)
def session(request: pytest.FixtureRequest) -> Iterator[None]:
    """Undo after each test all that it wrote; with the mark `commits`, write for real and empty the tables.

    Flask-SQLAlchemy picks the engine by table and ignores a session's bind, so the connection
    takes the engine's place. Tests with the mark `no_database` get none of it.
    """
    if request.node.get_closest_marker("no_database"):
        yield
        return
    app: Flask = request.getfixturevalue("app")
    with app.app_context():
        if request.node.get_closest_marker("commits"):
            yield from _emptied_after()
        else:
            yield from _rolled_back(app)


def _rolled_back(app: Flask) -> Iterator[None]:
    engines = db._app_engines[app]
    engine = engines[None]
    with engine.connect() as connection:
        outer = connection.begin()
        engines[None] = connection  # type: ignore[assignment]
        db.session.remove()
        db.session.configure(join_transaction_mode="create_savepoint")
        yield
        db.session.remove()
        outer.rollback()
    engines[None] = engine
    db.session.configure(join_transaction_mode="conditional_savepoint")


def _emptied_after() -> Iterator[None]:
    yield
    db.session.remove()
    tables = ", ".join(f'"{table.name}"' for table in db.metadata.sorted_tables)
    with db.engine.begin() as connection:
        # The audit trail refuses to be emptied; replicas ask no triggers.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(f"TRUNCATE {tables} CASCADE"))


@pytest.fixture
def client(app: Flask) -> Browser:
    """A visitor without an account, whose pages are checked."""
    return Browser(app)


@pytest.fixture
def signed_in_as(app: Flask) -> Callable[[Person], Browser]:
    """Give a browser in which a person is signed in."""

    def sign_in(person: Person) -> Browser:
        db.session.flush()
        browser = Browser(app)
        browser.become(person)
        return browser

    return sign_in


@pytest.fixture
def smtp_sink(request: pytest.FixtureRequest) -> Iterator[Sink]:
    """A real mail server on loopback, which the application of the test sends to if it has one."""
    sink = Sink()
    sink.start()
    if request.node.get_closest_marker("no_database"):
        yield sink
    else:
        app: Flask = request.getfixturevalue("app")
        before: Settings = app.config["SETTINGS"]
        app.config["SETTINGS"] = before.model_copy(update={"smtp_url": Url(sink.url)})
        yield sink
        app.config["SETTINGS"] = before
    sink.stop()


@pytest.fixture
def shared_data() -> Path:
    """The folder of real contributions; without it the test is skipped, and says so."""
    folder = os.environ.get("ENGAGE_SHARED_DATA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("SKIPPED LOUDLY: set ENGAGE_SHARED_DATA to the folder of real contributions")
    return Path(folder)
