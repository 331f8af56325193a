"""Responses, contributions, and, apart, who can be reached."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "response",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("submission_key", sa.Uuid(), nullable=True),
        sa.Column("author_key", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
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
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column(
            "consent",
            sa.Enum("named", "unnamed", "none", name="consent", native_enum=False, length=64),
            nullable=False,
        ),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("suspicions", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("amended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("link_number", sa.Integer(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_response_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_response_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint(
            "consultation_id", "author_key", name=op.f("uq_response_consultation_id_author_key")
        ),
        sa.UniqueConstraint("reference", name=op.f("uq_response_reference")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_response_secret_hash")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_response_submission_key")),
    )
    op.create_index(
        op.f("ix_response_consultation_id_received_at"),
        "response",
        ["consultation_id", "received_at"],
        unique=False,
    )
    op.create_index(op.f("ix_response_organisation_id"), "response", ["organisation_id"], unique=False)
    op.create_table(
        "contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_contact_response_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("response_id", name=op.f("uq_contact_response_id")),
    )
    op.create_table(
        "contribution",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=True),
        sa.Column("question_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("idea", "comment", "evidence", name="kind", native_enum=False, length=64),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "online",
                "table",
                "letter",
                "email",
                "phone",
                "paper",
                "import",
                name="channel",
                native_enum=False,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_key", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "length(text) > 0 OR erased_at IS NOT NULL", name=op.f("contribution_says_something")
        ),
        sa.CheckConstraint(
            "erased_at IS NULL OR ended_at IS NOT NULL", name=op.f("contribution_erased_has_ended")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_contribution_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_contribution_question_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_contribution_response_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_contribution_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
        sa.UniqueConstraint(
            "consultation_id", "source_id", name=op.f("uq_contribution_consultation_id_source_id")
        ),
        sa.UniqueConstraint(
            "response_id", "position", "version", name=op.f("uq_contribution_response_id_position_version")
        ),
    )
    op.create_index(op.f("ix_contribution_question_id"), "contribution", ["question_id"])
    op.create_index(op.f("ix_contribution_text_key"), "contribution", ["text_key"], unique=False)
    op.create_index(
        op.f("ix_contribution_theme_id_received_at"),
        "contribution",
        ["theme_id", "received_at"],
        unique=False,
    )
    op.create_table(
        "response_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("browser_key", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("answers", postgresql.JSONB(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=True),
        sa.Column("amends_id", sa.Uuid(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("remind_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["amends_id"], ["response.id"], name=op.f("fk_response_draft_amends_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_response_draft_consultation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_response_draft_response_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_draft")),
    )
    op.create_index(op.f("ix_response_draft_browser_key"), "response_draft", ["browser_key"])
    op.create_index(op.f("ix_response_draft_expires_at"), "response_draft", ["expires_at"])
    op.create_index(
        "uq_response_draft_unsent",
        "response_draft",
        ["browser_key", "consultation_id"],
        unique=True,
        postgresql_where=sa.text("response_id IS NULL AND amends_id IS NULL"),
    )
    op.create_index(op.f("ix_response_draft_amends_id"), "response_draft", ["amends_id"])
    op.create_table(
        "draft_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column(
            "role", sa.Enum("own", "colleague", name="linkrole", native_enum=False, length=64), nullable=False
        ),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("asked", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["response_draft.id"], name=op.f("fk_draft_link_draft_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_link")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_draft_link_secret_hash")),
    )
    op.create_index(op.f("ix_draft_link_draft_id"), "draft_link", ["draft_id"])
    op.create_table(
        "reply",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("value", postgresql.JSONB(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_reply_question_id")),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_reply_response_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        sa.UniqueConstraint(
            "response_id", "question_id", "version", name=op.f("uq_reply_response_id_question_id_version")
        ),
    )
    op.create_index(op.f("ix_reply_question_id"), "reply", ["question_id"])
    op.create_table(
        "upload",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=True),
        sa.Column("response_id", sa.Uuid(), nullable=True),
        sa.Column("question_id", sa.Uuid(), nullable=True),
        sa.Column("stored_as", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(draft_id IS NULL) <> (response_id IS NULL)", name=op.f("upload_of_one_thing")),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["response_draft.id"], name=op.f("fk_upload_draft_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_upload_question_id")),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_upload_response_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sa.UniqueConstraint("stored_as", name=op.f("uq_upload_stored_as")),
    )
    op.create_index(op.f("ix_upload_draft_id"), "upload", ["draft_id"])
    op.create_index(op.f("ix_upload_response_id"), "upload", ["response_id"])
    op.create_index(op.f("ix_upload_question_id"), "upload", ["question_id"])
    op.create_table(
        "amendment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_amendment_response_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
        sa.UniqueConstraint("response_id", "version", name=op.f("uq_amendment_response_id_version")),
    )
    # Words are kept as given. Only erasure empties them, and it says so in the session first.
    op.execute("""
        CREATE FUNCTION keep_words() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.text IS DISTINCT FROM OLD.text
               AND current_setting('engage.erasing', true) IS DISTINCT FROM 'yes' THEN
                RAISE EXCEPTION 'the words of a contribution are kept as given'
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER words_are_kept BEFORE UPDATE ON contribution
        FOR EACH ROW EXECUTE FUNCTION keep_words()
    """)
    op.execute("""
        CREATE FUNCTION keep_reply() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF (NEW.value, NEW.question_id, NEW.response_id, NEW.version)
               IS DISTINCT FROM (OLD.value, OLD.question_id, OLD.response_id, OLD.version)
               AND current_setting('engage.erasing', true) IS DISTINCT FROM 'yes' THEN
                RAISE EXCEPTION 'what somebody replied is kept as given' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER replies_are_kept BEFORE UPDATE ON reply FOR EACH ROW EXECUTE FUNCTION keep_reply()
    """)
    # What people have answered keeps its meaning: it can be superseded, and translations can be added.
    op.execute("""
        CREATE FUNCTION question_is_answered(asked uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
            SELECT EXISTS (SELECT FROM contribution WHERE question_id = asked)
                OR EXISTS (SELECT FROM reply WHERE question_id = asked)
                OR EXISTS (SELECT FROM upload WHERE question_id = asked AND response_id IS NOT NULL)
        $$
    """)
    op.execute("""
        CREATE FUNCTION keep_meaning() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF question_is_answered(OLD.id) THEN
                RAISE EXCEPTION 'a question that was answered keeps its meaning'
                    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'question_keeps_its_meaning';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER meaning_is_kept BEFORE UPDATE ON question FOR EACH ROW
        WHEN ((OLD.kind, OLD.text, OLD.hint, OLD.options, OLD.follow_up, OLD.least, OLD.most, OLD.unit,
               OLD.theme_id, OLD.consultation_id)
              IS DISTINCT FROM
              (NEW.kind, NEW.text, NEW.hint, NEW.options, NEW.follow_up, NEW.least, NEW.most, NEW.unit,
               NEW.theme_id, NEW.consultation_id)
              OR NOT NEW.translations @> OLD.translations)
        EXECUTE FUNCTION keep_meaning()
    """)
    op.execute("""
        CREATE TRIGGER what_was_answered_stays BEFORE DELETE ON question
        FOR EACH ROW EXECUTE FUNCTION keep_meaning()
    """)
    # A response taken back takes all that is in it along.
    op.execute("""
        CREATE FUNCTION end_with_response() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE contribution SET ended_at = NEW.withdrawn_at WHERE response_id = NEW.id AND ended_at IS NULL;
            UPDATE reply SET ended_at = NEW.withdrawn_at WHERE response_id = NEW.id AND ended_at IS NULL;
            RETURN NULL;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER all_ends_with_it AFTER UPDATE OF withdrawn_at ON response
        FOR EACH ROW WHEN (NEW.withdrawn_at IS NOT NULL) EXECUTE FUNCTION end_with_response()
    """)
    # What people sent leaves the database only where that is said first: undoing an import, erasing a test.
    op.execute("""
        CREATE FUNCTION keep_what_was_sent() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF current_setting('engage.erasing', true) IS DISTINCT FROM 'yes' THEN
                RAISE EXCEPTION 'what people sent is kept' USING ERRCODE = 'restrict_violation';
            END IF;
            IF TG_OP = 'DELETE' AND TG_LEVEL = 'ROW' THEN RETURN OLD; END IF;
            RETURN NULL;
        END $$
    """)
    for table in ("response", "contribution", "reply"):
        op.execute(f"""
            CREATE TRIGGER {table}_is_kept BEFORE DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION keep_what_was_sent()
        """)
        op.execute(f"""
            CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION keep_what_was_sent()
        """)
    op.create_table(
        "room_code",
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("made_for", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("valid_from < valid_until", name=op.f("ck_room_code_from_before_until")),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_room_code_consultation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_code")),
        sa.UniqueConstraint("code", name=op.f("uq_room_code_code")),
        sa.UniqueConstraint("made_for", name=op.f("uq_room_code_made_for")),
    )
    op.create_index(op.f("ix_room_code_consultation_id"), "room_code", ["consultation_id"])


def downgrade() -> None:
    for function in ("keep_words", "keep_reply", "keep_meaning", "end_with_response", "keep_what_was_sent"):
        op.execute(f"DROP FUNCTION {function} CASCADE")
    op.execute("DROP FUNCTION question_is_answered(uuid)")
    for table in ("room_code", "amendment", "upload", "reply", "draft_link"):
        op.drop_table(table)
    op.drop_index(op.f("ix_contribution_theme_id_received_at"), table_name="contribution")
    op.drop_table("response_draft")
    op.drop_index(op.f("ix_contribution_question_id"), table_name="contribution")
    op.drop_index(op.f("ix_contribution_text_key"), table_name="contribution")
    op.drop_table("contribution")
    op.drop_table("contact")
    op.drop_index(op.f("ix_response_consultation_id_received_at"), table_name="response")
    op.drop_table("response")
