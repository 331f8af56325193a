"""The accounts of staff. What a person may do in a consultation is held there."""

from typing import Any, ClassVar
from uuid import uuid4

from flask_security.core import UserMixin
from sqlalchemy import CheckConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Base, moment


class Person(Base, UserMixin):  # type: ignore[misc]  # Flask-Security is not typed
    """Someone who signs in. Columns below `fs_uniquifier` are Flask-Security's."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_in_lower_case"),)

    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    is_administrator: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[moment]
    active: Mapped[bool] = mapped_column(default=True)
    password: Mapped[str | None]
    fs_uniquifier: Mapped[str] = mapped_column(unique=True, default=lambda: uuid4().hex)
    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None]
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(JSONB)

    roles: ClassVar[list[Any]] = []  # type: ignore[misc]
    """Flask-Security's own roles are not used: ours are held for a consultation or a theme."""

    def __str__(self) -> str:
        return self.name
