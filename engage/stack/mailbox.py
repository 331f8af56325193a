"""The mail catcher of a laptop: takes every mail over SMTP and keeps it as a file, in the order of arrival.

Run as a script, with a port and a folder, so that it needs nothing of the service.
"""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from aiosmtpd.smtp import SMTP, Envelope, Session

LARGEST = 64 * 1024 * 1024


class Mailbox:
    """A folder with one file a mail: the bytes that came, below who they were for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's
        """Keep a mail, and say so only once it is on the disk."""
        content = envelope.original_content or b""
        recipients = "".join(f"X-Envelope-To: {address}\r\n" for address in envelope.rcpt_tos)
        keep(self.folder, recipients.encode() + content)
        return "250 Kept"


def keep(folder: Path, mail: bytes) -> Path:
    """Write a mail whole or not at all, under a name that sorts by time."""
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{uuid4().hex[:8]}"
    unfinished, kept = folder / f".{name}", folder / f"{name}.eml"
    with unfinished.open("wb") as file:
        file.write(mail)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(kept)
    return kept


async def catch(port: int, folder: Path) -> None:
    """Take mail on this machine alone until asked to stop."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)  # letters hold private links, and this machine may have other users
    mailbox = Mailbox(folder)
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, stopped.set)
    server = await loop.create_server(
        lambda: SMTP(mailbox, data_size_limit=LARGEST, enable_SMTPUTF8=True, ident="Engage mailbox"),
        "127.0.0.1",
        port,
    )
    await stopped.wait()
    server.close()


if __name__ == "__main__":
    asyncio.run(catch(int(sys.argv[1]), Path(sys.argv[2])))
