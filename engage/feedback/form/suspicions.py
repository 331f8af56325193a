"""What makes a response look like spam: marks for those who moderate it. Nothing is decided by them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from flask_babel import lazy_gettext as _l

from engage.errors import RuleBroken
from engage.feedback.models import Draft, text_key
from engage.web.networks import counted, free_again
from engage.web.templating import hour

SHORTEST = timedelta(seconds=10)
"""From the first page to the last: nobody reads and answers six of them in less."""
QUICKEST = 100
"""Characters a second, over the whole time: more than somebody who pastes what they prepared."""
MOST_LINKS = 5
MOST_ALIKE = 4
"""How often a network may send one text within an hour before it is remarkable."""
TELLING = 40
"""Characters from which on the same text is remarkable: everybody may write “Yes”."""
NETWORK = (20, 200)
"""Responses within an hour from one network to one consultation: what is remarkable, and what is too much."""
CONSULTATION = (1_000, 20_000)
"""The same from everywhere together."""
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


class Suspicion(StrEnum):
    """A reason why a response may be spam."""

    HONEYPOT = "honeypot"
    FAST = "fast"
    LINKS = "links"
    REPEATED = "repeated"
    NETWORK = "network"
    RUSH = "rush"


class TooMany(RuleBroken):
    """More came from one network, or to one consultation, than is taken within an hour."""


@dataclass(frozen=True)
class Sender:
    """What is known of whoever presses the button, and kept nowhere."""

    network: str
    """As `networks.network` names it."""
    in_room: bool = False
    """Whether they hold the code of a workshop: those in its room share one address."""
    honeypot: bool = False
    """Whether the box that people do not see was filled in."""


def marks(draft: Draft, texts: Sequence[str], sender: Sender, *, at: datetime) -> list[str]:
    """List why a draft that is being sent may be spam.

    :raises TooMany: if more came from its network, or to its consultation, than is taken; never in a room
    """
    found = {
        Suspicion.HONEYPOT: sender.honeypot,
        Suspicion.FAST: draft.amends_id is None and _is_fast(at - draft.begun_at, texts),
        Suspicion.LINKS: sum(len(LINK.findall(text)) for text in texts) > MOST_LINKS,
        Suspicion.NETWORK: _over(NETWORK, sender, draft.consultation_id, sender.network),
        Suspicion.RUSH: _over(CONSULTATION, sender, draft.consultation_id),
        Suspicion.REPEATED: _repeated(draft.consultation_id, texts, sender),
    }
    return [mark.value for mark, is_so in found.items() if is_so]


def _is_fast(took: timedelta, texts: Sequence[str]) -> bool:
    written = sum(len(text) for text in texts)
    return took < SHORTEST or written / took.total_seconds() > QUICKEST


def _over(limits: tuple[int, int], sender: Sender, *names: object) -> bool:
    remarkable, too_much = limits
    sent = counted(*names)
    if sent > too_much and not sender.in_room:
        again = datetime.fromtimestamp(free_again(*names), UTC) + timedelta(minutes=1)
        raise TooMany(
            _l(
                "More responses came from your network in the last hour than we take, to keep out machines. "
                "Nothing is lost: all that you wrote is saved. Press the button again after %(time)s",
                time=hour(again),
            )
        )
    return sent > remarkable


def _repeated(consultation_id: UUID, texts: Sequence[str], sender: Sender) -> bool:
    keys = {text_key(text) for text in texts if len(text) >= TELLING}
    # All are counted, not only up to the first that is remarkable.
    sent = [counted(consultation_id, sender.network, key) for key in sorted(keys)[:5]]
    return max(sent, default=0) > MOST_ALIKE
