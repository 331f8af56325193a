"""The chain of receipts, which only grows, and its published heads."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "receipt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column(
            "event",
            sa.Enum(
                "received",
                "added",
                "amended",
                "withdrawn",
                "erased",
                name="event",
                native_enum=False,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=True),
        sa.Column("contents", sa.Text(), nullable=True),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("head", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(seq IS NULL) = (head IS NULL) AND seq > 0", name=op.f("receipt_place_and_head")
        ),
        sa.CheckConstraint("(nonce IS NULL) = (contents IS NULL)", name=op.f("receipt_erased_whole")),
        sa.CheckConstraint(
            "length(nonce) = 16 AND length(leaf) = 32 AND length(head) = 32",
            name=op.f("receipt_lengths_of_hashes"),
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_receipt_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("consultation_id", "seq", name=op.f("uq_receipt_consultation_id_seq")),
    )
    op.create_index(op.f("ix_receipt_response_id"), "receipt", ["response_id"])
    op.create_index(
        "ix_receipt_unchained",
        "receipt",
        ["consultation_id", "id"],
        postgresql_where=sa.text("seq IS NULL"),
    )
    op.create_table(
        "receipt_head",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_receipt_head_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_head")),
        sa.UniqueConstraint("consultation_id", "day", name=op.f("uq_receipt_head_consultation_id_day")),
    )
    # A receipt gets its place once. Only erasure takes its nonce and contents, and says so in the session first.
    op.execute("""
        CREATE FUNCTION keep_receipts() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF (NEW.id, NEW.consultation_id, NEW.response_id, NEW.event, NEW.version, NEW.made_at, NEW.leaf)
               IS DISTINCT FROM
               (OLD.id, OLD.consultation_id, OLD.response_id, OLD.event, OLD.version, OLD.made_at, OLD.leaf)
               OR OLD.seq IS NOT NULL AND (NEW.seq, NEW.head) IS DISTINCT FROM (OLD.seq, OLD.head)
               OR (NEW.nonce, NEW.contents) IS DISTINCT FROM (OLD.nonce, OLD.contents)
                  AND NOT (NEW.nonce IS NULL AND NEW.contents IS NULL
                           AND current_setting('engage.erasing', true) IS NOT DISTINCT FROM 'yes') THEN
                RAISE EXCEPTION 'a receipt is never changed or deleted' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER receipts_are_kept BEFORE UPDATE ON receipt
        FOR EACH ROW EXECUTE FUNCTION keep_receipts()
    """)
    op.execute("""
        CREATE TRIGGER append_only BEFORE DELETE ON receipt
        FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """)
    op.execute("""
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON receipt_head
        FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """)
    for table in ("receipt", "receipt_head"):
        op.execute(f"""
            CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
        """)


def downgrade() -> None:
    op.drop_table("receipt_head")
    op.drop_table("receipt")
    op.execute("DROP FUNCTION keep_receipts")
