"""What a supervised program says is kept, and one that keeps dying is given up."""

import signal
import sys
import time
from pathlib import Path

import pytest

from engage.operator import Trouble
from engage.stack import children
from engage.stack.children import Child, Log
from engage.stack.console import Console
from engage.stack.programs import Program

pytestmark = pytest.mark.no_database


def child(folder: Path, script: str, *, patience: float = 5.0) -> Child:
    program = Program("tried", (sys.executable, "-c", script), {}, patience=patience)
    return Child(program, Console(), folder)


def tick_for_long(dying: Child) -> None:
    for _ in range(200):
        dying.tick()
        time.sleep(0.05)


def test_what_it_says_is_shown_with_its_name_and_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    speaker = child(tmp_path, "print('good morning')")
    speaker.start()
    assert speaker.process
    speaker.process.wait(10)
    speaker.close()
    assert capsys.readouterr().out == "tried   | good morning\n"
    assert (tmp_path / "tried.log").read_text() == "good morning\n"


def test_one_that_keeps_dying_is_given_up_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "DEATHS", 2)
    dying = child(tmp_path, "raise SystemExit('no room')")
    with pytest.raises(Trouble, match=r"“tried” has stopped 2 times in a row: no room\. See .*tried\.log"):
        tick_for_long(dying)


def test_one_that_does_not_heed_is_killed(tmp_path: Path) -> None:
    deaf = child(
        tmp_path,
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf'); time.sleep(60)",
        patience=0.5,
    )
    deaf.start()
    process = deaf.process
    assert process
    time.sleep(0.5)
    deaf.close()
    assert process.returncode in {-signal.SIGKILL, -signal.SIGTERM}


def test_a_large_log_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "LARGEST_LOG", 10)
    log = Log(tmp_path / "web.log")
    for word in (b"one\n", b"two and three\n", b"four\n"):
        log.write(word)
    log.close()
    assert (tmp_path / "web.log").read_text() == "four\n"
    assert (tmp_path / "web.log.1").read_text() == "one\ntwo and three\n"
