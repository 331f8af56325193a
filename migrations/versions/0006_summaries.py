"""Summaries: evidence set, topics, quotes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "summary",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by_id", sa.Uuid(), nullable=True),
        sa.Column("evidence_digest", sa.Text(), nullable=False),
        sa.Column("received", JSONB(), nullable=False),
        sa.Column("compiled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("engine", sa.Text(), nullable=True),
        sa.Column("engine_version", sa.Text(), nullable=True),
        sa.Column("engine_digest", sa.Text(), nullable=True),
        sa.Column("figures", JSONB(), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(compiled_at IS NOT NULL) = (figures IS NOT NULL AND engine_digest IS NOT NULL)",
            name=op.f("summary_compiled_with_figures"),
        ),
        sa.CheckConstraint(
            "compiled_at IS NULL OR failed_at IS NULL", name=op.f("summary_compiled_or_failed")
        ),
        sa.CheckConstraint(
            "published_at IS NULL OR compiled_at IS NOT NULL", name=op.f("summary_published_once_compiled")
        ),
        sa.CheckConstraint(
            "superseded_at IS NULL OR published_at IS NOT NULL",
            name=op.f("summary_superseded_once_published"),
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_summary_consultation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["requested_by_id"], ["person.id"], name=op.f("fk_summary_requested_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary")),
    )
    op.create_index(
        op.f("ix_summary_consultation_id_requested_at"),
        "summary",
        ["consultation_id", "requested_at"],
        unique=False,
    )
    op.create_index(
        "uq_summary_at_work",
        "summary",
        ["consultation_id"],
        unique=True,
        postgresql_where="compiled_at IS NULL AND failed_at IS NULL",
    )
    op.create_index(
        "uq_summary_published",
        "summary",
        ["consultation_id"],
        unique=True,
        postgresql_where="published_at IS NOT NULL AND superseded_at IS NULL",
    )
    op.create_table(
        "summary_topic",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("summary_id", sa.Uuid(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("found", "everything", "other", name="kind", native_enum=False, length=64),
            nullable=False,
        ),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("phrases", JSONB(), nullable=False),
        sa.Column("counts", JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["summary_id"], ["summary.id"], name=op.f("fk_summary_topic_summary_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_summary_topic_theme_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_topic")),
        sa.UniqueConstraint("summary_id", "position", name=op.f("uq_summary_topic_summary_id_position")),
    )
    op.create_table(
        "summary_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("summary_id", sa.Uuid(), nullable=False),
        sa.Column("contribution_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=True),
        sa.Column("topic_id", sa.Uuid(), nullable=True),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_summary_item_contribution_id")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_summary_item_decision_id")),
        sa.ForeignKeyConstraint(
            ["summary_id"], ["summary.id"], name=op.f("fk_summary_item_summary_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_summary_item_theme_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["summary_topic.id"], name=op.f("fk_summary_item_topic_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_item")),
        sa.UniqueConstraint(
            "summary_id", "contribution_id", name=op.f("uq_summary_item_summary_id_contribution_id")
        ),
    )
    op.create_index(
        op.f("ix_summary_item_contribution_id"), "summary_item", ["contribution_id"], unique=False
    )
    op.create_index(op.f("ix_summary_item_topic_id"), "summary_item", ["topic_id"], unique=False)
    op.create_table(
        "summary_quote",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("topic_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint('0 <= start AND start < "end"', name=op.f("summary_quote_spans_words")),
        sa.CheckConstraint(
            "hidden_at IS NULL OR pinned_at IS NULL", name=op.f("summary_quote_hidden_or_pinned")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["summary_item.id"], name=op.f("fk_summary_quote_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["summary_topic.id"], name=op.f("fk_summary_quote_topic_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_quote")),
        sa.UniqueConstraint("topic_id", "position", name=op.f("uq_summary_quote_topic_id_position")),
    )
    op.create_index(op.f("ix_summary_quote_item_id"), "summary_quote", ["item_id"], unique=False)
    # What was counted stands, whatever becomes of the contributions that were counted. Only the names of
    # places go with an erasure, and what was counted under them stands under another name.
    op.execute("""
        CREATE FUNCTION keep_summary() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.compiled_at IS NOT NULL AND
               (NEW.figures - 'areas', NEW.received, NEW.evidence_digest, NEW.requested_at, NEW.compiled_at,
                NEW.engine, NEW.engine_version, NEW.engine_digest)
               IS DISTINCT FROM
               (OLD.figures - 'areas', OLD.received, OLD.evidence_digest, OLD.requested_at, OLD.compiled_at,
                OLD.engine, OLD.engine_version, OLD.engine_digest) THEN
                RAISE EXCEPTION 'what a compiled summary states is never changed'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            IF OLD.compiled_at IS NOT NULL AND NEW.figures -> 'areas' IS DISTINCT FROM OLD.figures -> 'areas'
               AND (current_setting('engage.erasing', true) IS DISTINCT FROM 'yes'
                    OR (SELECT sum(value::int) FROM jsonb_each_text(NEW.figures -> 'areas'))
                       IS DISTINCT FROM
                       (SELECT sum(value::int) FROM jsonb_each_text(OLD.figures -> 'areas'))) THEN
                RAISE EXCEPTION 'what a compiled summary states is never changed'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER summaries_stand BEFORE UPDATE ON summary
        FOR EACH ROW EXECUTE FUNCTION keep_summary()
    """)


def downgrade() -> None:
    op.execute("DROP FUNCTION keep_summary CASCADE")
    op.drop_index(op.f("ix_summary_quote_item_id"), table_name="summary_quote")
    op.drop_table("summary_quote")
    op.drop_index(op.f("ix_summary_item_topic_id"), table_name="summary_item")
    op.drop_index(op.f("ix_summary_item_contribution_id"), table_name="summary_item")
    op.drop_table("summary_item")
    op.drop_table("summary_topic")
    op.drop_index(
        "uq_summary_published",
        table_name="summary",
        postgresql_where="published_at IS NOT NULL AND superseded_at IS NULL",
    )
    op.drop_index(
        "uq_summary_at_work",
        table_name="summary",
        postgresql_where="compiled_at IS NULL AND failed_at IS NULL",
    )
    op.drop_index(op.f("ix_summary_consultation_id_requested_at"), table_name="summary")
    op.drop_table("summary")
