"""How far a consultation is, from announced to answered."""

from datetime import timedelta

import pytest
from flask import Flask

from engage import clock
from engage.record.thread import steps
from tests.factories import ClosedConsultation, DraftConsultation, OpenConsultation

STATES = {
    "draft": ("now", "next", "next", "next"),
    "coming": ("now", "next", "next", "next"),
    "open": ("done", "now", "next", "next"),
    "open, heard so far": ("done", "now", "next", "next"),
    "closed": ("done", "done", "now", "next"),
    "closed and heard": ("done", "done", "done", "now"),
}


@pytest.mark.parametrize("case", STATES)
def test_exactly_one_step_is_now(app: Flask, case: str) -> None:
    at = clock.now()
    consultation = {
        "draft": DraftConsultation,
        "coming": lambda: OpenConsultation(opens_at=at + timedelta(days=1)),
        "open": OpenConsultation,
    }.get(case.split(",")[0], ClosedConsultation)()
    with app.test_request_context():
        found = steps(consultation, at, summarised_at=at if "heard" in case else None)
        assert tuple(step.state for step in found) == STATES[case]
        assert (found[2].href is not None) == ("heard" in case)
