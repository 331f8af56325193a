"""Reading what the mail catcher of a laptop has kept: one file a letter, named so that it sorts by time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

NAME = re.compile(r"(\d{8}T\d{6}\.\d{6}Z)-[0-9a-f]+")


@dataclass(frozen=True)
class Caught:
    """A letter that would have been sent."""

    name: str
    mail: EmailMessage

    @property
    def at(self) -> datetime:
        """When it was caught."""
        stamp = self.name.partition("-")[0]
        return datetime.strptime(stamp, "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC)

    @property
    def recipients(self) -> list[str]:
        """Whom the envelope names."""
        return [str(address) for address in self.mail.get_all("X-Envelope-To", [])]

    @property
    def text(self) -> str:
        """Its words as plain text."""
        return self._words("plain")

    @property
    def html(self) -> str:
        """Its words as HTML."""
        return self._words("html")

    @property
    def attachments(self) -> list[EmailMessage]:
        """The files that go with it."""
        return list(self.mail.iter_attachments())

    def _words(self, kind: str) -> str:
        body = self.mail.get_body((kind,))
        return str(body.get_content()) if body else ""


def names(folder: Path) -> list[str]:
    """List the letters that were caught, the latest first."""
    return sorted((file.stem for file in folder.glob("*.eml") if NAME.fullmatch(file.stem)), reverse=True)


def read(folder: Path, name: str) -> Caught | None:
    """Read one letter; None if none was caught under that name."""
    file = folder / f"{name}.eml"
    if not NAME.fullmatch(name) or not file.is_file():
        return None
    return Caught(name, message_from_bytes(file.read_bytes(), policy=default))


def all_of(folder: Path, found: list[str]) -> Iterator[Caught]:
    """Read several letters, leaving out those that are gone meanwhile."""
    for name in found:
        letter = read(folder, name)
        if letter:
            yield letter
