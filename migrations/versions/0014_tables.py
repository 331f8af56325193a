"""Tables, exercises, table notes and dots."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exercise",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "notes",
                "hopes_and_fears",
                "how_might_we",
                "evidence",
                "ideas",
                "options",
                name="exercisekind",
                native_enum=False,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=True),
        sa.Column("cards", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("dots", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voting_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voting_closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("dots >= 0", name=op.f("exercise_gives_dots_or_none")),
        sa.CheckConstraint(
            "voting_opened_at < voting_closed_at", name=op.f("exercise_votes_before_counting")
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_exercise_theme_id")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_exercise_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise")),
        sa.UniqueConstraint("workshop_id", "id", name=op.f("uq_exercise_workshop_id_id")),
        sa.UniqueConstraint(
            "workshop_id",
            "position",
            deferrable=True,
            initially="IMMEDIATE",
            name=op.f("uq_exercise_workshop_id_position"),
        ),
    )
    op.create_table(
        "table_draw",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_table_draw_by_id")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_table_draw_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_table_draw")),
    )
    op.create_index(
        op.f("ix_table_draw_workshop_id_drawn_at"), "table_draw", ["workshop_id", "drawn_at"], unique=False
    )
    op.create_table(
        "workshop_table",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=True),
        sa.Column("facilitator_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=True),
        sa.Column("answers_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("workshop_table_is_counted_from_one")),
        sa.CheckConstraint("seats > 0", name=op.f("workshop_table_has_seats")),
        sa.ForeignKeyConstraint(
            ["facilitator_id"], ["person.id"], name=op.f("fk_workshop_table_facilitator_id")
        ),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_workshop_table_response_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_workshop_table_theme_id")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_table_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_table")),
        sa.UniqueConstraint("code", name=op.f("uq_workshop_table_code")),
        sa.UniqueConstraint("response_id", name=op.f("uq_workshop_table_response_id")),
        sa.UniqueConstraint("workshop_id", "id", name=op.f("uq_workshop_table_workshop_id_id")),
        sa.UniqueConstraint("workshop_id", "number", name=op.f("uq_workshop_table_workshop_id_number")),
    )
    op.create_table(
        "table_seat",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id", "registration_id"],
            ["registration.workshop_id", "registration.id"],
            name="fk_table_seat_registration",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "table_id"],
            ["workshop_table.workshop_id", "workshop_table.id"],
            name="fk_table_seat_table",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_table_seat")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_table_seat_registration_id")),
    )
    op.create_index(op.f("ix_table_seat_table_id"), "table_seat", ["table_id"], unique=False)
    # Nobody sits down where there is no seat, and no seat goes that somebody sits on.
    op.execute("""
        CREATE FUNCTION keep_to_seats() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM FROM workshop_table WHERE id = NEW.table_id FOR NO KEY UPDATE;
            IF (SELECT count(*) FROM table_seat WHERE table_id = NEW.table_id)
                > (SELECT seats FROM workshop_table WHERE id = NEW.table_id) THEN
                RAISE EXCEPTION 'this table has no seat left' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NULL;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER kept_to_seats AFTER INSERT OR UPDATE OF table_id ON table_seat
        FOR EACH ROW EXECUTE FUNCTION keep_to_seats()
    """)
    op.execute("""
        CREATE FUNCTION keep_seats() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF (SELECT count(*) FROM table_seat WHERE table_id = NEW.id) > NEW.seats THEN
                RAISE EXCEPTION 'more people than % sit at this table', NEW.seats
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER seats_are_kept BEFORE UPDATE OF seats ON workshop_table
        FOR EACH ROW EXECUTE FUNCTION keep_seats()
    """)
    # However somebody comes to leave, their seat is free.
    op.execute("""
        CREATE FUNCTION free_seat() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            DELETE FROM table_seat WHERE registration_id = NEW.id;
            RETURN NULL;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER seat_is_freed AFTER UPDATE OF left_at ON registration FOR EACH ROW
        WHEN (NEW.left_at IS NOT NULL) EXECUTE FUNCTION free_seat()
    """)
    op.create_table(
        "table_heading",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("exercise_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["exercise_id"], ["exercise.id"], name=op.f("fk_table_heading_exercise_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_table_heading")),
    )
    op.create_index(op.f("ix_table_heading_exercise_id"), "table_heading", ["exercise_id"], unique=False)
    op.create_table(
        "table_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("exercise_id", sa.Uuid(), nullable=False),
        sa.Column("column", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("beside_id", sa.Uuid(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contribution_id", sa.Uuid(), nullable=True),
        sa.Column("heading_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_table_note_contribution_id")
        ),
        sa.ForeignKeyConstraint(["heading_id"], ["table_heading.id"], name=op.f("fk_table_note_heading_id")),
        sa.ForeignKeyConstraint(
            ["workshop_id", "exercise_id"],
            ["exercise.workshop_id", "exercise.id"],
            name="fk_table_note_exercise",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "table_id"],
            ["workshop_table.workshop_id", "workshop_table.id"],
            name="fk_table_note_table",
        ),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_table_note_workshop_id")),
        sa.ForeignKeyConstraint(
            ["beside_id"], ["table_note.id"], name=op.f("fk_table_note_beside_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_table_note")),
        sa.UniqueConstraint("contribution_id", name=op.f("uq_table_note_contribution_id")),
        sa.UniqueConstraint("workshop_id", "id", name=op.f("uq_table_note_workshop_id_id")),
    )
    op.create_index(
        op.f("ix_table_note_table_id_change"), "table_note", ["table_id", "change"], unique=False
    )
    op.create_index(op.f("ix_table_note_heading_id"), "table_note", ["heading_id"], unique=False)
    op.create_index(
        op.f("ix_table_note_workshop_id_exercise_id_written_at"),
        "table_note",
        ["workshop_id", "exercise_id", "written_at"],
        unique=False,
    )
    op.create_table(
        "table_note_act",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["note_id"], ["table_note.id"], name=op.f("fk_table_note_act_note_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_table_note_act")),
    )
    op.create_index(op.f("ix_table_note_act_note_id"), "table_note_act", ["note_id"], unique=False)
    op.create_table(
        "dot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("exercise_id", sa.Uuid(), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("voter_key", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["exercise_id"], ["exercise.id"], name=op.f("fk_dot_exercise_id")),
        sa.ForeignKeyConstraint(["table_id"], ["workshop_table.id"], name=op.f("fk_dot_table_id")),
        sa.ForeignKeyConstraint(
            ["workshop_id", "note_id"],
            ["table_note.workshop_id", "table_note.id"],
            name="fk_dot_note",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dot")),
        sa.UniqueConstraint(
            "exercise_id", "voter_key", "number", name=op.f("uq_dot_exercise_id_voter_key_number")
        ),
    )
    op.create_index(op.f("ix_dot_note_id"), "dot", ["note_id"], unique=False)
    # Nobody gives more dots than each person has, and none to a note of another exercise.
    op.execute("""
        CREATE FUNCTION keep_to_dots() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM FROM exercise JOIN table_note ON table_note.exercise_id = exercise.id
            WHERE exercise.id = NEW.exercise_id AND table_note.id = NEW.note_id
                AND NEW.number BETWEEN 1 AND exercise.dots;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'there is no dot % to give in this exercise', NEW.number
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER kept_to_dots BEFORE INSERT OR UPDATE ON dot
        FOR EACH ROW EXECUTE FUNCTION keep_to_dots()
    """)


def downgrade() -> None:
    op.execute("DROP FUNCTION keep_to_dots, keep_to_seats, keep_seats, free_seat CASCADE")
    op.drop_table("dot")
    op.drop_table("table_note_act")
    op.drop_table("table_note")
    op.drop_table("table_heading")
    op.drop_table("table_seat")
    op.drop_table("workshop_table")
    op.drop_table("table_draw")
    op.drop_table("exercise")
