"""The database session, the base of all tables, and the one way to commit."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Enum, MetaData, Text, event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

moment = datetime
"""A column's type: an aware moment, kept as `timestamptz`."""

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def new_id() -> UUID:
    """Make a UUID of version 7 (RFC 9562): random, and in the order of time for the index's sake."""
    millis = time.time_ns() // 1_000_000
    value = millis << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def _values(enumeration: type[StrEnum]) -> list[str]:
    return [member.value for member in enumeration]


class Base(DeclarativeBase):
    """The base of every table: an id that is there before the row is."""

    registry: ClassVar[registry] = registry(
        metadata=MetaData(naming_convention=_NAMES),
        type_annotation_map={
            str: Text(),
            datetime: DateTime(timezone=True),
            StrEnum: Enum(StrEnum, native_enum=False, length=64, values_callable=_values),
        },
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)


@event.listens_for(Base, "init", propagate=True)
def _name_at_birth(target: Base, args: tuple[Any, ...], values: dict[str, Any]) -> None:
    values.setdefault("id", new_id())


db = SQLAlchemy(model_class=Base)
migrate = Migrate()


@contextmanager
def transaction() -> Iterator[None]:
    """Commit what is done inside, or nothing of it. Only edges (views, commands, tasks) open one."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
