"""Commands about digests."""

import click

from engage import clock
from engage.accounts import Person
from engage.accounts import queries as people
from engage.db import transaction
from engage.digests import contents, queries, scheduling
from engage.errors import RuleBroken
from engage.operator import Result, operator_command, say


@click.group()
def digests() -> None:
    """What is new for theme leads, by e-mail."""


@operator_command(digests, "run")
@click.option("--lead", "email", help="Only for this lead, whatever their schedule says")
def run_digests(email: str | None) -> Result:
    """Have the digests compiled that are due now; workers send them."""
    with transaction():
        queued = _ask_now(_lead(email)) if email else scheduling.enqueue_due(clock.now())
    say(f"{queued} to compile; where something is new, a letter follows")
    return {"queued": queued}


@operator_command(digests, "preview")
@click.option("--lead", "email", required=True, help="Whose next digests to show")
def preview_digests(email: str) -> Result:
    """Tell what a lead's next digests would hold if they were compiled now."""
    lead = _lead(email)
    told = [contents.upcoming(lead, theme) for theme, _ in queries.themes_led_by(lead)]
    for one in told:
        say(f"{one.theme.title}: {one.new_ones} new, {one.repeated_ones} heard before")
    return {
        "themes": [
            {
                "theme": one.theme.slug,
                "new": one.new_ones,
                "heard_before": one.repeated_ones,
                "waiting": one.figures.waiting,
            }
            for one in told
        ]
    }


def _ask_now(lead: Person) -> int:
    themes = [theme for theme, _ in queries.themes_led_by(lead)]
    for theme in themes:
        scheduling.ask_now(lead, theme)
    return len(themes)


def _lead(email: str) -> Person:
    person = people.by_email(email)
    if person is None:
        raise RuleBroken(f"Nobody here has the address {email}")
    if not queries.themes_led_by(person):
        raise RuleBroken(f"{email} leads no theme")
    return person
