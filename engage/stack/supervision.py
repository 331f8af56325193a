"""Keeping a set of programs running until a person asks them to stop."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from engage.operator import Trouble
from engage.stack.children import Child
from engage.stack.console import Console
from engage.stack.programs import Program

TICK = 0.1
WISHES = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopping(Exception):
    """A person has asked everything to stop."""


class Supervisor:
    """Starts programs one after the other, restarts what dies, and stops them in the opposite order."""

    def __init__(self, console: Console, logs: Path) -> None:
        self.console = console
        self._logs = logs
        self._children: list[Child] = []
        self._asked = 0

    @contextmanager
    def until_asked(self) -> Iterator[None]:
        """Take Ctrl-C, and what init systems send, as the wish to stop, and end quietly by it."""
        before = {signum: signal.signal(signum, self._ask) for signum in WISHES}
        try:
            yield
        except Stopping:
            self.console.say("Engage has stopped.")
        finally:
            for signum, handler in before.items():
                signal.signal(signum, handler)

    def add(
        self,
        program: Program,
        *,
        ready: Callable[[], bool] | None = None,
        prepare: Callable[[], None] | None = None,
        patience: float = 60.0,
    ) -> None:
        """Start a program, and wait until it is ready.

        :raises Trouble: if it keeps dying, or is not ready in time
        :raises Stopping: if a person does not want to wait
        """
        child = Child(program, self.console, self._logs, prepare)
        self._children.append(child)
        until = time.monotonic() + patience
        self.tick()
        while ready and not ready():
            if time.monotonic() > until:
                raise Trouble(f"The program “{program.name}” does not answer. See {child.log}.")
            self.tick()

    def once(self, program: Program) -> bool:
        """Run a program to its end, and say whether it succeeded."""
        child = Child(program, self.console, self._logs)
        child.start()
        try:
            while child.running:
                self.tick()
            return child.process is not None and child.process.returncode == 0
        finally:
            child.close()

    def run(self) -> None:
        """Keep all of them running.

        :raises Trouble: if one keeps dying
        :raises Stopping: when a person has asked for it
        """
        while True:
            self.tick()

    def tick(self) -> None:
        """Look after every program once, and sleep a little."""
        if self._asked:
            raise Stopping
        for child in self._children:
            child.tick()
        time.sleep(TICK)

    def close(self) -> None:
        """Stop them all, the last one first, and what they stand on after them."""
        backwards = list(reversed(self._children))
        for child in backwards:
            if not child.program.foundation:
                child.ask()
        for child in backwards:
            if not child.program.foundation:
                child.finish()
        for child in backwards:
            child.close()

    def _ask(self, signum: int, frame: FrameType | None) -> None:
        self._asked += 1
