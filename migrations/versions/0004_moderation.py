"""Decisions, redactions and leases."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contribution_id", sa.Uuid(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("show", "redact", "hold", "withhold", name="outcome", native_enum=False, length=64),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "personal_data",
                "abuse",
                "defamatory",
                "hate",
                "off_topic",
                "advertising",
                "unreadable",
                "other",
                name="reason",
                native_enum=False,
                length=64,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("shown_text", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(outcome IN ('show', 'redact')) = (shown_text IS NOT NULL)", name=op.f("decision_shown_has_text")
        ),
        sa.CheckConstraint(
            "outcome <> 'withhold' OR reason IS NOT NULL", name=op.f("decision_withholding_has_a_reason")
        ),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_decision_contribution_id")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_decision_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_decided_at"), "decision", ["decided_at"], unique=False)
    op.create_index(
        op.f("ix_decision_contribution_id_decided_at"),
        "decision",
        ["contribution_id", "decided_at"],
        unique=False,
    )
    op.create_index(
        "uq_decision_current",
        "decision",
        ["contribution_id"],
        unique=True,
        postgresql_where="superseded_at IS NULL",
    )
    op.create_table(
        "lease",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contribution_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name=op.f("fk_lease_contribution_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_lease_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lease")),
        sa.UniqueConstraint("contribution_id", name=op.f("uq_lease_contribution_id")),
    )
    op.create_table(
        "redaction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "personal_data",
                "abuse",
                "defamatory",
                "hate",
                "off_topic",
                "advertising",
                "unreadable",
                "other",
                name="reason",
                native_enum=False,
                length=64,
            ),
            nullable=False,
        ),
        sa.CheckConstraint('0 <= start AND start < "end"', name=op.f("redaction_spans_words")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_redaction_decision_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redaction")),
    )
    op.create_index(op.f("ix_redaction_decision_id"), "redaction", ["decision_id"], unique=False)
    op.create_table(
        "campaign",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_campaign_consultation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_index(op.f("ix_campaign_consultation_id"), "campaign", ["consultation_id"], unique=False)
    op.create_table(
        "campaign_text",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("text_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_text_campaign_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_campaign_text_consultation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_text")),
        sa.UniqueConstraint(
            "consultation_id", "text_key", name=op.f("uq_campaign_text_consultation_id_text_key")
        ),
    )
    op.create_index(op.f("ix_campaign_text_campaign_id"), "campaign_text", ["campaign_id"], unique=False)
    op.create_table(
        "gathering",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("texts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_gathering_consultation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gathering")),
        sa.UniqueConstraint("consultation_id", name=op.f("uq_gathering_consultation_id")),
    )
    op.create_table(
        "waiting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kin", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_waiting_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["id"], ["contribution.id"], name=op.f("fk_waiting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_waiting_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting")),
    )
    op.create_index("ix_waiting_in_order", "waiting", ["received_at", "id"], unique=False)
    op.create_index(
        "ix_waiting_kin", "waiting", ["consultation_id", "kin", "received_at", "id"], unique=False
    )
    op.create_index(op.f("ix_waiting_theme_id"), "waiting", ["theme_id"], unique=False)
    op.create_index(
        "ix_contribution_in_order", "contribution", ["consultation_id", "received_at", "id"], unique=False
    )
    # What comes in waits, and what was decided no longer does. Texts without a letter or digit have the
    # key of the empty text (its SHA-256), and stand alone.
    op.execute("""
        CREATE FUNCTION begin_to_wait() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO waiting (id, consultation_id, theme_id, received_at, kin)
            SELECT came.id, came.consultation_id, came.theme_id, came.received_at,
                   CASE WHEN came.text_key = 'e3b0c44298fc1c149afbf4c8996fb924' THEN came.id::text
                        ELSE coalesce(campaign_text.campaign_id::text, came.text_key) END
            FROM came LEFT JOIN campaign_text
              ON campaign_text.consultation_id = came.consultation_id
             AND campaign_text.text_key = came.text_key;
            RETURN NULL;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER contributions_wait AFTER INSERT ON contribution
        REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION begin_to_wait()
    """)
    op.execute("""
        CREATE FUNCTION move_waiting() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE waiting SET theme_id = NEW.theme_id WHERE id = NEW.id;
            RETURN NULL;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER waiting_moves AFTER UPDATE OF theme_id ON contribution
        FOR EACH ROW EXECUTE FUNCTION move_waiting()
    """)
    op.execute("""
        CREATE FUNCTION end_to_wait() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            DELETE FROM waiting USING made WHERE waiting.id = made.contribution_id;
            -- The versions before the one that was decided on have had their time.
            UPDATE contribution AS older SET ended_at = made.decided_at
            FROM made JOIN contribution AS newer ON newer.id = made.contribution_id AND newer.version > 1
            WHERE made.outcome <> 'hold' AND older.response_id = newer.response_id
              AND older.position = newer.position AND older.version < newer.version
              AND older.ended_at IS NULL;
            RETURN NULL;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER decided_waits_no_more AFTER INSERT ON decision
        REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION end_to_wait()
    """)
    # A text that moderators have decided on stands until they decide on the next version. One that they have
    # not is over at once. A decision that is being made on it is waited for.
    op.execute("""
        CREATE FUNCTION replace_undecided() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM 1 FROM contribution AS older
            WHERE older.response_id = NEW.response_id AND older.position = NEW.position
              AND older.version < NEW.version AND older.ended_at IS NULL
            ORDER BY older.version DESC FOR UPDATE;
            UPDATE contribution AS older SET ended_at = NEW.received_at
            WHERE older.response_id = NEW.response_id AND older.position = NEW.position
              AND older.version < NEW.version AND older.ended_at IS NULL
              AND NOT EXISTS (
                  SELECT FROM decision WHERE decision.contribution_id = older.id
                  AND decision.superseded_at IS NULL AND decision.outcome <> 'hold');
            RETURN NULL;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER undecided_are_replaced AFTER INSERT ON contribution
        FOR EACH ROW WHEN (NEW.version > 1) EXECUTE FUNCTION replace_undecided()
    """)
    # What its sender took back, or replaced before anybody read it, no longer waits.
    op.execute("""
        CREATE FUNCTION ended_waits_no_more() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            DELETE FROM waiting WHERE id = NEW.id;
            RETURN NULL;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER ended_waits_no_more AFTER UPDATE OF ended_at ON contribution
        FOR EACH ROW WHEN (NEW.ended_at IS NOT NULL) EXECUTE FUNCTION ended_waits_no_more()
    """)
    # A decision stands or is superseded; what it said is never rewritten.
    op.execute("""
        CREATE FUNCTION keep_decision() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF (NEW.outcome, NEW.reason, NEW.contribution_id, NEW.decided_at, NEW.decided_by_id)
               IS DISTINCT FROM
               (OLD.outcome, OLD.reason, OLD.contribution_id, OLD.decided_at, OLD.decided_by_id)
               OR (OLD.superseded_at IS NOT NULL AND NEW.superseded_at IS DISTINCT FROM OLD.superseded_at)
               OR (NEW.shown_text IS DISTINCT FROM OLD.shown_text
                   AND current_setting('engage.erasing', true) IS DISTINCT FROM 'yes') THEN
                RAISE EXCEPTION 'a decision is superseded, never rewritten'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER decisions_are_kept BEFORE UPDATE ON decision
        FOR EACH ROW EXECUTE FUNCTION keep_decision()
    """)
    op.execute("""
        CREATE FUNCTION keep_redaction() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'what a decision took out is never rewritten' USING ERRCODE = 'restrict_violation';
        END $$
    """)
    op.execute("""
        CREATE TRIGGER redactions_are_kept BEFORE UPDATE ON redaction
        FOR EACH ROW EXECUTE FUNCTION keep_redaction()
    """)


def downgrade() -> None:
    op.execute("DROP FUNCTION begin_to_wait CASCADE")
    op.execute("DROP FUNCTION move_waiting CASCADE")
    op.execute("DROP FUNCTION end_to_wait CASCADE")
    op.execute("DROP FUNCTION replace_undecided CASCADE")
    op.execute("DROP FUNCTION ended_waits_no_more CASCADE")
    op.execute("DROP FUNCTION keep_redaction CASCADE")
    op.execute("DROP FUNCTION keep_decision CASCADE")

    op.drop_index("ix_contribution_in_order", table_name="contribution")
    op.drop_table("waiting")
    op.drop_table("gathering")
    op.drop_table("campaign_text")
    op.drop_table("campaign")
    op.drop_index(op.f("ix_redaction_decision_id"), table_name="redaction")
    op.drop_table("redaction")
    op.drop_table("lease")
    op.drop_index(op.f("ix_decision_contribution_id_decided_at"), table_name="decision")
    op.drop_index("uq_decision_current", table_name="decision", postgresql_where="superseded_at IS NULL")
    op.drop_index(op.f("ix_decision_decided_at"), table_name="decision")
    op.drop_table("decision")
