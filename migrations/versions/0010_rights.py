"""What people ask about their own data, and private links that were replaced."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SEQUENCE data_request_number")
    op.create_table(
        "data_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "number", sa.Integer(), server_default=sa.text("nextval('data_request_number')"), nullable=False
        ),
        sa.Column(
            "kind",
            sa.Enum("erasure", "question", "complaint", name="requestkind", native_enum=False, length=64),
            nullable=False,
        ),
        sa.Column("consultation_id", sa.Uuid(), nullable=True),
        sa.Column("response_id", sa.Uuid(), nullable=True),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Uuid(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "carried_out", "answered", "refused", name="requestoutcome", native_enum=False, length=64
            ),
            nullable=True,
        ),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (outcome IS NULL)", name=op.f("data_request_closed_with_an_outcome")
        ),
        sa.CheckConstraint(
            "kind <> 'erasure' OR response_id IS NOT NULL", name=op.f("data_request_erasure_of_a_response")
        ),
        sa.CheckConstraint(
            "outcome <> 'refused' OR length(answer) > 0 OR erased_at IS NOT NULL",
            name=op.f("data_request_refused_with_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_data_request_consultation_id")
        ),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_data_request_response_id")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name=op.f("fk_data_request_closed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request")),
        sa.UniqueConstraint("number", name=op.f("uq_data_request_number")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_data_request_secret_hash")),
    )
    op.create_index(op.f("ix_data_request_consultation_id"), "data_request", ["consultation_id"])
    op.create_index(op.f("ix_data_request_response_id"), "data_request", ["response_id"])
    op.create_index(
        "ix_data_request_due", "data_request", ["due_at"], postgresql_where=sa.text("closed_at IS NULL")
    )
    op.create_index(
        "uq_data_request_erasure",
        "data_request",
        ["response_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'erasure' AND closed_at IS NULL"),
    )
    op.create_table(
        "replaced_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_replaced_link_response_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replaced_link")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_replaced_link_secret_hash")),
    )
    op.create_index(op.f("ix_replaced_link_response_id"), "replaced_link", ["response_id"])


def downgrade() -> None:
    op.drop_table("replaced_link")
    op.drop_table("data_request")
    op.execute("DROP SEQUENCE data_request_number")
