"""All that is held about a response and whoever sent it, in one file for them."""

import json
from collections.abc import Iterable
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from flask import render_template
from sqlalchemy import select

from engage import clock
from engage.audit.models import AuditEntry
from engage.db import db
from engage.feedback import queries, uploads
from engage.feedback.models import Contribution, Reply, Response, Upload
from engage.feedback.receipts import queries as receipt_queries
from engage.feedback.rights import queries as rights_queries
from engage.mail.models import Message
from engage.moderation import queries as moderation
from engage.record import response_pdf
from engage.record.response_record import passages
from engage.summaries.report import headline


def archive(response: Response) -> IO[bytes]:
    """Pack all that is held: as data, as a page to read, as a PDF, and the files that were sent."""
    held = everything(response)
    packed = TemporaryFile()  # noqa: SIM115 - the answer closes it
    with ZipFile(packed, "w", ZIP_DEFLATED) as zipped:
        zipped.writestr("data.json", json.dumps(held, ensure_ascii=False, indent=2, default=str))
        zipped.writestr("data.html", render_template("record/response_held.html", held=held))
        if response.erased_at is None:
            zipped.writestr("response.pdf", response_pdf.pdf(response))
            for number, one in enumerate(response.uploads, 1):
                if uploads.path(one).is_file():
                    zipped.write(uploads.path(one), f"files/{number:02d}-{_plain(one.file_name)}")
    packed.seek(0)
    return packed


def everything(response: Response) -> dict[str, Any]:
    """List all that is held about a response, by what it is."""
    requests = rights_queries.of(response)
    things = [response.id, *(one.id for one in response.contributions), *(one.id for one in requests)]
    drafts = [response.submission_key] if response.submission_key else []
    return {
        "written_at": clock.now(),
        "response": _response(response),
        "contact": _contact(response),
        "contributions": [_contribution(one) for one in response.contributions],
        "decisions": [told for one in response.contributions for told in _decisions(one)],
        "what_became_of_it": _became(response),
        "replies": [_reply(one) for one in response.replies],
        "files": [_file(one) for one in response.uploads],
        "changes": [
            {"version": one.version, "made_at": one.made_at, "before": one.before}
            for one in queries.amendments(response)
        ],
        "letters": _letters([*things, *drafts]),
        "requests": [
            {"reference": one.reference, "kind": one.kind, "text": one.text, "made_at": one.made_at}
            | {"due_at": one.due_at, "closed_at": one.closed_at, "answer": one.answer}
            for one in requests
        ],
        "acts": _acts(things),
        "receipts": [
            {
                "event": one.event,
                "version": one.version,
                "made_at": one.made_at,
                "place_in_the_chain": one.seq,
            }
            | {"leaf": one.leaf.hex(), "contents": one.contents}
            for one in receipt_queries.of_response(response)
        ],
    }


def _response(response: Response) -> dict[str, Any]:
    organisation = response.spoken_for
    return {
        "reference": response.reference,
        "consultation": response.consultation.title,
        "body": response.consultation.body.name,
        "received_at": response.received_at,
        "amended_at": response.amended_at,
        "withdrawn_at": response.withdrawn_at,
        "erased_at": response.erased_at,
        "version": response.version,
        "sector": response.sector,
        "organisation": response.organisation,
        "kind_of_organisation": organisation.kind if organisation else None,
        "size_of_organisation": organisation.size_band if organisation else None,
        "area": response.area,
        "consent": response.consent,
        "language": response.language,
        "author_in_the_imported_file": response.author_key,
        "marks_of_spam": response.suspicions,
    }


def _contact(response: Response) -> dict[str, Any] | None:
    contact = response.contact
    if contact is None:
        return None
    return {"name": contact.name, "role": contact.role, "email": contact.email} | {
        "confirmed_at": contact.confirmed_at
    }


def _contribution(one: Contribution) -> dict[str, Any]:
    return {
        "position": one.position,
        "version": one.version,
        "theme": one.theme.title if one.theme else None,
        "question": one.question.text if one.question else None,
        "kind": one.kind,
        "channel": one.channel,
        "text": one.text,
        "received_at": one.received_at,
        "ended_at": one.ended_at,
        "erased_at": one.erased_at,
        "id_in_the_imported_file": one.source_id,
    }


def _decisions(one: Contribution) -> Iterable[dict[str, Any]]:
    for decision in moderation.history(one.id):
        yield {
            "position": one.position,
            "version": one.version,
            "outcome": decision.outcome,
            "reason": decision.reason,
            "shown_text": decision.shown_text,
            "note": decision.note,
            "decided_at": decision.decided_at,
            "superseded_at": decision.superseded_at,
        }


def _became(response: Response) -> list[dict[str, Any]]:
    return [
        {
            "position": one.contribution.position,
            "state": one.state,
            "told_to_the_lead_at": one.told_at,
            "topic_of_the_summary": headline(one.topic) if one.topic else None,
            "quoted": one.quoted,
        }
        for one in passages(response)
    ]


def _reply(one: Reply) -> dict[str, Any]:
    return {
        "question": one.question.text,
        "value": one.value,
        "version": one.version,
        "received_at": one.received_at,
        "ended_at": one.ended_at,
    }


def _file(one: Upload) -> dict[str, Any]:
    return {
        "name": one.file_name,
        "media_type": one.media_type,
        "size": one.size,
        "sha256": one.sha256,
        "uploaded_at": one.uploaded_at,
        "ended_at": one.ended_at,
    }


def _letters(things: list[Any]) -> list[dict[str, Any]]:
    about = select(Message).where(Message.about.in_(things)).order_by(Message.posted_at, Message.id)
    return [
        {"to": one.recipient, "subject": one.subject, "text": one.text, "posted_at": one.posted_at}
        | {"sent_at": one.sent_at}
        for one in db.session.scalars(about)
    ]


def _acts(things: list[Any]) -> list[dict[str, Any]]:
    """List what was done with it, by staff or the service; who exactly did stays with the body that asks."""
    done = select(AuditEntry).where(AuditEntry.subject_id.in_(things))
    return [
        {"at": one.at, "act": one.act, "by": "staff" if one.actor_id else "service"}
        for one in db.session.scalars(done.order_by(AuditEntry.at, AuditEntry.id))
    ]


def _plain(name: str) -> str:
    kept = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in name)
    return kept.strip(".-")[-80:] or "file"
