"""What was done at the doors of workshops."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "door_act",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("check_in", "undo", "walk_in", name="kind", native_enum=False, length=64),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_door_act_by_id")),
        sa.ForeignKeyConstraint(
            ["workshop_id", "registration_id"],
            ["registration.workshop_id", "registration.id"],
            name="fk_door_act_registration",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_act")),
    )
    op.create_index(op.f("ix_door_act_registration_id"), "door_act", ["registration_id"], unique=False)
    op.create_index(op.f("ix_door_act_workshop_id_at"), "door_act", ["workshop_id", "at"], unique=False)
    op.execute("""
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON door_act
        FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """)


def downgrade() -> None:
    op.drop_table("door_act")
