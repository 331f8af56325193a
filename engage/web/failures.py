"""What people see when something is wrong, and the one place where a bug is noted."""

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, InterfaceError, NoResultFound, OperationalError
from werkzeug.exceptions import BadRequest, HTTPException, InternalServerError, NotFound, ServiceUnavailable

from engage.db import db
from engage.logging import logger

log = logger(__name__)

TOLD = {400, 401, 403, 404, 405, 413, 429, 500, 503}
"""The statuses that have a page of their own; others get the one of their hundred."""


def init_app(app: Flask) -> None:
    """Answer every failure with a page that says what to do next."""
    app.register_error_handler(HTTPException, _show)
    app.register_error_handler(CSRFError, _show)
    app.register_error_handler(NoResultFound, lambda missing: _show(NotFound()))
    app.register_error_handler(DataError, _nonsense)
    app.register_error_handler(UnicodeEncodeError, _nonsense)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(InterfaceError, _busy)
    app.register_error_handler(Exception, _bug)


def _show(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    status = error.code or 500
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=error.name), status
    named = status if status in TOLD else (400 if status < 500 else 500)
    return render_template(f"errors/{named}.html"), status


def _nonsense(error: DataError | UnicodeEncodeError) -> ResponseReturnValue:
    # What no column can hold, such as U+0000 or half a character, was made up by whoever asks.
    db.session.rollback()
    return _show(NotFound() if request.method == "GET" else BadRequest())


def _busy(outage: Exception) -> ResponseReturnValue:
    db.session.rollback()
    log.error("database_unreachable", error=type(outage).__name__)
    return _show(ServiceUnavailable())


def _bug(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    log.exception("request_failed", path=request.url_rule and request.url_rule.rule)
    return _show(InternalServerError())
