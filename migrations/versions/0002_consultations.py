"""Consultations, their themes, questions and evidence, and the roles in them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consultation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("background", sa.Text(), nullable=False),
        sa.Column("open_to_change", sa.Text(), nullable=False),
        sa.Column("not_open_to_change", sa.Text(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("summary_due", sa.Date(), nullable=True),
        sa.Column("answers_due", sa.Date(), nullable=True),
        sa.Column("equality", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("languages", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("translations", postgresql.JSONB(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("lawful_basis", sa.Text(), nullable=False),
        sa.Column("who_sees", sa.Text(), nullable=False),
        sa.Column("kept_for_months", sa.Integer(), nullable=False),
        sa.Column("data_protection_contact", sa.Text(), nullable=False),
        sa.CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f("consultation_slug_is_plain")),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("consultation_opens_before_closing")),
        sa.CheckConstraint(
            "published_at IS NULL OR (opens_at IS NOT NULL AND closes_at IS NOT NULL)",
            name=op.f("consultation_dated"),
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_consultation_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
        sa.UniqueConstraint("slug", name=op.f("uq_consultation_slug")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("stored_as", sa.Text(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("media_type", sa.Text(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("translations", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint("(link IS NULL) <> (stored_as IS NULL)", name=op.f("evidence_document_or_link")),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_evidence_consultation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(
        op.f("ix_evidence_consultation_id_position"),
        "evidence",
        ["consultation_id", "position"],
        unique=False,
    )
    op.create_table(
        "theme",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "tags",
            sa.ARRAY(
                sa.Enum(
                    "ideas",
                    "people",
                    "infrastructure",
                    "business_environment",
                    "places",
                    "ai_and_data",
                    "ageing_society",
                    "clean_growth",
                    "future_of_mobility",
                    name="tag",
                    native_enum=False,
                    length=64,
                )
            ),
            nullable=False,
        ),
        sa.Column("translations", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_theme_consultation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint(
            "consultation_id",
            "position",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_theme_consultation_id_position"),
        ),
        sa.UniqueConstraint("consultation_id", "slug", name=op.f("uq_theme_consultation_id_slug")),
    )
    op.create_table(
        "question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "text",
                "one",
                "several",
                "scale",
                "ranking",
                "yes_no",
                "number",
                "date",
                "area",
                "files",
                name="questionkind",
                native_enum=False,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("options", postgresql.JSONB(), nullable=False),
        sa.Column("follow_up", sa.Text(), nullable=False),
        sa.Column("least", sa.Numeric(), nullable=True),
        sa.Column("most", sa.Numeric(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=True),
        sa.Column("shown_after_id", sa.Uuid(), nullable=True),
        sa.Column("shown_for", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("supersedes_id", sa.Uuid(), nullable=True),
        sa.Column("translations", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint("least <= most", name=op.f("question_bounds_in_order")),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_question_evidence_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["shown_after_id"],
            ["question.id"],
            name=op.f("fk_question_shown_after_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["question.id"], name=op.f("fk_question_supersedes_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_question_consultation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_question_theme_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_question_supersedes_id")),
    )
    op.create_index(
        op.f("ix_question_consultation_id_position"),
        "question",
        ["consultation_id", "position"],
        unique=False,
    )
    op.create_index(op.f("ix_question_theme_id"), "question", ["theme_id"], unique=False)
    op.create_table(
        "role_held",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=True),
        sa.Column(
            "role",
            sa.Enum("manager", "facilitator", "lead", name="role", native_enum=False, length=64),
            nullable=False,
        ),
        sa.CheckConstraint(
            "role <> 'manager' OR theme_id IS NULL", name=op.f("role_held_managers_hold_the_whole")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_role_held_consultation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_role_held_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_role_held_theme_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_held")),
        sa.UniqueConstraint(
            "person_id",
            "consultation_id",
            "theme_id",
            "role",
            name=op.f("uq_role_held_person_id_consultation_id_theme_id_role"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        op.f("ix_role_held_consultation_id_role"), "role_held", ["consultation_id", "role"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_role_held_consultation_id_role"), table_name="role_held")
    op.drop_table("role_held")
    op.drop_index(op.f("ix_question_theme_id"), table_name="question")
    op.drop_index(op.f("ix_question_consultation_id_position"), table_name="question")
    op.drop_table("question")
    op.drop_table("theme")
    op.drop_index(op.f("ix_evidence_consultation_id_position"), table_name="evidence")
    op.drop_table("evidence")
    op.drop_table("consultation")
