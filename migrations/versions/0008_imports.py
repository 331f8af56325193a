"""What was imported from which file, which rows were refused, and what came to be."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COUNTS = ("position", "read", "added", "already", "rejected", "left_out", "texts", "replies", "decided")


def upgrade() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("stored_as", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=True),
        sa.Column("layout", postgresql.JSONB(), nullable=False),
        sa.Column("columns", postgresql.JSONB(), nullable=False),
        sa.Column("titles", postgresql.JSONB(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=True),
        sa.Column("mapping", postgresql.JSONB(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mapped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.CheckConstraint(
            "ended_at IS NULL OR begun_at IS NOT NULL", name=op.f("import_run_ended_once_begun")
        ),
        sa.CheckConstraint(
            "undone_at IS NULL OR begun_at IS NOT NULL", name=op.f("import_run_undone_once_begun")
        ),
        sa.CheckConstraint(
            "read = added + already + rejected + left_out", name=op.f("import_run_every_row_counted_once")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_import_run_consultation_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_import_run_by_id")),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_import_run_theme_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
        sa.UniqueConstraint("stored_as", name=op.f("uq_import_run_stored_as")),
    )
    op.create_index(
        op.f("ix_import_run_consultation_id_uploaded_at"), "import_run", ["consultation_id", "uploaded_at"]
    )
    op.create_table(
        "import_rejection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cells", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_run.id"], name=op.f("fk_import_rejection_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_rejection")),
    )
    op.create_index(op.f("ix_import_rejection_run_id_line"), "import_rejection", ["run_id", "line"])
    op.create_table(
        "import_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("contribution_id", sa.Uuid(), nullable=True),
        sa.Column("reply_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(contribution_id IS NULL) <> (reply_id IS NULL)", name=op.f("import_item_of_one_thing")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_run.id"], name=op.f("fk_import_item_run_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_import_item_response_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["reply.id"], name=op.f("fk_import_item_reply_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name=op.f("fk_import_item_contribution_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_item")),
        sa.UniqueConstraint("contribution_id", name=op.f("uq_import_item_contribution_id")),
        sa.UniqueConstraint("reply_id", name=op.f("uq_import_item_reply_id")),
    )
    op.create_index(op.f("ix_import_item_response_id"), "import_item", ["response_id"])
    op.create_index(op.f("ix_import_item_run_id"), "import_item", ["run_id"])


def downgrade() -> None:
    op.drop_table("import_item")
    op.drop_table("import_rejection")
    op.drop_table("import_run")
