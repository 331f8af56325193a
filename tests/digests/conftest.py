"""What the tests of digests share."""

from collections.abc import Callable

import pytest
from sqlalchemy import event

from engage.db import db


@pytest.fixture
def queries_of() -> Callable[[Callable[[], object]], int]:
    """Count what an act asks of the database."""

    def count(act: Callable[[], object]) -> int:
        asked: list[str] = []

        def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
            asked.append(statement)

        db.session.flush()
        connection = db.session.connection()
        event.listen(connection, "before_cursor_execute", note)
        act()
        event.remove(connection, "before_cursor_execute", note)
        return len(asked)

    return count
