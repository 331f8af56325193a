"""What `engage up` tells the terminal: calm lines, each with the name of who speaks."""

import contextlib
import sys
import threading

WIDTH = 8


class Console:
    """A terminal that several threads speak to, and that may go away."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def say(self, sentence: str) -> None:
        """Tell what `engage up` itself does."""
        self.line("engage", sentence)

    def line(self, name: str, text: str) -> None:
        """Show one line of a program; what is shown nowhere still stands in its log."""
        with self._lock, contextlib.suppress(OSError, ValueError):
            sys.stdout.write(f"{name:<{WIDTH}}| {text}\n")
            sys.stdout.flush()
