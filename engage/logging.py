"""Structured logs: a static event name and ids, never a name, an address or a text."""

import logging
import sys
import traceback
from collections.abc import Iterator
from typing import Final, cast

import structlog
from structlog.typing import EventDict, WrappedLogger

PLAIN: Final = (
    AssertionError,
    AttributeError,
    FileNotFoundError,
    ImportError,
    ModuleNotFoundError,
    NameError,
    NotImplementedError,
    PermissionError,
    RuntimeError,
    TypeError,
)
"""Errors whose message is about the program. Others quote what they choke on: a row, an address, a text."""


SHARED: Final = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def configure(level: str) -> None:
    """Send every log line, ours and the libraries', to standard error in one form."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("alembic").setLevel("WARNING")


def formatter() -> logging.Formatter:
    """Make what writes the lines: for eyes on a terminal, else as JSON; errors without anybody's words."""
    renderer = structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=SHARED,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _trace, renderer],
    )


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """Get the logger of a module."""
    return cast(structlog.stdlib.BoundLogger, structlog.get_logger(name))


def told(error: BaseException) -> str:
    """Name an error without what somebody wrote: its kind, and what is known to hold no words of theirs."""
    kind, details = type(error).__name__, getattr(getattr(error, "orig", error), "diag", None)
    if details is not None:  # the database's own message quotes the row
        said = [detail for detail in (details.sqlstate, details.constraint_name) if detail]
        return f"{kind}: {' '.join(said)}" if said else kind
    return f"{kind}: {error}" if type(error) in PLAIN else kind


def _trace(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Write where an error came from, and no word of what it was about."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["exception"] = "\n".join(_lines(error))
    return event


def _lines(error: BaseException) -> Iterator[str]:
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None:
        yield from _lines(earlier)
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"{frame.filename}:{frame.lineno} {frame.name}"
    yield told(error)
