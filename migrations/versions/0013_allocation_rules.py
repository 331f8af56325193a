"""What the database itself holds to when places are given, whoever writes."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
    op.execute("""
        CREATE FUNCTION keep_to_session() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM FROM workshop_session WHERE id = NEW.session_id AND capacity >= NEW.number FOR SHARE;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'place % is beyond the capacity of its session', NEW.number
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER kept_to_session BEFORE INSERT OR UPDATE OF number, session_id ON session_place
        FOR EACH ROW EXECUTE FUNCTION keep_to_session()
    """)
    op.execute("""
        CREATE FUNCTION keep_session_places() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT FROM session_place WHERE session_id = NEW.id AND number > NEW.capacity) THEN
                RAISE EXCEPTION 'the session still has places beyond %', NEW.capacity
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER session_places_are_kept BEFORE UPDATE OF capacity ON workshop_session
        FOR EACH ROW EXECUTE FUNCTION keep_session_places()
    """)
    # Nobody holds a place who has left, or who waits without an offer; nobody's is given away; a place
    # kept for others stays so until its release; no organisation holds more places than it may.
    op.execute("""
        CREATE FUNCTION keep_place_to_holder() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            holder registration;
            most integer;
        BEGIN
            IF TG_OP = 'UPDATE' AND OLD.registration_id <> NEW.registration_id THEN
                RAISE EXCEPTION 'a place is freed before it is given to somebody else'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            SELECT * INTO holder FROM registration
            WHERE id = NEW.registration_id AND left_at IS NULL AND approved_at IS NOT NULL
                AND (waiting_since IS NULL OR offered_until IS NOT NULL) FOR SHARE;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'a place goes only to somebody who has not left and waits no longer'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            IF NEW.pool_id IS NOT NULL AND NOT EXISTS (
                SELECT FROM pool WHERE id = NEW.pool_id AND (
                    released_at <= NEW.taken_at
                    OR (sectors = '{}' OR holder.sector = ANY (sectors))
                    AND (areas = '{}' OR coalesce(holder.area = ANY (areas), false))
                    AND (size_bands = '{}' OR coalesce(holder.size_band = ANY (size_bands), false))))
            THEN
                RAISE EXCEPTION 'this place is kept for others until its release'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            IF TG_OP = 'UPDATE' AND OLD.registration_id = NEW.registration_id
                OR holder.organisation_id IS NULL THEN
                RETURN NEW;
            END IF;
            SELECT per_organisation INTO most FROM workshop WHERE id = NEW.workshop_id;
            IF most IS NOT NULL THEN
                -- One at a time for an organisation, so that each counts what the one before took.
                PERFORM pg_advisory_xact_lock(
                    hashtextextended(NEW.workshop_id::text || holder.organisation_id::text, 0));
                IF (SELECT count(*) FROM place JOIN registration ON registration.id = place.registration_id
                    WHERE place.workshop_id = NEW.workshop_id AND place.id <> NEW.id
                    AND registration.organisation_id = holder.organisation_id) >= most
                THEN
                    RAISE EXCEPTION 'one organisation holds at most % places of this workshop', most
                        USING ERRCODE = 'restrict_violation';
                END IF;
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER held_by_who_comes BEFORE INSERT OR UPDATE OF registration_id, pool_id ON place
        FOR EACH ROW WHEN (NEW.registration_id IS NOT NULL) EXECUTE FUNCTION keep_place_to_holder()
    """)
    op.execute("""
        CREATE FUNCTION free_place_first() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT FROM place WHERE registration_id = NEW.id)
                OR EXISTS (SELECT FROM session_place WHERE registration_id = NEW.id) THEN
                RAISE EXCEPTION 'the place of a registration must be freed first'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER place_is_freed_first
        BEFORE UPDATE OF left_at, waiting_since, offered_until ON registration FOR EACH ROW
        WHEN (NEW.left_at IS NOT NULL OR NEW.waiting_since IS NOT NULL AND NEW.offered_until IS NULL)
        EXECUTE FUNCTION free_place_first()
    """)
    # All of a party hold places, or none: looked at when everything is done.
    op.execute("""
        CREATE FUNCTION keep_party_together() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            party uuid;
        BEGIN
            FOR party IN SELECT DISTINCT party_id FROM registration
                WHERE id IN (OLD.registration_id, NEW.registration_id)
            LOOP
                IF (SELECT count(*) NOT IN (0, count(*) FILTER (WHERE place.id IS NOT NULL))
                        AND count(place.id) > 0
                    FROM registration LEFT JOIN place ON place.registration_id = registration.id
                    WHERE registration.party_id = party AND registration.left_at IS NULL)
                THEN
                    RAISE EXCEPTION 'all of a party hold places, or none'
                        USING ERRCODE = 'restrict_violation';
                END IF;
            END LOOP;
            RETURN NULL;
        END $$
    """)
    op.execute("""
        CREATE CONSTRAINT TRIGGER party_stays_together AFTER UPDATE OF registration_id ON place
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_party_together()
    """)
    op.execute("""
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON allocation_log
        FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """)
    op.execute("""
        CREATE TRIGGER never_emptied BEFORE TRUNCATE ON allocation_log
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """)


def downgrade() -> None:
    op.execute(
        "DROP FUNCTION keep_to_capacity, keep_places, keep_to_session, keep_session_places,"
        " keep_place_to_holder, free_place_first, keep_party_together CASCADE"
    )
