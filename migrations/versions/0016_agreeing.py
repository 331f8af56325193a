"""What those who sat at a table say of its notes; some of it is a contribution that dissents from another."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contribution", sa.Column("dissents_from_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_contribution_dissents_from_id"), "contribution", "contribution", ["dissents_from_id"], ["id"]
    )
    op.create_index(op.f("ix_contribution_dissents_from_id"), "contribution", ["dissents_from_id"])
    op.create_table(
        "note_reply",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("confirm", "correct", "dissent", name="answer", native_enum=False, length=64),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contribution_id", sa.Uuid(), nullable=True),
        sa.Column("taken_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("because", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "taken_over_at IS NULL OR declined_at IS NULL", name=op.f("note_reply_is_settled_once")
        ),
        sa.CheckConstraint(
            "kind = 'correct' OR (text = '' AND taken_over_at IS NULL AND declined_at IS NULL)",
            name=op.f("note_reply_proposes_words_to_correct"),
        ),
        sa.CheckConstraint(
            "(kind = 'dissent') = (contribution_id IS NOT NULL)",
            name=op.f("note_reply_dissent_is_a_contribution"),
        ),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_note_reply_contribution_id")
        ),
        sa.ForeignKeyConstraint(["note_id"], ["table_note.id"], name=op.f("fk_note_reply_note_id")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_note_reply_registration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_reply")),
        sa.UniqueConstraint("contribution_id", name=op.f("uq_note_reply_contribution_id")),
        sa.UniqueConstraint(
            "note_id", "registration_id", name=op.f("uq_note_reply_note_id_registration_id")
        ),
    )
    op.create_index(op.f("ix_note_reply_registration_id"), "note_reply", ["registration_id"], unique=False)
    op.create_index(
        "ix_note_reply_open",
        "note_reply",
        ["note_id"],
        unique=False,
        postgresql_where="kind = 'correct'",
    )
    # What was handed in is what people are asked about: it changes no more, save that it is erased.
    op.execute("""
        CREATE FUNCTION keep_what_was_handed_in() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.contribution_id IS DISTINCT FROM OLD.contribution_id
               OR NEW.table_id <> OLD.table_id OR NEW.exercise_id <> OLD.exercise_id
               OR current_setting('engage.erasing', true) IS DISTINCT FROM 'yes' OR NEW.text <> '' THEN
                RAISE EXCEPTION 'a note that was handed in stays as it is' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER what_was_handed_in_is_kept BEFORE UPDATE ON table_note
        FOR EACH ROW WHEN (OLD.contribution_id IS NOT NULL AND
            (OLD.contribution_id, OLD.table_id, OLD.exercise_id, OLD."column", OLD.text, OLD.detail, OLD.removed_at)
            IS DISTINCT FROM
            (NEW.contribution_id, NEW.table_id, NEW.exercise_id, NEW."column", NEW.text, NEW.detail, NEW.removed_at))
        EXECUTE FUNCTION keep_what_was_handed_in()
    """)


def downgrade() -> None:
    op.execute("DROP FUNCTION keep_what_was_handed_in CASCADE")
    op.drop_table("note_reply")
    op.drop_column("contribution", "dissents_from_id")
