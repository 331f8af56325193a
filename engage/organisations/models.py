"""Partner bodies."""

from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Base


class Body(Base):
    """A public body that runs consultations here: a council, a combined authority, a growth board."""

    __tablename__ = "body"

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    contact_email: Mapped[str]
    """Where people write to, for other formats and with complaints."""
    website: Mapped[str | None]
