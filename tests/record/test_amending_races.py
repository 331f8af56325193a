"""A moderator who decides while the sender changes the text: whoever is first, nothing in force is lost."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from engage import clock
from engage.db import db, transaction
from engage.errors import RuleBroken
from engage.feedback import amending
from engage.feedback.models import Contribution, Response
from engage.moderation import decisions
from engage.moderation import queries as moderation
from engage.moderation.models import Outcome
from tests.factories import ContributionTo, OpenConsultation
from tests.record.test_amending import filled

ROUNDS = 6


def _response() -> UUID:
    response: Response = ContributionTo(theme=OpenConsultation().themes[0], text="Buses").response
    response.received_at = clock.now() - timedelta(days=1)
    db.session.commit()
    return response.id


def _at_once(app: Flask, *acts: Callable[[], None]) -> None:
    start = Barrier(len(acts))

    def act(one: Callable[[], None]) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    one()
            except RuleBroken:
                pass  # the other was quicker
            finally:
                db.session.remove()

    threads = [Thread(target=act, args=[one]) for one in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


@pytest.mark.commits
def test_a_text_that_is_decided_on_while_it_is_changed_is_either_in_force_or_was_never_decided_on(
    app: Flask,
) -> None:
    for _ in range(ROUNDS):
        response_id = _response()

        def change(response_id: UUID = response_id) -> None:
            response = db.session.get_one(Response, response_id)
            draft = amending.begin(response, uuid4(), at=clock.now())
            amending.amend(response, draft, filled(response, "Trains"), at=clock.now())

        def decide(response_id: UUID = response_id) -> None:
            wanted = select(Contribution).where(Contribution.response_id == response_id)
            first = db.session.scalars(wanted.order_by(Contribution.version)).first()
            assert first
            decisions.decide(first, Outcome.SHOW, by=None, seen=None)

        _at_once(app, change, decide)
        old, new = db.session.scalars(
            select(Contribution)
            .where(Contribution.response_id == response_id)
            .order_by(Contribution.version)
            .execution_options(populate_existing=True)
        )
        decided = moderation.current([old.id, new.id])
        assert (old.ended_at is None) == (old.id in decided)
        assert new.ended_at is None
        db.session.rollback()
