"""Commands about letters."""

from uuid import UUID

import click
from sqlalchemy.exc import NoResultFound

from engage.db import db, transaction
from engage.errors import RuleBroken
from engage.jobs import QueuedJob
from engage.mail import queries
from engage.mail.models import Message
from engage.operations import resending
from engage.operator import Result, operator_command, say


@click.group()
def mail() -> None:
    """Letters, and what became of them."""


@operator_command(mail, "list")
@click.option("--state", type=click.Choice(list(queries.STATES)), help="Only those in this state")
@click.option("--to", "address", help="Only those to this address")
@click.option("--most", default=50, show_default=True, help="How many at the most")
def list_mail(state: str | None, address: str | None, most: int) -> Result:
    """List letters, the unclear first, then the latest."""
    letters = queries.ledger(state)
    if address:
        letters = letters.where(Message.recipient == address)
    rows = db.session.execute(letters.limit(most)).all()
    for message, queued in rows:
        say(f"{message.id}  {message.posted_at:%Y-%m-%d %H:%M:%S}  {message.state:8}  {message.recipient}")
        if cause := _cause(message, queued):
            say(f"    {cause}")
    return {"letters": [_told(message, queued) for message, queued in rows]}


@operator_command(mail, "show")
@click.argument("message_id", type=click.UUID)
def show_mail(message_id: UUID) -> Result:
    """Show one letter with its words."""
    try:
        message = queries.get(message_id)
    except NoResultFound:
        raise RuleBroken("There is no such letter") from None
    for name in ("recipient", "subject", "key", "posted_at", "state", "cause"):
        say(f"{name:10} {getattr(message, name) or ''}")
    say(f"\n{message.text}")
    words = {"text": message.text, "html": message.html, "headers": message.headers}
    return {"letter": _told(message, None) | words}


@operator_command(mail, "resend")
@click.argument("message_id", type=click.UUID)
def resend_mail(message_id: UUID) -> Result:
    """Send a letter again that was refused, given up, or is unclear."""
    with transaction():
        message = resending.resend(message_id, by=None)
    say(f"The letter to {message.recipient} will be sent again.")
    return {"id": message_id}


def _cause(message: Message, queued: QueuedJob | None) -> str | None:
    return message.cause or (queued.cause if queued else None)


def _told(message: Message, queued: QueuedJob | None) -> dict[str, object]:
    return {
        "id": message.id,
        "key": message.key,
        "to": message.recipient,
        "subject": message.subject,
        "state": message.state,
        "posted_at": message.posted_at,
        "sent_at": message.sent_at,
        "attempts": queued.attempts if queued else None,
        "cause": _cause(message, queued),
    }
