"""Where the mail of a laptop goes: pages to read what was caught, absent where mail is really sent."""

from pathlib import Path

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from engage.operations import caught
from engage.operations.caught import Caught
from engage.web.pagination import SIZE, Page
from engage.web.security import POLICY

bp = Blueprint("caught_mail", __name__, url_prefix="/caught-mail")

LETTER_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        "sandbox allow-top-navigation-by-user-activation",
    )
)
"""A letter brings its own styles and nothing else; its links open outside of its frame."""


@bp.before_request
def _only_where_mail_is_caught() -> None:
    if not current_app.config["SETTINGS"].catch_mail:
        abort(404)


@bp.route("")
def index() -> ResponseReturnValue:
    """List what was caught, the latest first."""
    names = caught.names(_folder())
    asked = request.args.get("page", 1, type=int)
    number = min(max(asked, 1), max(1, -(-len(names) // SIZE)))
    letters = list(caught.all_of(_folder(), names[(number - 1) * SIZE : number * SIZE]))
    return render_template("mail/index.html", page=Page(letters, number, len(names), SIZE))


@bp.route("/<name>")
def show(name: str) -> ResponseReturnValue:
    """Show one letter, as text and in a frame as HTML."""
    page = Response(render_template("mail/show.html", letter=_letter(name)))
    page.headers["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return page


@bp.route("/<name>/html")
def html(name: str) -> ResponseReturnValue:
    """Give a letter's HTML, fenced in, for the frame of its page."""
    framed = _letter(name).html.replace("<head>", '<head><base target="_top">', 1)
    return Response(framed, headers={"Content-Security-Policy": LETTER_POLICY})


@bp.route("/<name>/attachments/<int:number>")
def attachment(name: str, number: int) -> ResponseReturnValue:
    """Give a file that goes with a letter, to be saved."""
    files = _letter(name).attachments
    if number >= len(files):
        abort(404)
    content = files[number].get_payload(decode=True)
    answer = Response(content, mimetype=files[number].get_content_type())
    answer.headers.set("Content-Disposition", "attachment", filename=files[number].get_filename() or "file")
    return answer


def _folder() -> Path:
    folder: Path = current_app.config["SETTINGS"].caught_mail
    return folder


def _letter(name: str) -> Caught:
    letter = caught.read(_folder(), name)
    return letter or abort(404)
