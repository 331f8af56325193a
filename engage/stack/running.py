"""What a running `engage up` tells other commands on the same data folder."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import psutil
from pydantic import AnyHttpUrl, BaseModel, ValidationError

from engage.operator import Trouble
from engage.settings import SmtpUrl
from engage.stack.locks import taken
from engage.stack.place import Place

MARK = "ENGAGE_SUPERVISED"
"""In the environment of every supervised program: what a killed `engage up` left is found by it."""


class Running(BaseModel):
    """Where a running `engage up` is reached."""

    process: int
    public_url: AnyHttpUrl
    smtp_url: SmtpUrl | None


@contextlib.contextmanager
def announced(place: Place, running: Running) -> Iterator[None]:
    """Be the one `engage up` of a data folder.

    :raises Trouble: if there is one already
    """
    with taken(place.supervising, patience=1.0) as ours:
        if not ours:
            raise Trouble(_refusal(place))
        unfinished = _file(place, "running.unfinished")
        unfinished.write_text(running.model_dump_json())
        unfinished.replace(_file(place))
        try:
            yield
        finally:
            _file(place).unlink(missing_ok=True)


def supervised(place: Place) -> bool:
    """Say whether an `engage up` runs on this data folder."""
    with taken(place.supervising) as free:
        return not free


def read_running(place: Place) -> Running | None:
    """Read what a running `engage up` has announced."""
    if not supervised(place):
        return None
    try:
        return Running.model_validate_json(_file(place).read_text())
    except (OSError, ValidationError):  # it is only just starting, or stopping
        return None


def end_leftovers(place: Place) -> int:
    """End the programs that a killed `engage up` left behind, and count them."""
    left = [process for process in psutil.process_iter() if _is_of(process, place)]
    for process in left:
        with contextlib.suppress(psutil.Error):
            process.terminate()
    _, alive = psutil.wait_procs(left, timeout=5)
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()
    return len(left)


def _is_of(process: psutil.Process, place: Place) -> bool:
    try:
        return process.pid != os.getpid() and bool(process.environ().get(MARK) == str(place.data_dir))
    except (psutil.Error, OSError):
        return False


def _file(place: Place, name: str = "running.json") -> Path:
    return place.data_dir / name


def _refusal(place: Place) -> str:
    try:
        running = Running.model_validate_json(_file(place).read_text())
    except (OSError, ValidationError):
        where = ""
    else:
        where = f", at {running.public_url} (process {running.process})"
    return (
        f"Engage already runs on {place.data_dir}{where}. Stop it, or set ENGAGE_DATA_DIR to another folder."
    )
