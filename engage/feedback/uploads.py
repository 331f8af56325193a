"""Files that come with a response: looked into, kept outside anything that is served, and handed out."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from flask import Response as Answer
from flask import current_app, send_file
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from werkzeug.datastructures import FileStorage

from engage.consultations.documents import Document, examined, swept, write
from engage.consultations.models import Question
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback.models import Draft, Response, Upload

TAKEN = ("pdf", "docx", "odt", "ods", "odp", "png", "jpg")
MOST = 10
"""How many files one question takes."""


def attach(draft: Draft, question: Question, sent: Sequence[FileStorage], *, at: datetime) -> None:
    """Keep files with the question of a draft that they answer; the draft is locked by the caller.

    :raises RuleBroken: if one is empty, too large or of a kind that is not taken, or if there are too many
    """
    there = list(draft.answers.get("files", {}).get(str(question.id), ()))
    if len(there) + len(sent) > MOST:
        raise RuleBroken(_l("Choose at most %(most)s files", most=MOST))
    for document in [_examined(one) for one in sent]:
        upload = keep(document, at=at)
        upload.draft_id, upload.question_id = draft.id, question.id
        db.session.add(upload)
        there.append({"id": str(upload.id), "name": upload.file_name, "size": upload.size})
    _note(draft, question, there)


def detach(draft: Draft, question: Question, upload_id: str) -> None:
    """Take a file out of a draft; its content is swept later. What is not in it stays as it is."""
    there = draft.answers.get("files", {}).get(str(question.id), ())
    if not any(one["id"] == upload_id for one in there):
        return
    mine = select(Upload).where(Upload.id == UUID(upload_id), Upload.draft_id == draft.id)
    if upload := db.session.scalar(mine):
        db.session.delete(upload)
    _note(draft, question, [one for one in there if one["id"] != upload_id])


def hand_over(draft: Draft, response: Response) -> None:
    """Have the files of a draft be those of the response that it became."""
    kept = [UUID(one["id"]) for files in draft.answers.get("files", {}).values() for one in files]
    if kept:
        db.session.execute(
            update(Upload)
            .where(Upload.draft_id == draft.id, Upload.id.in_(kept))
            .values(draft_id=None, response_id=response.id)
        )
        db.session.expire(response, ["uploads"])


def keep(document: Document, *, at: datetime) -> Upload:
    """Write a file that was looked into under a random name; the caller says what it belongs to."""
    upload = Upload(
        stored_as=uuid4().hex,
        file_name=document.name,
        media_type=document.media_type,
        size=len(document.content),
        sha256=sha256(document.content).hexdigest(),
        uploaded_at=at,
    )
    write(path(upload), document.content)
    return upload


def handed_out(upload: Upload) -> Answer:
    """Give a file to download: never shown in the page, whatever it claims to be."""
    name, kind = upload.file_name, upload.media_type
    answer = send_file(path(upload), mimetype=kind, as_attachment=True, download_name=name, max_age=0)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def path(upload: Upload) -> Path:
    """Tell where the content of a file lies."""
    return folder() / upload.stored_as


def folder() -> Path:
    """Tell where files that came with responses are kept."""
    kept: Path = current_app.config["SETTINGS"].uploads / "responses"
    return kept.absolute()


def sweep() -> int:
    """Delete files that belong to nothing any more, or never did, and count them."""
    kept = set(db.session.scalars(select(Upload.stored_as)))
    return swept(folder(), kept.__contains__)


def _examined(sent: FileStorage) -> Document:
    limit = current_app.config["SETTINGS"].upload_limit_mb * 1024**2
    return examined(sent.filename or "", sent.stream.read(limit + 1), limit=limit, taken=TAKEN)


def _note(draft: Draft, question: Question, files: list[dict[str, Any]]) -> None:
    noted = {**draft.answers.get("files", {}), str(question.id): files}
    draft.answers = {**draft.answers, "files": noted}
    draft.version += 1
