"""Six weeks of responses in the demo, and what moderators made of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from engage import clock
from engage.accounts import Person
from engage.consultations.models import Consultation, QuestionKind
from engage.db import db
from engage.demo.replying import replies
from engage.demo.setting_up import themes_of
from engage.demo.voices import Said, Voice, campaign, voices
from engage.feedback.intake import NewContribution, accept
from engage.feedback.models import Channel, Consent, Contact, Kind, Response
from engage.moderation.decisions import Ruling, decide_each
from engage.moderation.models import Outcome
from engage.moderation.redaction import Span
from engage.organisations.models import Sector

UNDECIDED = timedelta(hours=40)
"""What came in within this time still waits for moderators."""


@dataclass(frozen=True)
class Sent:
    """A response as it came in, and whose it was."""

    response: Response
    voice: Voice


def respond(consultation: Consultation, opened: datetime) -> list[Sent]:
    """Take in all responses, spread over the time since it opened, the campaign in its second week."""
    draw = Random(1909)  # noqa: S311 - the same demo each time
    now = clock.now()
    everybody = voices()
    draw.shuffle(everybody)
    span = (now - timedelta(minutes=20) - opened) / len(everybody)
    sent = [
        _take(consultation, voice, _by_day(opened + span * (number + draw.random())), draw)
        for number, voice in enumerate(everybody)
    ]
    return sorted(
        [*sent, *_write_letters(consultation, opened, draw)], key=lambda one: one.response.received_at
    )


def moderate(sent: Sequence[Sent], moderators: Sequence[Person], *, before: datetime) -> None:
    """Decide on what had come in by a moment, each a few hours after it came."""
    waiting = [one for one in sent if one.response.received_at < before]
    for number, one in enumerate(waiting):
        at = one.response.received_at + timedelta(hours=3 + number % 19)
        contributions = one.response.contributions
        rulings = {
            contribution.id: _ruling(one.voice, said)
            for contribution, said in zip(contributions, one.voice.said, strict=True)
        }
        decide_each(rulings, by=moderators[number % len(moderators)], seen=dict.fromkeys(rulings), at=at)
    db.session.flush()


def _take(consultation: Consultation, voice: Voice, at: datetime, draw: Random) -> Sent:
    themes = themes_of(consultation)
    asked = {one.theme_id: one.id for one in consultation.asked if one.kind is QuestionKind.TEXT}
    new = [
        NewContribution(said.text, themes[said.theme].id, asked[themes[said.theme].id], said.kind)
        for said in voice.said
    ]
    own = Random(voice.said[0].text)  # noqa: S311 - as above, and apart from what else is drawn
    response = accept(
        consultation,
        sector=voice.sector,
        consent=voice.consent,
        channel=draw.choices([Channel.ONLINE, Channel.PAPER, Channel.EMAIL], weights=[17, 2, 1])[0],
        contributions=new,
        replies=replies(consultation, {one.theme_id for one in new if one.theme_id}, own),
        received_at=at,
        organisation=voice.organisation,
        area=voice.area,
    )
    if voice.name:
        db.session.add(Contact(response_id=response.id, name=voice.name))
    return Sent(response, voice)


def _write_letters(consultation: Consultation, opened: datetime, draw: Random) -> list[Sent]:
    second_week = opened + timedelta(days=8)
    return [
        _take(
            consultation,
            Voice(
                Sector.RESIDENT,
                draw.choices(["Saltwick", "Merrowbridge"], weights=[5, 1])[0],
                (Said("homes", text, Kind.COMMENT, ()),),
                consent=Consent.UNNAMED,
            ),
            _by_day(second_week + timedelta(hours=draw.uniform(0, 90))),
            draw,
        )
        for text in campaign()
    ]


def _by_day(at: datetime) -> datetime:
    """Move a moment in the small hours into the day: people sleep."""
    hour = clock.london(at).hour
    return at + timedelta(hours=8 - hour) if hour < 7 else at


def _ruling(voice: Voice, said: Said) -> Ruling:
    if voice.outcome:
        return Ruling(voice.outcome, voice.reason)
    if said.cuts:
        return Ruling(Outcome.REDACT, redactions=[Span(start, end) for start, end in said.cuts])
    return Ruling(Outcome.SHOW)
