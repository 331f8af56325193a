"""Starting a program so that it dies with its parent, and stopping it with everything it started."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from engage.stack import launch
from engage.stack.place import Owner


@dataclass(frozen=True)
class Program:
    """What to run, as whom, and how to ask it to stop."""

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str]
    owner: Owner | None = None
    folder: Path | None = None
    stops_with: signal.Signals = signal.SIGTERM
    patience: float = 10.0
    """How many seconds it has to stop before it is killed."""
    foundation: bool = False
    """Whether others stand on it, so that it stops only after they have."""
    shown: bool = True
    """Whether its lines are for the terminal too, and not only for its log."""

    @property
    def command(self) -> tuple[str, ...]:
        """Give the program behind the script that ties its life to ours and changes its user."""
        uid, gid = (self.owner.uid, self.owner.gid) if self.owner else (-1, -1)
        script = (sys.executable, "-I", "-S", str(Path(launch.__file__)))
        return (*script, str(int(self.stops_with)), str(uid), str(gid), *self.argv)


def spawn(program: Program, output: int | IO[bytes]) -> "subprocess.Popen[bytes]":
    """Start a program in a process group of its own; call it from the main thread, whose death ends it."""
    return subprocess.Popen(
        program.command,
        env=dict(program.environment),
        cwd=program.folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        process_group=0,
    )


def stop(process: "subprocess.Popen[bytes]", program: Program) -> None:
    """Ask a program to stop, and see to it that it does."""
    ask(process, program)
    finish(process, program)


def ask(process: "subprocess.Popen[bytes]", program: Program) -> None:
    """Ask a program to stop."""
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(program.stops_with)


def finish(process: "subprocess.Popen[bytes]", program: Program) -> None:
    """Wait for a program that was asked to stop, kill it if it takes too long, and what it leaves behind."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(program.patience)
    sweep(process)
    process.wait()


def sweep(process: "subprocess.Popen[bytes]") -> None:
    """Kill what is left of a program's process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
