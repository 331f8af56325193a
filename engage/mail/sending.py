"""Handing letters to the mail server: once, or it is said that we cannot know."""

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parseaddr
from functools import cache
from uuid import UUID

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from engage import clock
from engage.db import db, new_id
from engage.jobs import Weather
from engage.logging import logger
from engage.mail.envelope import sealed
from engage.mail.models import Handover, Message
from engage.settings import Settings, SmtpUrl

log = logger(__name__)

TIMEOUT = 20
"""Seconds that the mail server may take to answer."""


def deliver(message_id: UUID) -> None:
    """Send a letter of the ledger, unless it was sent, or may have been.

    :raises Weather: if the mail server cannot be reached or asks to come again
    """
    owed = select(Message).where(
        Message.id == message_id,
        Message.sent_at.is_(None),
        Message.failed_at.is_(None),
        Message.unclear_at.is_(None),
    )
    # The weaker lock lets the stamp's foreign key look at the row from its own transaction.
    message = db.session.scalar(owed.with_for_update(skip_locked=True, key_share=True))
    if message is None:
        return
    if _was_under_way(message):
        message.unclear_at = clock.now()
        log.error("mail_unclear", message_id=str(message.id))
        return
    settings: Settings = current_app.config["SETTINGS"]
    try:
        _converse(message, sealed(message, settings), settings)
        message.sent_at = clock.now()
    except smtplib.SMTPResponseException as refusal:
        _weigh(message, refusal.smtp_code, refusal.smtp_error)
    except (ValueError, smtplib.SMTPNotSupportedError) as poison:  # no server would take it, ever
        message.failed_at, message.cause = clock.now(), f"cannot be written: {poison}"[:500]
        log.error("mail_unwritable", message_id=str(message.id))


def _converse(message: Message, octets: bytes, settings: Settings) -> None:
    with connected(settings.smtp_url) as server:
        _expect(server.mail(parseaddr(settings.mail_from)[1], _options(server, message.recipient)))
        _expect(server.rcpt(message.recipient))
        _expect(server.docmd("DATA"), 354)
        _stamp(message)  # from here on the server may have it, whatever becomes of us
        try:
            server.send(_framed(octets))
            _expect(server.getreply())
        except smtplib.SMTPResponseException:
            _unstamp(message)  # it answered, and the answer was no: nothing is unclear
            raise


def _options(server: smtplib.SMTP, recipient: str) -> list[str]:
    if recipient.isascii():
        return []
    if not server.has_extn("smtputf8"):
        raise smtplib.SMTPNotSupportedError("the mail server takes no such address")
    server.command_encoding = "utf-8"
    return ["SMTPUTF8"]


def _framed(octets: bytes) -> bytes:
    """Double a dot that begins a line, and end with a line that is one dot (RFC 5321, 4.5.2)."""
    return re.sub(rb"^\.", b"..", octets.removesuffix(b"\r\n"), flags=re.MULTILINE) + b"\r\n.\r\n"


@contextmanager
def connected(url: SmtpUrl | None) -> Iterator[smtplib.SMTP]:
    """Speak to the mail server, on the safest line that it offers.

    :raises Weather: if it cannot be reached, does not let us in, or goes away meanwhile
    """
    if url is None or url.host is None:
        raise Weather("no mail server is set")
    try:
        server = _dialled(url, url.host)
    except OSError as storm:  # refused passwords too: the letter is not to blame for those
        raise Weather(f"the mail server does not let us in: {storm}") from storm
    with server:
        try:
            yield server
        except (smtplib.SMTPResponseException, smtplib.SMTPNotSupportedError):
            raise
        except OSError as storm:
            raise Weather(f"the mail server went away: {storm}") from storm


def _dialled(url: SmtpUrl, host: str) -> smtplib.SMTP:
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, url.port or 465, _own_name(), timeout=TIMEOUT)
    else:
        server = smtplib.SMTP(host, url.port or 25, _own_name(), timeout=TIMEOUT)
    server.ehlo_or_helo_if_needed()
    if server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())
    if url.username:
        server.login(url.username, url.password or "")
    return server


@cache
def _own_name() -> str:
    """Tell what this machine is called; asking takes a name server's time."""
    return socket.getfqdn()


def _expect(answer: tuple[int, bytes], *codes: int) -> None:
    code, words = answer
    if code not in (codes or (250, 251)):
        raise smtplib.SMTPResponseException(code, words)


def _weigh(message: Message, code: int, words: bytes | str) -> None:
    told = words.decode(errors="replace") if isinstance(words, bytes) else words
    message.cause = f"{code} {told}"[:500]
    if code < 500:
        raise Weather(message.cause)
    message.failed_at = clock.now()
    log.warning("mail_refused", message_id=str(message.id), code=code)


def _was_under_way(message: Message) -> bool:
    return db.session.scalar(select(Handover.id).where(Handover.message_id == message.id)) is not None


def _stamp(message: Message) -> None:
    # A transaction of its own: the stamp must be there if we die before the work commits.
    with db.engine.begin() as aside:
        aside.execute(insert(Handover).values(id=new_id(), message_id=message.id, at=clock.now()))


def _unstamp(message: Message) -> None:
    with db.engine.begin() as aside:
        aside.execute(delete(Handover).where(Handover.message_id == message.id))
