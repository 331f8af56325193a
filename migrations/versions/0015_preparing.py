"""The balance a workshop aims for, the questions it asks, and whom it invites."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workshop_aim",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column(
            "dimension",
            sa.Enum("sector", "area", "size_band", name="dimension", native_enum=False, length=64),
            nullable=False,
        ),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.CheckConstraint("share BETWEEN 1 AND 100", name=op.f("workshop_aim_is_a_share")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_aim_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_aim")),
        sa.UniqueConstraint(
            "workshop_id", "dimension", "value", name=op.f("uq_workshop_aim_workshop_id_dimension_value")
        ),
    )
    op.create_table(
        "workshop_question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("text", "one", "several", "yes_no", name="answerkind", native_enum=False, length=64),
            nullable=False,
        ),
        sa.Column("options", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("special", sa.Boolean(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind IN ('one', 'several')) = (cardinality(options) > 0)",
            name=op.f("workshop_question_has_options_to_choose_from"),
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_question_workshop_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_question")),
        sa.UniqueConstraint("workshop_id", "id", name=op.f("uq_workshop_question_workshop_id_id")),
        sa.UniqueConstraint(
            "workshop_id",
            "position",
            deferrable=True,
            initially="IMMEDIATE",
            name=op.f("uq_workshop_question_workshop_id_position"),
        ),
    )
    op.create_table(
        "workshop_reply",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id", "registration_id"],
            ["registration.workshop_id", "registration.id"],
            name="fk_workshop_reply_registration",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "question_id"],
            ["workshop_question.workshop_id", "workshop_question.id"],
            name="fk_workshop_reply_question",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_reply")),
        sa.UniqueConstraint(
            "registration_id", "question_id", name=op.f("uq_workshop_reply_registration_id_question_id")
        ),
    )
    op.create_index(op.f("ix_workshop_reply_question_id"), "workshop_reply", ["question_id"], unique=False)
    op.create_table(
        "workshop_invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("address_key", sa.Text(), nullable=True),
        sa.Column("organisation", sa.Text(), nullable=False),
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
            nullable=True,
        ),
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("letter_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_invitation_workshop_id")
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "party_id"],
            ["registration.workshop_id", "registration.id"],
            name="fk_workshop_invitation_party",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_invitation")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_workshop_invitation_key_hash")),
        sa.UniqueConstraint(
            "workshop_id", "address_key", name=op.f("uq_workshop_invitation_workshop_id_address_key")
        ),
    )
    op.create_index(
        op.f("ix_workshop_invitation_party_id"), "workshop_invitation", ["party_id"], unique=False
    )
    op.create_index(
        "ix_workshop_invitation_due",
        "workshop_invitation",
        ["workshop_id", "letter_due_at"],
        unique=False,
        postgresql_where="letter_due_at IS NOT NULL",
    )


def downgrade() -> None:
    op.drop_table("workshop_invitation")
    op.drop_table("workshop_reply")
    op.drop_table("workshop_question")
    op.drop_table("workshop_aim")
