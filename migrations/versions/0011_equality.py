"""Counts of what people told about themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "equality_count",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "about",
            sa.Enum(
                "age",
                "sex",
                "gender",
                "disability",
                "ethnicity",
                "religion",
                "orientation",
                "caring",
                "maternity",
                name="about",
                native_enum=False,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("people > 0", name=op.f("equality_count_somebody")),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_equality_count_consultation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equality_count")),
        sa.UniqueConstraint(
            "consultation_id", "about", "answer", name=op.f("uq_equality_count_consultation_id_about_answer")
        ),
    )


def downgrade() -> None:
    op.drop_table("equality_count")
