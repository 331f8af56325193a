"""Opening a page changes nothing."""

import re

from flask import Flask
from sqlalchemy import event

from engage.db import db
from engage.web.access import TABLE
from tests.browser import Browser
from tests.factories import Administrator
from tests.house.test_access import sample_path

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|TRUNCATE)", re.IGNORECASE)


def test_no_get_writes(app: Flask) -> None:
    administrator = Administrator()
    written: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if WRITES.match(statement):
            written.append(statement)

    db.session.flush()
    event.listen(db.session.connection(), "before_cursor_execute", note)
    for rule in app.url_map.iter_rules():
        if (
            "GET" in rule.methods
            and TABLE.get(rule.endpoint, None) is not None
            and rule.endpoint != "security.logout"
        ):
            browser = Browser(app)
            browser.become(administrator)
            browser.client.get(sample_path(rule))
            assert not written, f"{rule} writes: {written}"
