"""How the factories save: into the test's session."""

from factory.alchemy import SQLAlchemyModelFactory

from engage.db import db


class Factory(SQLAlchemyModelFactory):
    """Adds what it makes to the session of the test and flushes it."""

    class Meta:
        abstract = True
        sqlalchemy_session_factory = lambda: db.session  # noqa: E731
        sqlalchemy_session_persistence = "flush"
