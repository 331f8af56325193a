"""What moderators ask for and what they decide, read from forms."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from hashlib import sha256
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SearchField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from engage.consultations.models import Consultation
from engage.errors import RuleBroken, Sentence
from engage.feedback import references
from engage.feedback.labels import CHANNELS
from engage.feedback.models import Channel, Contribution
from engage.moderation import redaction
from engage.moderation.decisions import Ruling
from engage.moderation.labels import REASONS, SUGGESTED
from engage.moderation.models import Decision, Outcome, Reason
from engage.moderation.queue import State, Wanted
from engage.moderation.redaction import Span
from engage.moderation.suggestions import Suggestion, suggest
from engage.moderation.together import Variant
from engage.organisations.labels import SECTORS
from engage.organisations.models import Sector
from engage.web import Form
from engage.web.fields import ChoiceField, ChoicesField, PickField, said

Chosen = TypeVar("Chosen", bound=StrEnum)


def _note() -> TextAreaField:
    return TextAreaField(
        _l("A note for colleagues"),
        [Length(max=2000)],
        description=_l("Neither the public nor the sender sees it"),
    )


class WantedForm(Form):
    """What to list: the filters over the queue, which stand in the address of every page of it."""

    NAMES: ClassVar = ("about", "sector", "channel", "suspicious", "words", "state")

    class Meta:
        csrf = False

    about = SelectField(_l("Consultation or theme"), validate_choice=False)
    sector = SelectField(_l("Sector"), validate_choice=False)
    channel = SelectField(_l("Channel"), validate_choice=False)
    suspicious = SelectField(_l("Suspicious or not"), validate_choice=False)
    words = SearchField(_l("Words or reference"))
    state = HiddenField()

    known: Mapping[str, UUID]
    """The places that can be asked for, by how the address names them."""

    @classmethod
    def asked(cls, places: Sequence[Consultation]) -> "WantedForm":
        """Read the address; what stands in it for something that is not there is left out."""
        form = cls(request.args)
        form.known = {str(theme.id): theme.id for place in places for theme in place.themes}
        form.known |= {str(place.id): place.id for place in places}
        form.about.choices = _choices(_l("Everything you moderate"), _places(places))
        form.sector.choices = _choices(_l("Every sector"), SECTORS.items())
        form.channel.choices = _choices(_l("Every channel"), CHANNELS.items())
        form.suspicious.choices = _choices(_l("All of it"), [("yes", _l("Marked as suspicious"))])
        if refusal := references.doubt(said(form.words)):
            form.words.errors = [str(refusal)]
        return form

    @property
    def wanted(self) -> Wanted:
        """Give what is asked for."""
        return Wanted(
            state=_member(State, self.state.data) or State.WAITING,
            about=self.known.get(str(self.about.data)),
            sector=_member(Sector, self.sector.data),
            channel=_member(Channel, self.channel.data),
            words=said(self.words)[:200],
            suspicious=self.suspicious.data == "yes",
        )


def _places(places: Sequence[Consultation]) -> Iterator[tuple[str, Sentence]]:
    for place in places:
        yield str(place.id), place.title
        yield from ((str(theme.id), f"— {theme.title}") for theme in place.themes)


def _choices(every: Sentence, choices: Iterable[tuple[Any, Sentence]]) -> list[tuple[Any, Any]]:
    return [("", every), *choices]


def _member(kind: type[Chosen], sent: str | None) -> Chosen | None:
    return next((member for member in kind if member.value == sent), None)


class DecisionForm(Form):
    """What is decided about one contribution."""

    suggested = ChoicesField(_l("Words that may be personal data"))
    marked = TextAreaField(_l("The text, with brackets around words to take out"))
    why = PickField(_l("Why these words are taken out"), REASONS, default=Reason.PERSONAL_DATA)
    reason = ChoiceField(_l("Why is it withheld?"), REASONS)
    note = _note()
    seen = HiddenField()
    previewed = HiddenField()

    contribution: Contribution
    suggestions: Sequence[Suggestion] = ()

    @classmethod
    def on(cls, contribution: Contribution, now: Decision | None) -> "DecisionForm":
        """Make the form for a contribution as it stands now."""
        form = cls(seen=str(now.id) if now else "", marked=redaction.marked(contribution.text))
        form.contribution, form.suggestions = contribution, suggest(contribution.text)
        form.suggested.choices = [
            (one.value, f"{SUGGESTED[one.kind]}: {one.words}") for one in form.suggestions
        ]
        return form

    def spans(self) -> list[Span]:
        """Gather the words to take out.

        :raises RuleBroken: if there are none, or the brackets make no sense
        """
        text, reason = self.contribution.text, self.why.data or Reason.PERSONAL_DATA
        ticked = [one for one in self.suggestions if one.value in self.suggested.data]
        spans = [Span(one.start, one.end, reason) for one in ticked]
        spans = redaction.tidy(text, spans + redaction.read(str(self.marked.data), text, reason))
        if not spans:
            raise RuleBroken(_l("Tick or put in brackets what is to be taken out"), field="marked")
        return spans

    def to_preview(self, act: str) -> list[Span]:
        """Give the words that would be taken out, if what would be shown has not been looked at as it is now.

        :raises RuleBroken: as `spans`
        """
        if act not in ("preview", Outcome.REDACT):
            return []
        spans = self.spans()
        seen, self.previewed.data = self.previewed.data, self._print_of(spans)
        return [] if act == Outcome.REDACT and seen == self.previewed.data else spans

    def _print_of(self, spans: Sequence[Span]) -> str:
        return sha256(redaction.apply(self.contribution.text, spans).encode()).hexdigest()[:16]

    def ruling(self, act: str) -> Ruling:
        """Give what was decided by pressing a button.

        :raises RuleBroken: if there is no such button, or as `spans`
        """
        outcome = _member(Outcome, act)
        if outcome is None:
            raise RuleBroken(_l("Choose what is to be done"))
        spans = self.spans() if outcome is Outcome.REDACT else []
        return Ruling(outcome, self.reason.data, said(self.note), spans)

    def seen_id(self) -> UUID | None:
        """Give the decision that stood on the page.

        :raises RuleBroken: if the page was tampered with
        """
        try:
            return UUID(self.seen.data) if self.seen.data else None
        except ValueError as error:
            raise RuleBroken(_l("Open this again and decide anew")) from error


class TogetherForm(Form):
    """What is decided about a group, and which of its wordings it is about."""

    texts = ChoicesField(_l("Which of these is it about?"))
    outcome = ChoiceField(
        _l("What is to be done with them?"),
        [
            (Outcome.SHOW, _l("Show them as they are")),
            (
                Outcome.REDACT,
                _l("Show them without the highlighted words"),
                _l("Those in which nothing is highlighted are shown as they are"),
            ),
            (Outcome.HOLD, _l("Hold them for a question")),
            (Outcome.WITHHOLD, _l("Withhold them")),
        ],
        [InputRequired(_l("Choose what is to be done with them"))],
    )
    reason = PickField(_l("Why are they withheld?"), REASONS)
    note = _note()
    ids = HiddenField()

    def listed(self) -> list[UUID]:
        """Give the contributions that stood on the page; what is no id is left out."""
        return [UUID(one) for one in (self.ids.data or "").split() if _is_id(one)]

    def offer(self, variants: Sequence[Variant]) -> None:
        """Offer the wordings of a group; at first all are ticked in which nothing needs a look of its own."""
        self.texts.choices = [
            (one.name, _l("Wording %(number)s", number=n)) for n, one in enumerate(variants, 1)
        ]
        if not self.is_submitted():
            self.texts.data = [one.name for one in variants if not (one.suggestions or one.named)]
            self.ids.data = " ".join(str(c.id) for one in variants for c in one.contributions)

    def chosen(self, variants: Sequence[Variant]) -> list[Variant]:
        """Give the wordings that were ticked.

        :raises RuleBroken: if none was
        """
        ticked = [one for one in variants if one.name in self.texts.data]
        if not ticked:
            raise RuleBroken(_l("Tick at least one of the texts"), field="texts")
        return ticked


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
