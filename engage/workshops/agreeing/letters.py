"""What those who sat at a table are written about its notes."""

from typing import Any

from engage import clock
from engage.mail import post, render
from engage.web.addresses import address
from engage.workshops.agreeing import queries, wording
from engage.workshops.letters import address_of
from engage.workshops.links import private_key, private_link
from engage.workshops.models import Registration
from engage.workshops.tables.models import Table


def ask(table: Table) -> None:
    """Send what a table said to all who came and sat there, each with their own link."""
    notes = queries.handed_in(table)
    texts = {note.id: wording.whole(note, note.exercise) for note in notes}
    for registration in queries.asked(table):
        _send("notes", table, registration, notes=notes, texts=texts)


def remind(table: Table) -> None:
    """Write once more to those who have not answered."""
    for registration in queries.silent(table):
        _send("notes_reminder", table, registration)
    table.reminded_at = clock.now()


def _send(name: str, table: Table, registration: Registration, **context: Any) -> None:
    to = address_of(registration)
    if not to:  # erased: nobody is left to be told
        return
    private_link(registration)  # sees to it that the key opens the page
    letter = render(
        f"workshops/agreeing/emails/{name}",
        table=table,
        registration=registration,
        workshop=registration.workshop,
        guest=_guest(registration),
        link=address("workshops.table_notes", key=private_key(registration.id)),
        **context,
    )
    # About the table's response, so that the words in it are erased with that.
    post(to=to, letter=letter, key=f"workshop:{name}:{registration.id}", about=table.response_id)


def _guest(registration: Registration) -> str | None:
    """Name whoever the letter is about, where it goes to somebody who booked for them."""
    attendee = registration.attendee
    return None if attendee is None or attendee.email else attendee.name
