"""Killing parts of a running service with SIGKILL at random moments; its supervision starts them again."""

import os
import random
import signal
import threading
import time
from collections import Counter
from contextlib import suppress

from running import Service

REST = 15.0
"""Seconds between two deaths of one part: supervision gives up what keeps dying in its first ten."""
KINDS = ("web", "database", "redis", "worker")


class Killer(threading.Thread):
    """Kills one part after the other until it is told to stop, and counts what it killed."""

    def __init__(self, service: Service, kinds: list[str], pause: float, draw: random.Random) -> None:
        super().__init__(daemon=True)
        self.service, self.kinds, self.pause, self.draw = service, kinds, pause, draw
        self.killed: Counter[str] = Counter()
        self._last: dict[str, float] = {}
        self._enough = threading.Event()

    def run(self) -> None:
        """Kill by turns, with a random wait before each."""
        while self.kinds:
            for kind in self.draw.sample(self.kinds, len(self.kinds)):
                if self._enough.wait(self.pause * self.draw.uniform(0.6, 1.4)):
                    return
                if time.monotonic() - self._last.get(kind, -REST) >= REST:
                    self._last[kind] = time.monotonic()
                    self.strike(kind)

    def stop(self) -> None:
        """Kill nothing more."""
        self._enough.set()
        self.join()

    def strike(self, kind: str) -> None:
        """Kill what there is of one kind: the whole of it, or just one of its processes."""
        pids = self._of(kind)
        if not pids:
            return
        whole = kind == "redis" or self.draw.random() < 0.5
        # Of the database, one process that dies makes its server end all others.
        for pid in pids if whole else [self.draw.choice(pids[1:] or pids)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.killed[f"{kind}, {'all' if whole else 'one process'}"] += 1

    def _of(self, kind: str) -> list[int]:
        match kind:
            case "web":
                return self.service.find(b"granian")
            case "database":
                return self.service.find(b"postgres")
            case "redis":
                return self.service.find(b"redis-server")
        return self.service.find(b"workers.app", b"-Q\0work")
