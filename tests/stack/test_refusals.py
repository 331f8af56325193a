"""What keeps `engage up` from running is said in one sentence."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pydantic import AnyHttpUrl

from engage.cli import engage
from engage.operator import Trouble
from engage.settings import Settings
from engage.stack import redis
from engage.stack.up import Address, addressed
from tests.journeys.stage import free_port

pytestmark = pytest.mark.no_database


def refused(folder: Path, port: int | None = None, **environment: str) -> Result:
    """Try to start on a folder, and see that the refusal is one sentence or two on one line."""
    told = {"ENGAGE_DATA_DIR": str(folder), **environment}
    result = CliRunner().invoke(engage, ["up", "--port", str(port or free_port())], env=told)
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    return result


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_that_is_taken(folder: Path, taken_port: int) -> None:
    said = refused(folder, taken_port).stderr
    assert said.startswith(f"Port {taken_port} is taken by another program.")
    assert f"PORT={taken_port + 1}" in said


def test_a_folder_that_cannot_be_written() -> None:
    assert "/dev/null/var cannot be written" in refused(Path("/dev/null/var")).stderr


def test_a_setting_that_is_not_valid_is_named(folder: Path) -> None:
    said = refused(folder, ENGAGE_WEB_WORKERS="many").stderr
    assert said.startswith("ENGAGE_WEB_WORKERS is not valid: ")


def test_a_database_that_does_not_answer(folder: Path) -> None:
    url = f"postgresql://engage:secret@127.0.0.1:{free_port()}/engage"
    said = refused(folder, ENGAGE_DATABASE_URL=url).stderr
    assert said.startswith("The database does not answer")
    assert "ENGAGE_DATABASE_URL" in said
    assert "secret" not in said


def test_a_redis_that_does_not_answer(folder: Path) -> None:
    said = refused(folder, ENGAGE_REDIS_URL=f"redis://127.0.0.1:{free_port()}").stderr
    assert said.startswith("Redis does not answer")
    assert "ENGAGE_REDIS_URL" in said


def test_a_machine_without_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(redis, "find_spec", lambda name: None)
    with pytest.raises(Trouble, match="Install redis-server or valkey-server"):
        redis.binary()


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8001/"),
        ("0.0.0.0", "http://127.0.0.1:8001/"),  # noqa: S104  compared, not bound
        ("::1", "http://[::1]:8001/"),
        ("192.0.2.7", "http://192.0.2.7:8001/"),
    ],
)
def test_links_lead_to_where_it_listens_unless_told_otherwise(host: str, url: str) -> None:
    assert str(addressed(Settings(), Address(host, 8001)).public_url) == url
    told = Settings(public_url=AnyHttpUrl("https://engage.example"))
    assert str(addressed(told, Address(host, 8001)).public_url) == "https://engage.example/"
