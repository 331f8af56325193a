"""`engage demo`."""

import click
from flask import current_app

from engage.db import transaction
from engage.demo import loading, region
from engage.operator import Result, operator_command, say


@click.group()
def demo() -> None:
    """A region's consultation in full life, to look at and to try things on."""


@operator_command(demo, "load")
def load() -> Result:
    """Load the demo, unless it is there; say where to look and who can sign in."""
    counted: dict[str, int] = {}
    if loading.loaded():
        say("The demo is there already.")
    else:
        say("Loading the demo…")
        with transaction():
            counted = loading.load()
        say(f"The demo has {counted['contributions']} contributions in one consultation.")
    address = str(current_app.config["SETTINGS"].public_url).rstrip("/")
    say(f"Look at {address}/consultations/{region.SLUG}")
    say(f"Sign in at {address}/sign-in with the password {region.PASSWORD} as")
    for officer in region.OFFICERS:
        say(f"  {officer.email:34} {officer.what}")
    return {
        "consultation": region.SLUG,
        "password": region.PASSWORD,
        "people": [{"email": officer.email, "role": officer.what} for officer in region.OFFICERS],
        **counted,
    }
