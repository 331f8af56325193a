"""The ground: owed work, the trail, the mail ledger, people and bodies."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index(op.f("ix_audit_entry_actor_id_at"), "audit_entry", ["actor_id", "at"], unique=False)
    op.create_index(op.f("ix_audit_entry_subject_id_at"), "audit_entry", ["subject_id", "at"], unique=False)
    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "company",
                "social_enterprise",
                "charity",
                "community_group",
                "trade_body",
                "trade_union",
                "local_authority",
                "health_body",
                "other_public",
                "university_or_college",
                "school",
                "other",
                name="organisationkind",
                native_enum=False,
                length=64,
            ),
            nullable=True,
        ),
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
        sa.Column(
            "size_band",
            sa.Enum(
                "none", "micro", "small", "medium", "large", name="sizeband", native_enum=False, length=64
            ),
            nullable=True,
        ),
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column("merged_into_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["organisation.id"], name=op.f("fk_organisation_merged_into_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name_key", name=op.f("uq_organisation_name_key")),
    )
    op.create_index(op.f("ix_organisation_merged_into_id"), "organisation", ["merged_into_id"])
    op.create_table(
        "body",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body")),
        sa.UniqueConstraint("slug", name=op.f("uq_body_slug")),
    )
    op.create_table(
        "mail_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=True),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("attachments", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unclear_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_message")),
        sa.UniqueConstraint("key", name=op.f("uq_mail_message_key")),
    )
    op.create_index(op.f("ix_mail_message_about"), "mail_message", ["about"], unique=False)
    op.create_index(op.f("ix_mail_message_posted_at"), "mail_message", ["posted_at"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_administrator", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("fs_uniquifier", sa.Text(), nullable=False),
        sa.Column("tf_primary_method", sa.Text(), nullable=True),
        sa.Column("tf_totp_secret", sa.Text(), nullable=True),
        sa.Column("mf_recovery_codes", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("person_email_in_lower_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_person_fs_uniquifier")),
    )
    op.create_table(
        "queued_job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "job",
            sa.Enum(
                "mail.send",
                "consultations.announce",
                "workshops.offer_freed_places",
                "summaries.compile",
                "digests.compile",
                name="job",
                native_enum=False,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("enqueued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queued_job")),
    )
    op.create_index(
        "ix_queued_job_due", "queued_job", ["due_at"], unique=False, postgresql_where="failed_at IS NULL"
    )
    op.create_table(
        "mail_handover",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["mail_message.id"], name=op.f("fk_mail_handover_message_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_handover")),
        sa.UniqueConstraint("message_id", name=op.f("uq_mail_handover_message_id")),
    )
    op.execute("""
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation';
        END $$
    """)
    op.execute("""
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_entry
        FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """)
    op.execute("""
        CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """)


def downgrade() -> None:
    op.execute("DROP FUNCTION refuse_change CASCADE")

    op.drop_table("mail_handover")
    op.drop_index("ix_queued_job_due", table_name="queued_job", postgresql_where="failed_at IS NULL")
    op.drop_table("queued_job")
    op.drop_table("person")
    op.drop_index(op.f("ix_mail_message_posted_at"), table_name="mail_message")
    op.drop_table("mail_message")
    op.drop_table("body")
    op.drop_table("organisation")
    op.drop_index(op.f("ix_audit_entry_subject_id_at"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_actor_id_at"), table_name="audit_entry")
    op.drop_table("audit_entry")
