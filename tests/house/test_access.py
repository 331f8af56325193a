"""Every endpoint has a door, and nobody without the key gets past it."""

import re
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from engage.web.access import TABLE, Access
from tests.browser import Browser
from tests.factories import Staff

SAMPLES = {
    "uuid": lambda: str(uuid4()),
    "int": lambda: "1",
    "string": lambda: "x",
    "default": lambda: "x",
    "path": lambda: "x",
}


def sample_path(rule: Rule) -> str:
    """Fill a route's variables with values that lead to nothing."""

    def sample(match: re.Match[str]) -> str:
        kind, _, choices = (match.group(1) or "default").partition("(")
        return choices.rstrip(")").split(",")[0] if kind == "any" else SAMPLES[kind]()

    return re.sub(r"<(?:([a-z]+(?:\([^)]*\))?):)?[a-z_]+>", sample, rule.rule)


def opened(client: FlaskClient, rule: Rule) -> TestResponse:
    """Open a route with whichever method it has."""
    method = "GET" if "GET" in (rule.methods or ()) else "POST"
    return client.open(sample_path(rule), method=method)


def test_every_endpoint_stands_in_the_access_table_and_back(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(TABLE)


def test_nobody_without_an_account_gets_past_a_door_for_staff(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if TABLE[rule.endpoint] is not Access.PUBLIC:
            client = app.test_client()
            answer = (
                client.get(sample_path(rule)) if "GET" in rule.methods else client.post(sample_path(rule))
            )
            refused = answer.status_code in (400, 401, 403, 404) or "/sign-in" in answer.headers.get(
                "Location", ""
            )
            assert refused, f"{rule} answers {answer.status} to somebody without an account"


def test_an_account_without_a_role_opens_no_door_of_a_role(app: Flask) -> None:
    nobody = Staff()
    for rule in app.url_map.iter_rules():
        if TABLE[rule.endpoint] in (Access.FACILITATOR, Access.LEAD, Access.MANAGER, Access.ADMINISTRATOR):
            browser = Browser(app)
            browser.become(nobody)
            answer = opened(browser.client, rule)
            assert answer.status_code in (400, 403, 404, 405), (
                f"{rule} answers {answer.status} to somebody without a role"
            )
