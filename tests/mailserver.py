"""A real SMTP server on loopback that keeps what it takes, and can be told to refuse."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from threading import Event, Thread
from typing import Any, cast

from aiosmtpd.smtp import SMTP, Envelope, Session

OK = "250 OK"


@dataclass(frozen=True)
class Taken:
    """A letter as it came over the wire, and to whom the envelope says it goes."""

    recipients: list[str]
    bytes: bytes

    @property
    def mail(self) -> EmailMessage:
        """Parse the letter."""
        return cast(EmailMessage, message_from_bytes(self.bytes, policy=default))  # type: ignore[arg-type]

    def words(self, kind: str = "plain") -> str:
        """Give the text, or the HTML, of the letter."""
        body = self.mail.get_body((kind,))
        assert body, f"no {kind} part"
        return str(body.get_content()).replace("\r\n", "\n")


class Sink:
    """Takes every letter, unless `to_recipient` or `to_data` say another answer than 250."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.to_recipient = OK
        self.to_data = OK
        self.before_answer: Callable[[], None] = lambda: None
        """Called when a letter has been taken and the sender does not know yet."""
        self.port = 0
        self.conversations: list[SMTP] = []

    @property
    def url(self) -> str:
        """The address to give as `ENGAGE_SMTP_URL`."""
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address: str) -> list[Taken]:
        """List what came for one address."""
        return [letter for letter in self.taken if address in letter.recipients]

    def start(self) -> None:
        """Listen, on the same port as before if it was stopped."""
        self._loop = asyncio.new_event_loop()
        self._up = Event()
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()
        assert self._up.wait(5)

    def stop(self) -> None:
        """Stop listening and drop every conversation."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def hang_up(self) -> None:
        """Break every connection, without a word."""
        for conversation in self.conversations:
            if conversation.transport:
                conversation.transport.abort()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)

        def converse() -> SMTP:
            self.conversations.append(
                SMTP(self, enable_SMTPUTF8=True, hostname="sink.example", loop=self._loop)
            )
            return self.conversations[-1]

        server = self._loop.run_until_complete(self._loop.create_server(converse, "127.0.0.1", self.port))
        self.port = server.sockets[0].getsockname()[1]
        self._up.set()
        self._loop.run_forever()
        server.close()
        self.hang_up()
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self._loop.close()

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if self.to_recipient == OK:
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.to_data == OK:
            self.taken.append(Taken(list(envelope.rcpt_tos), cast(bytes, envelope.original_content)))
        self.before_answer()
        return self.to_data
