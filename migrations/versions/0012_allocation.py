"""Places, pools, sessions, offers, and the log of places."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "allocation_log",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "arranged",
                "asked",
                "approved",
                "placed",
                "waited",
                "offered",
                "accepted",
                "declined",
                "lapsed",
                "left",
                "changed",
                "admitted",
                name="act",
                native_enum=False,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_allocation_log_by_id")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_allocation_log_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation_log")),
        sa.UniqueConstraint("workshop_id", "number", name=op.f("uq_allocation_log_workshop_id_number")),
    )
    op.create_index(op.f("ix_allocation_log_party_id"), "allocation_log", ["party_id"], unique=False)
    op.create_table(
        "pool",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sectors", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("areas", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("size_bands", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "cardinality(sectors) + cardinality(areas) + cardinality(size_bands) > 0",
            name=op.f("pool_is_for_some"),
        ),
        sa.CheckConstraint("places > 0", name=op.f("pool_keeps_places")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_pool_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool")),
        sa.UniqueConstraint("workshop_id", "id", name=op.f("uq_pool_workshop_id_id")),
        sa.UniqueConstraint(
            "workshop_id",
            "position",
            deferrable=True,
            initially="IMMEDIATE",
            name=op.f("uq_pool_workshop_id_position"),
        ),
    )
    op.create_table(
        "workshop_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("workshop_session_has_places")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("workshop_session_starts_before_ending")),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_session_workshop_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_session")),
        sa.UniqueConstraint("workshop_id", "id", name=op.f("uq_workshop_session_workshop_id_id")),
    )
    op.create_index(
        op.f("ix_workshop_session_workshop_id_starts_at"),
        "workshop_session",
        ["workshop_id", "starts_at"],
        unique=False,
    )
    op.create_table(
        "offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "accepted", "declined", "lapsed", "withdrawn", name="outcome", native_enum=False, length=64
            ),
            nullable=True,
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name=op.f("offer_ends_somehow")),
        sa.CheckConstraint("made_at < expires_at", name=op.f("offer_gives_time")),
        sa.ForeignKeyConstraint(
            ["workshop_id", "party_id"],
            ["registration.workshop_id", "registration.id"],
            name="fk_offer_party",
        ),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_offer_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    op.create_index(
        "ix_offer_due", "offer", ["expires_at"], unique=False, postgresql_where="ended_at IS NULL"
    )
    op.create_index(op.f("ix_offer_party_id"), "offer", ["party_id"], unique=False)
    op.create_index(op.f("ix_offer_workshop_id_made_at"), "offer", ["workshop_id", "made_at"], unique=False)
    op.create_index("uq_offer_open", "offer", ["party_id"], unique=True, postgresql_where="ended_at IS NULL")
    op.create_table(
        "place",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("pool_id", sa.Uuid(), nullable=True),
        sa.Column("registration_id", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(registration_id IS NULL) = (taken_at IS NULL)", name=op.f("place_taken_by_somebody")
        ),
        sa.CheckConstraint("number > 0", name=op.f("place_is_counted_from_one")),
        sa.ForeignKeyConstraint(
            ["workshop_id", "pool_id"], ["pool.workshop_id", "pool.id"], name="fk_place_pool"
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "registration_id"],
            ["registration.workshop_id", "registration.id"],
            name="fk_place_registration",
        ),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_place_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_place_registration_id")),
        sa.UniqueConstraint(
            "workshop_id",
            "number",
            deferrable=True,
            initially="IMMEDIATE",
            name=op.f("uq_place_workshop_id_number"),
        ),
    )
    op.create_index(
        "ix_place_free",
        "place",
        ["workshop_id", "pool_id", "number"],
        unique=False,
        postgresql_where="registration_id IS NULL",
    )
    op.create_index(op.f("ix_place_pool_id"), "place", ["pool_id"], unique=False)
    op.create_table(
        "session_choice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id", "registration_id"],
            ["registration.workshop_id", "registration.id"],
            name="fk_session_choice_registration",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "session_id"],
            ["workshop_session.workshop_id", "workshop_session.id"],
            name="fk_session_choice_session",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_choice")),
        sa.UniqueConstraint(
            "session_id", "registration_id", name=op.f("uq_session_choice_session_id_registration_id")
        ),
    )
    op.create_index(
        op.f("ix_session_choice_registration_id"), "session_choice", ["registration_id"], unique=False
    )
    op.create_table(
        "session_place",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("session_place_is_counted_from_one")),
        sa.ForeignKeyConstraint(
            ["session_id", "registration_id"],
            ["session_choice.session_id", "session_choice.registration_id"],
            name="fk_session_place_choice",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["workshop_session.id"], name=op.f("fk_session_place_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_place")),
        sa.UniqueConstraint(
            "session_id",
            "number",
            deferrable=True,
            initially="IMMEDIATE",
            name=op.f("uq_session_place_session_id_number"),
        ),
        sa.UniqueConstraint(
            "session_id", "registration_id", name=op.f("uq_session_place_session_id_registration_id")
        ),
    )
    op.create_index(
        "ix_session_place_free",
        "session_place",
        ["session_id", "number"],
        unique=False,
        postgresql_where="registration_id IS NULL",
    )
    op.create_index(
        op.f("ix_session_place_registration_id"), "session_place", ["registration_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("session_place")
    op.drop_table("session_choice")
    op.drop_table("place")
    op.drop_table("offer")
    op.drop_table("workshop_session")
    op.drop_table("pool")
    op.drop_table("allocation_log")
