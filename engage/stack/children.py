"""One supervised program: its process, its log, and when it is started again after it has died."""

import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import IO

from engage.operator import Trouble
from engage.stack.console import Console
from engage.stack.programs import Program, ask, finish, spawn, sweep

QUICK = 10.0
"""A program that lives for fewer seconds than this has not really started."""
DEATHS = 8
"""After so many quick deaths in a row we give up."""
LONGEST_DELAY = 10.0
LARGEST_LOG = 10_000_000


class Log:
    """A file that is put aside once it is large; the one before it goes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("ab")

    def write(self, line: bytes) -> None:
        """Add a line."""
        if self._file.tell() > LARGEST_LOG:
            self._file.close()
            self._path.replace(self._path.with_suffix(".log.1"))
            self._file = self._path.open("ab")
        self._file.write(line)
        self._file.flush()

    def close(self) -> None:
        """Leave the file."""
        self._file.close()


class Child:
    """A program that is to run until it is told to stop."""

    def __init__(
        self, program: Program, console: Console, logs: Path, prepare: Callable[[], None] | None = None
    ) -> None:
        self.program = program
        self.log = logs / f"{program.name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._console = console
        self._prepare = prepare
        self._last: deque[str] = deque(maxlen=5)
        self._quick_deaths = 0
        self._listener: threading.Thread | None = None
        self._started_at = 0.0
        self._start_at = 0.0

    def tick(self) -> None:
        """Start it if it is due, and note if it has died.

        :raises Trouble: if it keeps dying
        """
        if self.process is None and time.monotonic() >= self._start_at:
            self.start()
        elif self.process is not None and self.process.poll() is not None:
            self._bury(self.process)

    def ask(self) -> None:
        """Ask it to stop."""
        if self.process is not None:
            ask(self.process, self.program)

    def close(self) -> None:
        """Stop it for good."""
        self.ask()
        self.finish()

    def finish(self) -> None:
        """See to it that it stops, after it was asked."""
        if self.process is not None:
            finish(self.process, self.program)
            self._hear_out()
            self.process = None

    @property
    def running(self) -> bool:
        """Say whether its process is there."""
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start it, and listen to what it says."""
        if self._prepare:
            self._prepare()
        self._started_at = time.monotonic()
        self.process = spawn(self.program, subprocess.PIPE)
        self._listener = threading.Thread(target=self._listen, args=(self.process.stdout,), daemon=True)
        self._listener.start()

    def _listen(self, output: IO[bytes]) -> None:
        with output, closing(Log(self.log)) as log:
            for raw in output:
                log.write(raw)
                self._last.append(raw.decode(errors="replace").rstrip())
                if self.program.shown:
                    self._console.line(self.program.name, self._last[-1])

    def _hear_out(self) -> None:
        if self._listener:
            self._listener.join(1.0)

    def _bury(self, process: "subprocess.Popen[bytes]") -> None:
        sweep(process)
        self._hear_out()
        self.process = None
        quick = time.monotonic() - self._started_at < QUICK
        self._quick_deaths = self._quick_deaths + 1 if quick else 1
        if self._quick_deaths >= DEATHS:
            raise Trouble(
                f"The program “{self.program.name}” has stopped {DEATHS} times in a row: "
                f"{self._last[-1] if self._last else 'it gave no reason'}. See {self.log}."
            )
        delay = min(0.25 * 2 ** (self._quick_deaths - 1), LONGEST_DELAY)
        self._start_at = time.monotonic() + delay
        self._console.say(f"{self.program.name} stopped ({_cause(process.returncode)}); starting it again.")


def _cause(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"exit status {status}"
