"""Doing several things at the same moment, as people and workers do."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask

from engage.db import transaction


def at_once(app: Flask, acts: Sequence[Callable[[], object]]) -> list[object]:
    """Do each act in a thread, a session and a transaction of its own, all starting together.

    What an act raises is raised here, once all have ended.
    """
    gate = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        with app.app_context():
            gate.wait(timeout=60)
            with transaction():
                return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
