"""Who may start and stop the servers of a data folder: locks that the kernel drops when a process dies."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(path: Path, *, shared: bool = False) -> Iterator[None]:
    """Hold a lock, waiting for it as long as it takes."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield


@contextmanager
def taken(path: Path, patience: float = 0.0) -> Iterator[bool]:
    """Hold a lock if it can be had within some seconds, and say whether it was."""
    with path.open("a") as file:
        yield _within(patience, file.fileno())


def _within(seconds: float, descriptor: int) -> bool:
    until = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(0.1)
        else:
            return True
