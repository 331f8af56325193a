"""How Alembic reaches the database: through the application that runs it."""

from alembic import context
from flask import current_app

from engage.db import db

config = context.config


def run_online() -> None:
    """Apply migrations one at a time over one connection; two who try at once wait for each other."""
    with db.engine.connect() as connection:
        connection.exec_driver_sql("SELECT pg_advisory_lock(7306)")
        connection.commit()
        configured = current_app.extensions["migrate"].configure_args
        context.configure(connection=connection, target_metadata=db.metadata, **configured)
        with context.begin_transaction():
            context.run_migrations()
        connection.exec_driver_sql("SELECT pg_advisory_unlock(7306)")
        connection.commit()


run_online()
