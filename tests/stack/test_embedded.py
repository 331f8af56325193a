"""The embedded servers: there when needed, gone afterwards, and nothing lost between."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from engage.operator import Trouble
from engage.settings import Settings
from engage.stack import ensured
from engage.stack import postgres as embedded_postgres
from engage.stack.place import Place
from engage.stack.secrets import with_secrets
from tests.processes import ROOT

pytestmark = pytest.mark.no_database

WAITING = """
import sys
from pathlib import Path
from engage.settings import Settings
from engage.stack import ensured
with ensured(Settings(data_dir=Path(sys.argv[1]))):
    print("up", flush=True)
    sys.stdin.read()
"""


def rows(settings: Settings, *statements: str) -> list[tuple[object, ...]]:
    assert settings.database_url
    with psycopg.connect(settings.database_url.replace("+psycopg", "")) as connection:
        for statement in statements[:-1]:
            connection.execute(statement.encode())
        return connection.execute(statements[-1].encode()).fetchall()


def pings(settings: Settings) -> bool:
    with redis.Redis.from_url(str(settings.redis_url)) as client:
        return bool(client.ping())


def test_every_address_and_secret_is_filled_in_and_answers(chosen: Settings) -> None:
    with ensured(chosen) as settings:
        assert rows(settings, "SELECT 1") == [(1,)]
        assert pings(settings)
        assert settings.secret_key
        assert settings.password_salt


def test_the_log_of_the_database_quotes_no_rows(chosen: Settings) -> None:
    with ensured(chosen) as settings:
        assert rows(settings, "SHOW log_error_verbosity") == [("terse",)]


def test_text_is_compared_in_utf_8_whatever_the_machine_speaks(chosen: Settings) -> None:
    with ensured(chosen) as settings:
        assert rows(settings, "SELECT upper('é'), current_setting('server_encoding')") == [("É", "UTF8")]


def test_what_was_started_stops_with_its_last_user(chosen: Settings, folder: Path) -> None:
    with ensured(chosen):
        with ensured(chosen) as inner:
            assert rows(inner, "SELECT 1")
        assert embedded_postgres.answers(Place(folder))
    assert not embedded_postgres.answers(Place(folder))
    assert not embedded_postgres.alive(Place(folder))


def test_rows_survive_a_database_that_is_killed(chosen: Settings, folder: Path) -> None:
    with ensured(chosen) as settings:
        rows(settings, "CREATE TABLE kept (word text)", "INSERT INTO kept VALUES ('tram') RETURNING word")
        pid = embedded_postgres.server_pid(Place(folder))
        assert pid
        os.kill(pid, signal.SIGKILL)
    with ensured(chosen) as settings:
        assert rows(settings, "SELECT word FROM kept") == [("tram",)]


def test_a_database_folder_whose_process_number_is_now_anothers_starts(
    chosen: Settings, folder: Path
) -> None:
    with ensured(chosen):
        lock = Place(folder).postgres / "postmaster.pid"
        left = lock.read_text().splitlines()
    lock.write_text("\n".join([str(os.getpid()), *left[1:]]) + "\n")
    with ensured(chosen) as settings:
        assert rows(settings, "SELECT 1")


@pytest.mark.parametrize("name", ["two words, and a comma", "x" * 120, "où"])
def test_any_folder_will_do(tmp_path: Path, name: str) -> None:
    with ensured(Settings(data_dir=tmp_path / name)) as settings:
        assert rows(settings, "SELECT 1")
        assert pings(settings)
    Place(tmp_path / name).remove()


def test_the_sockets_lie_in_a_folder_that_is_private(chosen: Settings, folder: Path) -> None:
    with ensured(chosen):
        assert Place(folder).sockets.stat().st_mode & 0o077 == 0


def test_a_socket_folder_that_is_somebody_elses_is_refused(chosen: Settings, folder: Path) -> None:
    place = Place(folder)
    place.sockets.parent.mkdir(parents=True, exist_ok=True)
    place.sockets.symlink_to("/")
    with pytest.raises(Trouble, match="belongs to another user"), ensured(chosen):
        pass
    place.sockets.unlink()


def test_a_folder_that_cannot_be_written_is_named() -> None:
    with (
        pytest.raises(Trouble, match="/dev/null/var cannot be written"),
        ensured(Settings(data_dir=Path("/dev/null/var"))),
    ):
        pass


def test_a_killed_command_takes_its_servers_with_it(chosen: Settings, folder: Path) -> None:
    command = subprocess.Popen(
        [sys.executable, "-c", WAITING, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    )
    with command:
        assert command.stdout
        assert command.stdout.readline() == b"up\n"
        servers = psutil.Process(command.pid).children(recursive=True)
        command.kill()
    _, alive = psutil.wait_procs(servers, timeout=10)
    assert len(servers) > 2
    assert not alive


def test_servers_of_other_people_are_used_and_not_started(folder: Path) -> None:
    chosen = Settings(
        data_dir=folder, database_url="postgresql://db.example/engage", redis_url="redis://redis.example"
    )
    with ensured(chosen) as settings:
        assert settings.database_url == "postgresql://db.example/engage"
    assert not (folder / "postgres").exists()


def test_secrets_are_made_once_and_read_by_nobody_else(chosen: Settings, folder: Path) -> None:
    first, second = with_secrets(chosen), with_secrets(chosen)
    assert first.secret_key == second.secret_key
    assert (folder / "secrets.json").stat().st_mode & 0o077 == 0
