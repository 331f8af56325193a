"""Tables, who sits at them, exercises, table notes, and the dots given to notes."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.consultations.models import Theme
from engage.db import Base, moment
from engage.feedback.models import Contribution
from engage.workshops.models import Registration, Workshop


class Table(Base):
    """A table in the room, with the code by which phones at it open its page."""

    __tablename__ = "workshop_table"
    __table_args__ = (
        UniqueConstraint("workshop_id", "id"),
        UniqueConstraint("workshop_id", "number"),
        CheckConstraint("seats > 0", name="has_seats"),
        CheckConstraint("number > 0", name="is_counted_from_one"),
    )

    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(default="")
    seats: Mapped[int]
    code: Mapped[str] = mapped_column(unique=True)
    """What the table card shows: whoever has it may write at this table, and give dots."""
    theme_id: Mapped[UUID | None] = mapped_column(ForeignKey("theme.id"))
    """What this table talks about, if the tables divide the themes."""
    facilitator_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[moment | None]
    """When its notes were handed in: they change no more at the table."""
    changes: Mapped[int] = mapped_column(default=0)
    """Counts the changes of its notes: who asks what is new says up to which they know."""
    response_id: Mapped[UUID | None] = mapped_column(ForeignKey("response.id"), unique=True)
    """What its notes became when they were handed in; none if it had written nothing."""
    answers_until: Mapped[moment | None]
    """Until when those who sat there may say whether that is what they said."""
    reminded_at: Mapped[moment | None]
    """When those who had not answered were reminded."""

    workshop: Mapped[Workshop] = relationship()
    theme: Mapped[Theme | None] = relationship()


class Seat(Base):
    """Who sits at which table."""

    __tablename__ = "table_seat"
    __table_args__ = (
        UniqueConstraint("registration_id"),
        ForeignKeyConstraint(
            ["workshop_id", "table_id"],
            ["workshop_table.workshop_id", "workshop_table.id"],
            name="fk_table_seat_table",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["workshop_id", "registration_id"],
            ["registration.workshop_id", "registration.id"],
            name="fk_table_seat_registration",
        ),
        Index(None, "table_id"),
    )

    workshop_id: Mapped[UUID]
    table_id: Mapped[UUID]
    registration_id: Mapped[UUID]
    by_hand: Mapped[bool] = mapped_column(default=False)
    """Whether a person seated them there: drawing again leaves them."""

    table: Mapped[Table] = relationship(primaryjoin="Table.id == foreign(Seat.table_id)", viewonly=True)
    registration: Mapped[Registration] = relationship(
        primaryjoin="Registration.id == foreign(Seat.registration_id)", viewonly=True
    )


class Draw(Base):
    """That the tables were drawn: the seed and the rule by which the same people get the same seats."""

    __tablename__ = "table_draw"
    __table_args__ = (Index(None, "workshop_id", "drawn_at"),)

    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"))
    drawn_at: Mapped[moment]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    seed: Mapped[int]
    rule: Mapped[str]
    """The name and version of the rule."""


class ExerciseKind(StrEnum):
    """How a table works on something."""

    NOTES = "notes"
    """Plain notes under a theme."""
    HOPES_AND_FEARS = "hopes_and_fears"
    HOW_MIGHT_WE = "how_might_we"
    EVIDENCE = "evidence"
    """Cards with evidence that people add to."""
    IDEAS = "ideas"
    """Idea cards: a name, who it helps, what would have to be true."""
    OPTIONS = "options"
    """What speaks for and against each option."""


class Exercise(Base):
    """One exercise that the tables of a workshop do."""

    __tablename__ = "exercise"
    __table_args__ = (
        UniqueConstraint("workshop_id", "id"),
        UniqueConstraint("workshop_id", "position", deferrable=True, initially="IMMEDIATE"),
        CheckConstraint("dots >= 0", name="gives_dots_or_none"),
        CheckConstraint("voting_opened_at < voting_closed_at", name="votes_before_counting"),
    )

    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"))
    position: Mapped[int]
    kind: Mapped[ExerciseKind]
    title: Mapped[str]
    prompt: Mapped[str] = mapped_column(default="")
    theme_id: Mapped[UUID | None] = mapped_column(ForeignKey("theme.id"))
    """What its notes are about; None: the theme of the table, or else the whole."""
    cards: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    """Evidence or options that are laid out: each `{"key", "text"}`."""
    dots: Mapped[int] = mapped_column(default=0)
    """How many dots each person may give to its notes; 0: there is no vote."""
    opened_at: Mapped[moment | None]
    closed_at: Mapped[moment | None]
    voting_opened_at: Mapped[moment | None]
    """From then on its notes stay as they are, for dots are given to what they say."""
    voting_closed_at: Mapped[moment | None]
    """From then on everybody sees how many dots each has."""

    workshop: Mapped[Workshop] = relationship()
    theme: Mapped[Theme | None] = relationship()

    @property
    def is_open(self) -> bool:
        """Say whether the tables are at it."""
        return self.opened_at is not None and self.closed_at is None

    @property
    def is_voted_on(self) -> bool:
        """Say whether dots can be given and taken back."""
        return self.voting_opened_at is not None and self.voting_closed_at is None


class Heading(Base):
    """What several tables said in one exercise, in the words of whoever put their notes together."""

    __tablename__ = "table_heading"
    __table_args__ = (Index(None, "exercise_id"),)

    exercise_id: Mapped[UUID] = mapped_column(ForeignKey("exercise.id"))
    title: Mapped[str]


class Note(Base):
    """A table note: what a table says in one exercise, in one of its columns."""

    __tablename__ = "table_note"
    __table_args__ = (
        UniqueConstraint("workshop_id", "id"),
        ForeignKeyConstraint(
            ["workshop_id", "table_id"],
            ["workshop_table.workshop_id", "workshop_table.id"],
            name="fk_table_note_table",
        ),
        ForeignKeyConstraint(
            ["workshop_id", "exercise_id"],
            ["exercise.workshop_id", "exercise.id"],
            name="fk_table_note_exercise",
        ),
        Index(None, "workshop_id", "exercise_id", "written_at"),
        Index(None, "table_id", "change"),
    )

    workshop_id: Mapped[UUID] = mapped_column(ForeignKey("workshop.id"))
    table_id: Mapped[UUID]
    exercise_id: Mapped[UUID]
    column: Mapped[str] = mapped_column(default="")
    """Where it stands in its exercise: hope or fear, the key of a card, for or against."""
    text: Mapped[str]
    detail: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    """More fields of an idea card, by name."""
    version: Mapped[int] = mapped_column(default=1)
    """Rises with each change, so that two devices do not overwrite each other."""
    change: Mapped[int] = mapped_column(default=0)
    """Which of its table's changes was its last."""
    beside_id: Mapped[UUID | None] = mapped_column(ForeignKey("table_note.id", ondelete="SET NULL"))
    """The note that this is another wording of: two wrote at once, and both are kept."""
    written_at: Mapped[moment]
    changed_at: Mapped[moment]
    removed_at: Mapped[moment | None]
    shown_at: Mapped[moment | None]
    """When a facilitator let it onto the wall, where the workshop asks for that."""
    hidden_at: Mapped[moment | None]
    """When a facilitator took it off the wall."""
    contribution_id: Mapped[UUID | None] = mapped_column(ForeignKey("contribution.id"), unique=True)
    """What it became when the table's notes were handed in; of several versions, the first."""
    heading_id: Mapped[UUID | None] = mapped_column(ForeignKey("table_heading.id"), index=True)
    """Under which heading it stands with those of other tables that say the same."""

    table: Mapped[Table] = relationship(primaryjoin="Table.id == foreign(Note.table_id)", viewonly=True)
    exercise: Mapped[Exercise] = relationship(
        primaryjoin="Exercise.id == foreign(Note.exercise_id)", viewonly=True
    )
    contribution: Mapped[Contribution | None] = relationship()


class NoteAct(Base):
    """That an act of a phone was done: what is sent again, for the answer was lost, is done once."""

    __tablename__ = "table_note_act"
    __table_args__ = (Index(None, "note_id"),)

    note_id: Mapped[UUID] = mapped_column(ForeignKey("table_note.id", ondelete="CASCADE"))
    """What came of it: the note that was written, changed or removed, or the one put beside it."""
    version: Mapped[int]
    """Of that note, then."""


class Dot(Base):
    """A dot that somebody in the room gave to a note. The database lets nobody give more than there are."""

    __tablename__ = "dot"
    __table_args__ = (
        UniqueConstraint("exercise_id", "voter_key", "number"),
        ForeignKeyConstraint(
            ["workshop_id", "note_id"],
            ["table_note.workshop_id", "table_note.id"],
            name="fk_dot_note",
            ondelete="CASCADE",
        ),
        Index(None, "note_id"),
    )

    workshop_id: Mapped[UUID]
    exercise_id: Mapped[UUID] = mapped_column(ForeignKey("exercise.id"))
    note_id: Mapped[UUID]
    table_id: Mapped[UUID] = mapped_column(ForeignKey("workshop_table.id"))
    """The table whose code the voter's phone holds."""
    voter_key: Mapped[str]
    """SHA-256 of a random key in the voter's browser: whose it is, nobody knows."""
    number: Mapped[int]
    """One of as many as each person has; a trigger lets it be no higher."""
    given_at: Mapped[moment]
