"""Responses, contributions, and, apart, who can be reached."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SEQUENCE response_number")
    op.create_table(
        "response",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("submission_key", sa.Uuid(), nullable=True),
        sa.Column("author_key", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "sector",
            sa.Enum(
                "resident",
                "business",
                "voluntary",
                "public",
                "education",
                "unknown",
                name="sector",
                native_enum=False,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column(
            "consent",
            sa.Enum("named", "unnamed", "none", name="consent", native_enum=False, length=64),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_response_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint(
            "consultation_id", "author_key", name=op.f("uq_response_consultation_id_author_key")
        ),
        sa.UniqueConstraint("reference", name=op.f("uq_response_reference")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_response_secret_hash")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_response_submission_key")),
    )
    op.create_index(
        op.f("ix_response_consultation_id_received_at"),
        "response",
        ["consultation_id", "received_at"],
        unique=False,
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_contact_response_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("response_id", name=op.f("uq_contact_response_id")),
    )
    op.create_table(
        "contribution",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=True),
        sa.Column("question_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("idea", "comment", "evidence", name="kind", native_enum=False, length=64),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "online",
                "table",
                "letter",
                "email",
                "paper",
                "import",
                name="channel",
                native_enum=False,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_key", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=True),
        sa.CheckConstraint("length(text) > 0", name=op.f("contribution_says_something")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_contribution_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_contribution_question_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_contribution_response_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_contribution_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
        sa.UniqueConstraint(
            "consultation_id", "source_id", name=op.f("uq_contribution_consultation_id_source_id")
        ),
        sa.UniqueConstraint("response_id", "position", name=op.f("uq_contribution_response_id_position")),
    )
    op.create_index(op.f("ix_contribution_text_key"), "contribution", ["text_key"], unique=False)
    op.create_index(
        op.f("ix_contribution_theme_id_received_at"),
        "contribution",
        ["theme_id", "received_at"],
        unique=False,
    )
    op.create_table(
        "response_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("browser_key", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("answers", postgresql.JSONB(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_response_draft_consultation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_response_draft_response_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_draft")),
    )
    op.create_index(op.f("ix_response_draft_browser_key"), "response_draft", ["browser_key"])
    op.create_index(op.f("ix_response_draft_expires_at"), "response_draft", ["expires_at"])
    op.create_index(
        "uq_response_draft_unsent",
        "response_draft",
        ["browser_key", "consultation_id"],
        unique=True,
        postgresql_where=sa.text("response_id IS NULL"),
    )
    # Words are kept as given. Only erasure empties them, and it says so in the session first.
    op.execute("""
        CREATE FUNCTION keep_words() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.text IS DISTINCT FROM OLD.text
               AND current_setting('engage.erasing', true) IS DISTINCT FROM 'yes' THEN
                RAISE EXCEPTION 'the words of a contribution are kept as given'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER words_are_kept BEFORE UPDATE ON contribution
        FOR EACH ROW EXECUTE FUNCTION keep_words()
    """)


def downgrade() -> None:
    op.execute("DROP FUNCTION keep_words CASCADE")

    op.drop_index(op.f("ix_contribution_theme_id_received_at"), table_name="contribution")
    op.drop_table("response_draft")
    op.drop_index(op.f("ix_contribution_text_key"), table_name="contribution")
    op.drop_table("contribution")
    op.drop_table("contact")
    op.drop_index(op.f("ix_response_consultation_id_received_at"), table_name="response")
    op.drop_table("response")
    op.execute("DROP SEQUENCE response_number")
