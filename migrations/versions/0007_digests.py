"""Digests and who reads them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digest_schedule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=False),
        sa.Column(
            "frequency",
            sa.Enum(
                "immediate", "daily", "weekly", "paused", name="frequency", native_enum=False, length=64
            ),
            nullable=False,
        ),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stop_key", sa.Text(), nullable=False),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name=op.f("digest_schedule_hour_of_a_day")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("digest_schedule_day_of_a_week")),
        sa.CheckConstraint(
            "(frequency = 'paused') = (due_at IS NULL)", name=op.f("digest_schedule_due_unless_paused")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_digest_schedule_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_digest_schedule_theme_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_schedule")),
        sa.UniqueConstraint("person_id", "theme_id", name=op.f("uq_digest_schedule_person_id_theme_id")),
        sa.UniqueConstraint("stop_key", name=op.f("uq_digest_schedule_stop_key")),
    )
    op.create_index(
        "ix_digest_schedule_due",
        "digest_schedule",
        ["due_at"],
        unique=False,
        postgresql_where="due_at IS NOT NULL",
    )
    op.create_table(
        "digest",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=False),
        sa.Column("compiled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_digest_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_digest_theme_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
    )
    op.create_index(
        op.f("ix_digest_person_id_theme_id_compiled_at"),
        "digest",
        ["person_id", "theme_id", "compiled_at"],
        unique=False,
    )
    op.create_table(
        "digest_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=False),
        sa.Column("contribution_id", sa.Uuid(), nullable=False),
        sa.Column("typical_id", sa.Uuid(), nullable=False),
        sa.Column("heard_before", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_digest_item_contribution_id")
        ),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["digest.id"], name=op.f("fk_digest_item_digest_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_digest_item_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_digest_item_theme_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["typical_id"], ["contribution.id"], name=op.f("fk_digest_item_typical_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_item")),
        sa.UniqueConstraint(
            "person_id",
            "theme_id",
            "contribution_id",
            name=op.f("uq_digest_item_person_id_theme_id_contribution_id"),
        ),
    )
    op.create_index(op.f("ix_digest_item_digest_id"), "digest_item", ["digest_id"], unique=False)
    op.create_index(op.f("ix_digest_item_contribution_id"), "digest_item", ["contribution_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_digest_item_contribution_id"), table_name="digest_item")
    op.drop_index(op.f("ix_digest_item_digest_id"), table_name="digest_item")
    op.drop_table("digest_item")
    op.drop_index(op.f("ix_digest_person_id_theme_id_compiled_at"), table_name="digest")
    op.drop_table("digest")
    op.drop_index(
        "ix_digest_schedule_due", table_name="digest_schedule", postgresql_where="due_at IS NOT NULL"
    )
    op.drop_table("digest_schedule")
