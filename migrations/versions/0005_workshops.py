"""Workshops and who asked for places at them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workshop",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("venue", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("access_information", sa.Text(), nullable=False),
        sa.Column("map_link", sa.Text(), nullable=False),
        sa.Column("joining_link", sa.Text(), nullable=False),
        sa.Column("joining_shown_hours", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registration_opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registration_closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column(
            "admission",
            sa.Enum("open", "approval", "invitation", name="admission", native_enum=False, length=64),
            nullable=False,
        ),
        sa.Column("per_organisation", sa.Integer(), nullable=True),
        sa.Column("most_together", sa.Integer(), nullable=False),
        sa.Column("offer_hours", sa.Integer(), nullable=False),
        sa.Column("areas", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("reminder_hours", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("asks_diet", sa.Boolean(), nullable=False),
        sa.Column("what_follows", sa.Text(), nullable=False),
        sa.Column("wall_is_moderated", sa.Boolean(), nullable=False),
        sa.Column("thanked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("summarised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("cloned_from_id", sa.Uuid(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancellation_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f("workshop_slug_is_plain")),
        sa.CheckConstraint("venue <> '' OR joining_link <> ''", name=op.f("workshop_is_somewhere")),
        sa.CheckConstraint("capacity > 0", name=op.f("workshop_has_places")),
        sa.CheckConstraint("most_together > 0", name=op.f("workshop_lets_people_come")),
        sa.CheckConstraint("offer_hours > 0", name=op.f("workshop_gives_time_to_answer")),
        sa.CheckConstraint("answer_days > 0", name=op.f("workshop_gives_days_to_answer")),
        sa.CheckConstraint("per_organisation > 0", name=op.f("workshop_lets_organisations_come")),
        sa.CheckConstraint("registration_closes_at <= starts_at", name=op.f("workshop_closes_by_its_start")),
        sa.CheckConstraint(
            "registration_opens_at < registration_closes_at", name=op.f("workshop_opens_before_closing")
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("workshop_starts_before_ending")),
        sa.ForeignKeyConstraint(["cloned_from_id"], ["workshop.id"], name=op.f("fk_workshop_cloned_from_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_workshop_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop")),
        sa.UniqueConstraint("slug", name=op.f("uq_workshop_slug")),
    )
    op.create_index(
        op.f("ix_workshop_consultation_id_starts_at"),
        "workshop",
        ["consultation_id", "starts_at"],
        unique=False,
    )
    op.create_index(op.f("ix_workshop_starts_at"), "workshop", ["starts_at"], unique=False)
    op.create_table(
        "registration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("submission_key", sa.Uuid(), nullable=True),
        sa.Column("address_key", sa.Text(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "left_because",
            sa.Enum(
                "gave_up",
                "left_list",
                "declined",
                "lapsed",
                "refused",
                "removed",
                "no_show",
                name="leaving",
                native_enum=False,
                length=64,
            ),
            nullable=True,
        ),
        sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("walked_in", sa.Boolean(), nullable=False),
        sa.Column("absent_at", sa.DateTime(timezone=True), nullable=True),
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
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column(
            "size_band",
            sa.Enum(
                "none", "micro", "small", "medium", "large", name="sizeband", native_enum=False, length=64
            ),
            nullable=True,
        ),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(left_at IS NULL) = (left_because IS NULL)", name=op.f("registration_left_for_a_reason")
        ),
        sa.CheckConstraint(
            "approved_at IS NOT NULL OR waiting_since IS NOT NULL",
            name=op.f("registration_approved_or_waiting"),
        ),
        sa.CheckConstraint(
            "checked_in_at IS NULL OR left_at IS NULL", name=op.f("registration_came_or_left")
        ),
        sa.CheckConstraint(
            "offered_until IS NULL OR waiting_since IS NOT NULL",
            name=op.f("registration_offered_to_who_waits"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_registration_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "party_id"],
            ["registration.workshop_id", "registration.id"],
            name="fk_registration_party",
        ),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_registration_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_registration_secret_hash")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_registration_submission_key")),
        sa.UniqueConstraint("workshop_id", "id", name=op.f("uq_registration_workshop_id_id")),
    )
    op.create_index(
        op.f("ix_registration_organisation_id"), "registration", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_registration_party_id"), "registration", ["party_id"], unique=False)
    op.create_index(
        "ix_registration_waiting",
        "registration",
        ["workshop_id", "waiting_since", "id"],
        unique=False,
        postgresql_where="left_at IS NULL AND waiting_since IS NOT NULL",
    )
    op.create_index(
        "uq_registration_address",
        "registration",
        ["workshop_id", "address_key"],
        unique=True,
        postgresql_where="left_at IS NULL",
    )
    op.create_table(
        "workshop_facilitator",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_workshop_facilitator_person_id")),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_facilitator_workshop_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_facilitator")),
        sa.UniqueConstraint(
            "workshop_id", "person_id", name=op.f("uq_workshop_facilitator_workshop_id_person_id")
        ),
    )
    op.create_index(
        op.f("ix_workshop_facilitator_person_id"), "workshop_facilitator", ["person_id"], unique=False
    )
    op.create_table(
        "attendee",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("access_needs", sa.Text(), nullable=False),
        sa.Column("diet", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_attendee_registration_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendee")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_attendee_registration_id")),
    )


def downgrade() -> None:
    op.drop_table("attendee")
    op.drop_table("workshop_facilitator")
    op.drop_table("registration")
    op.drop_table("workshop")
