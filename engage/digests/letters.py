"""The letter that a digest is sent as."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from engage.digests.contents import Contents, Group
from engage.digests.models import Digest, Schedule
from engage.feedback.receipts import queries as receipt_queries
from engage.mail import Letter, render
from engage.web.addresses import address

SHOWN = 8
"""How many texts of a kind a letter tells; the rest is behind its link."""
LENGTH = 320
"""How many characters of a text a letter tells."""


def of(digest: Digest, told: Contents, schedule: Schedule) -> Letter:
    """Write the letter of a digest, with a way to stop it that needs no signing in (RFC 8058)."""
    stop = address("digests.stop", key=schedule.stop_key)
    body = told.theme.consultation.body
    return render(
        "digests/emails/digest",
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Reply-To": body.contact_email,
        },
        digest=digest,
        told=told,
        schedule=schedule,
        stop=stop,
        head=receipt_queries.latest_head(told.theme.consultation_id),
        new=_in_turn(told.new)[:SHOWN],
        repeated=_in_turn(told.repeated)[:SHOWN],
        more=max(len(told.new) - SHOWN, 0) + max(len(told.repeated) - SHOWN, 0),
        length=LENGTH,
    )


def _in_turn(groups: Sequence[Group]) -> list[Group]:
    """Let each sender be heard once before anybody is heard twice; the order is kept otherwise."""
    heard: Counter[UUID] = Counter()
    turns: list[tuple[int, Group]] = []
    for group in groups:
        sender = group.typical.contribution.response_id
        turns.append((heard[sender], group))
        heard[sender] += 1
    return [group for _, group in sorted(turns, key=lambda turn: turn[0])]
