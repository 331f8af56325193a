"""Models, migrations and the rules that the database keeps by itself."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask, current_app
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from engage import audit
from engage.audit.models import AuditEntry
from engage.db import db
from engage.feedback.models import Contribution
from engage.moderation.models import Decision, Outcome
from tests.factories import OpenConsultation, ShownContribution


def test_the_newest_migration_gives_the_tables_that_the_models_describe(app: Flask) -> None:
    arguments = current_app.extensions["migrate"].configure_args
    found = MigrationContext.configure(db.session.connection(), opts=arguments)
    assert compare_metadata(found, db.metadata) == []


@pytest.mark.parametrize(
    "change", ["UPDATE audit_entry SET act = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"]
)
def test_the_audit_trail_cannot_be_changed(change: str) -> None:
    audit.record("consultation.published", OpenConsultation(), by=None)
    db.session.flush()
    assert db.session.query(AuditEntry).count() == 1
    with pytest.raises(IntegrityError, match="never changed"):
        db.session.execute(text(change))


def test_the_words_of_a_contribution_cannot_be_changed() -> None:
    contribution = ShownContribution(theme=OpenConsultation().themes[0])
    with pytest.raises(IntegrityError, match="kept as given"):
        db.session.execute(
            update(Contribution).where(Contribution.id == contribution.id).values(text="other")
        )


def test_a_decision_cannot_be_rewritten() -> None:
    ShownContribution(theme=OpenConsultation().themes[0])
    with pytest.raises(IntegrityError, match="superseded"):
        db.session.execute(update(Decision).values(outcome=Outcome.HOLD, shown_text=None))
