"""Workshops and their places."""

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
        sa.Column("joining_link", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registration_opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registration_closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancellation_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f("workshop_slug_is_plain")),
        sa.CheckConstraint("venue <> '' OR joining_link <> ''", name=op.f("workshop_is_somewhere")),
        sa.CheckConstraint("capacity > 0", name=op.f("workshop_has_places")),
        sa.CheckConstraint("registration_closes_at <= starts_at", name=op.f("workshop_closes_by_its_start")),
        sa.CheckConstraint(
            "registration_opens_at < registration_closes_at", name=op.f("workshop_opens_before_closing")
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("workshop_starts_before_ending")),
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
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("submission_key", sa.Uuid(), nullable=True),
        sa.Column("address_key", sa.Text(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=True),
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
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "checked_in_at IS NULL OR left_at IS NULL", name=op.f("registration_came_or_left")
        ),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_registration_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_registration_secret_hash")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_registration_submission_key")),
        sa.UniqueConstraint("workshop_id", "id", name=op.f("uq_registration_workshop_id_id")),
    )
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
    op.create_table(
        "place",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(registration_id IS NULL) = (taken_at IS NULL)", name=op.f("place_taken_by_somebody")
        ),
        sa.CheckConstraint("number > 0", name=op.f("place_is_counted_from_one")),
        sa.ForeignKeyConstraint(
            ["workshop_id", "registration_id"],
            ["registration.workshop_id", "registration.id"],
            name="fk_place_registration",
        ),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_place_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_place_registration_id")),
        sa.UniqueConstraint("workshop_id", "number", name=op.f("uq_place_workshop_id_number")),
    )
    op.create_index(
        "ix_place_free",
        "place",
        ["workshop_id", "number"],
        unique=False,
        postgresql_where="registration_id IS NULL",
    )
    # There are never more places than the workshop has, whoever writes and in whatever order.
    op.execute("""
        CREATE FUNCTION keep_to_capacity() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM FROM workshop WHERE id = NEW.workshop_id AND capacity >= NEW.number FOR SHARE;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'place % is beyond the capacity of its workshop', NEW.number
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER kept_to_capacity BEFORE INSERT OR UPDATE OF number, workshop_id ON place
        FOR EACH ROW EXECUTE FUNCTION keep_to_capacity()
    """)
    op.execute("""
        CREATE FUNCTION keep_places() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT FROM place WHERE workshop_id = NEW.id AND number > NEW.capacity) THEN
                RAISE EXCEPTION 'the workshop still has places beyond %', NEW.capacity
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER places_are_kept BEFORE UPDATE OF capacity ON workshop
        FOR EACH ROW EXECUTE FUNCTION keep_places()
    """)
    # Nobody holds a place who has left, or who still stands on the waiting list; nobody's is given away.
    op.execute("""
        CREATE FUNCTION keep_place_to_holder() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' AND OLD.registration_id <> NEW.registration_id THEN
                RAISE EXCEPTION 'a place is freed before it is given to somebody else'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            PERFORM FROM registration
            WHERE id = NEW.registration_id AND left_at IS NULL AND waiting_since IS NULL FOR SHARE;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'a place goes only to somebody who has not left and waits no longer'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER held_by_who_comes BEFORE INSERT OR UPDATE OF registration_id ON place
        FOR EACH ROW WHEN (NEW.registration_id IS NOT NULL) EXECUTE FUNCTION keep_place_to_holder()
    """)
    op.execute("""
        CREATE FUNCTION free_place_first() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT FROM place WHERE registration_id = NEW.id) THEN
                RAISE EXCEPTION 'the place of a registration must be freed first'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER place_is_freed_first BEFORE UPDATE OF left_at, waiting_since ON registration
        FOR EACH ROW WHEN (NEW.left_at IS NOT NULL OR NEW.waiting_since IS NOT NULL)
        EXECUTE FUNCTION free_place_first()
    """)


def downgrade() -> None:
    op.execute("DROP FUNCTION keep_to_capacity, keep_places, keep_place_to_holder, free_place_first CASCADE")
    op.drop_index("ix_place_free", table_name="place", postgresql_where="registration_id IS NULL")
    op.drop_table("place")
    op.drop_table("attendee")
    op.drop_index("uq_registration_address", table_name="registration", postgresql_where="left_at IS NULL")
    op.drop_index(
        "ix_registration_waiting",
        table_name="registration",
        postgresql_where="left_at IS NULL AND waiting_since IS NOT NULL",
    )
    op.drop_table("registration")
    op.drop_index(op.f("ix_workshop_starts_at"), table_name="workshop")
    op.drop_index(op.f("ix_workshop_consultation_id_starts_at"), table_name="workshop")
    op.drop_table("workshop")
