"""From a row of the ledger to the bytes that go over the wire."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from engage.mail.models import Message
from engage.settings import Settings


def sealed(message: Message, settings: Settings) -> bytes:
    """Write a letter as RFC 5322 bytes. The Message-ID follows from the row, so a resend is recognised.

    :raises ValueError: if a header would hold a line break
    """
    sender = parseaddr(settings.mail_from)[1]
    mail = EmailMessage(policy=SMTP)
    mail["From"] = settings.mail_from
    mail["To"] = message.recipient
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(message.posted_at)
    mail["Message-ID"] = f"<{message.id}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    if settings.mail_reply_to:
        mail["Reply-To"] = settings.mail_reply_to
    for name, value in message.headers.items():
        del mail[name]  # what a letter says itself goes before what all of them say
        mail[name] = value
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    for attachment in message.attachments:
        kind, _, rest = attachment["media_type"].partition("/")
        subtype, *parameters = [part.strip() for part in rest.split(";")]
        mail.add_attachment(
            attachment["content"].encode(),
            maintype=kind,
            subtype=subtype,
            filename=attachment["name"],
            params={"charset": "utf-8"} | dict(parameter.split("=", 1) for parameter in parameters),
        )
    return mail.as_bytes()
