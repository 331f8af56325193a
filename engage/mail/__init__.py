"""Letters by e-mail: owed in a ledger, sent once, and what became of each."""

from engage.mail.ledger import post
from engage.mail.letter import Attachment, Letter, render

__all__ = ["Attachment", "Letter", "post", "render"]
