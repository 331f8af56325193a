"""The forms by which people register for a workshop, and change what they said."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import (
    EmailField,
    FieldList,
    FormField,
    HiddenField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    Email,
    InputRequired,
    Length,
    Optional,
)

from engage.organisations.labels import SIZES
from engage.organisations.models import Sector
from engage.web import Form
from engage.web.fields import ChoiceField, ChoicesField, Option, PickField, said
from engage.web.templating import hour
from engage.workshops.allocation.choosing import Room
from engage.workshops.allocation.models import Session
from engage.workshops.models import Workshop
from engage.workshops.registration import Guest, Request

SECTORS = {
    Sector.RESIDENT: _l("A resident"),
    Sector.BUSINESS: _l("A business"),
    Sector.VOLUNTARY: _l("A voluntary or community body"),
    Sector.PUBLIC: _l("A public body"),
    Sector.EDUCATION: _l("A school, college or university"),
}


def _stripped(text: str | None) -> str:
    return (text or "").strip()


ELSEWHERE = "-"
"""Stands for an area that the workshop does not name."""
MOST_GUESTS = 99


class PersonForm(Form):
    """What somebody says of a person who comes: their name, and what they need."""

    name = StringField(
        _l("Full name"),
        validators=[DataRequired(_l("Enter the name")), Length(max=120)],
        filters=[_stripped],
        render_kw={"spellcheck": "false"},
    )
    access_needs = TextAreaField(
        _l("What do you need so that you can take part? (optional)"),
        description=_l(
            "For example step-free access, a hearing loop, British Sign Language or large print. "
            "Only those who arrange it see this. We erase it a week after the workshop."
        ),
        validators=[Length(max=1000)],
        filters=[_stripped],
    )
    diet = StringField(
        _l("Is there food that you cannot eat? (optional)"),
        description=_l("Only for the catering. We erase it a week after the workshop."),
        validators=[Length(max=200)],
        filters=[_stripped],
    )

    def person(self) -> Guest:
        """Give what was said."""
        return Guest(name=said(self.name), access_needs=said(self.access_needs), diet=said(self.diet))


class GuestForm(PersonForm):
    """Somebody whom another books for; a part of their form."""

    class Meta(Form.Meta):
        """The whole form has the token."""

        csrf = False

    email = EmailField(
        _l("Their e-mail address (optional)"),
        description=_l(
            "With it they get a letter and a page of their own. Without it, all letters go to you."
        ),
        validators=[
            Optional(),
            Email(_l("Enter an e-mail address in the right form, like name@example.com")),
            Length(max=254),
        ],
        filters=[_stripped],
        render_kw={"spellcheck": "false"},
    )

    def person(self) -> Guest:
        """Give what was said."""
        return replace(super().person(), email=said(self.email))


class RegistrationForm(PersonForm):
    """Asks for places: for oneself, and for others who come along."""

    name = StringField(
        _l("Full name"),
        validators=[DataRequired(_l("Enter your name")), Length(max=120)],
        filters=[_stripped],
        render_kw={"autocomplete": "name", "spellcheck": "false"},
    )
    email = EmailField(
        _l("E-mail address"),
        description=_l("We send you a letter with a calendar file, and write if the workshop is moved."),
        validators=[
            DataRequired(_l("Enter your e-mail address")),
            Email(_l("Enter an e-mail address in the right form, like name@example.com")),
            Length(max=254),
        ],
        filters=[_stripped],
        render_kw={"autocomplete": "email", "spellcheck": "false"},
    )
    sector = ChoiceField(
        _l("Who do you come as?"),
        choices=SECTORS,
        description=_l("So that we see whether all sides are in the room."),
        validators=[InputRequired(_l("Choose who you come as"))],
    )
    organisation = StringField(
        _l("Organisation (optional)"),
        validators=[Length(max=200)],
        filters=[_stripped],
        render_kw={"autocomplete": "organization"},
    )
    size_band = PickField(_l("How many people work there? (optional)"), choices=SIZES)
    area = PickField(
        _l("Where do you come from?"),
        description=_l("Where you live, or where your organisation is."),
        validators=[InputRequired(_l("Choose where you come from"))],
    )
    sessions = ChoicesField(_l("Which sessions do you want to be in? (optional)"))
    places = PickField(_l("How many places do you need?"), default=1)
    guests = FieldList(FormField(GuestForm), max_entries=MOST_GUESTS)
    website = StringField(_l("Leave this empty"), render_kw={"autocomplete": "off", "tabindex": "-1"})
    """Only robots see it, and fill it in."""
    submission_key = HiddenField(default=lambda: str(uuid4()))

    def fit(self, workshop: Workshop, rooms: Sequence[Room]) -> None:
        """Ask only what the workshop has, and for as many people as there are to be places."""
        self.places.choices = [(count, str(count)) for count in range(1, workshop.most_together + 1)]
        self.sessions.choices = [
            Option(room.session.id, _named(room.session), _roomy(room)) for room in rooms
        ]
        self.area.choices = [*((area, area) for area in workshop.areas), (ELSEWHERE, _l("Somewhere else"))]
        if not rooms:
            del self.sessions
        if not workshop.areas:
            del self.area
        wanted = self.places.match(self.places.data)
        others = wanted - 1 if self.places.offered(wanted) else 0
        while len(self.guests) < others:
            self.guests.append_entry()
        while len(self.guests) > others:
            self.guests.pop_entry()
        if workshop.most_together == 1:
            del self.places

    def request(self) -> Request:
        """Give what is asked for."""
        area = self.area.data if "area" in self else None
        return Request(
            name=said(self.name),
            email=said(self.email),
            sector=self.sector.data,
            organisation=said(self.organisation),
            access_needs=said(self.access_needs),
            diet=said(self.diet),
            area=None if area == ELSEWHERE else area,
            size_band=self.size_band.data,
            guests=tuple(entry.form.person() for entry in self.guests),
            sessions=frozenset(self.sessions.data if "sessions" in self else ()),
        )

    def key(self) -> UUID | None:
        """Give the key that was made with the form, unless somebody has tampered with it."""
        try:
            return UUID(self.submission_key.data or "")
        except ValueError:
            return None


class SessionsForm(Form):
    """Which sessions somebody wants to be in."""

    sessions = ChoicesField(_l("Sessions"))

    def offer(self, rooms: Sequence[Room]) -> None:
        """Let them choose from some."""
        self.sessions.choices = [
            Option(room.session.id, _named(room.session), _roomy(room)) for room in rooms
        ]


class LeavingForm(Form):
    """Who of a party gives up their place."""

    who = ChoiceField(
        _l("Whose place do you give up?"), validators=[InputRequired(_l("Choose whose place you give up"))]
    )


def _named(session: Session) -> str:
    hours = f"{hour(session.starts_at)} – {hour(session.ends_at)}"
    return f"{session.title}, {hours}" + (f", {session.room}" if session.room else "")


def _roomy(room: Room) -> str:
    if room.left:
        return str(ngettext("%(num)d place left", "%(num)d places left", room.left))
    return str(_l("Full. If you choose it, you wait until there is room for you in it."))
