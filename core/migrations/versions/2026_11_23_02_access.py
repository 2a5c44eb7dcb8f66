"""People, offices, posts, sessions, audit, code tables, files."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from core.access.policies import protect
from core.events import Xid8

revision = "02_access"
down_revision = "01_base"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NOW = sa.func.now()
SESSION_OPEN = "(select nullif(current_setting('app.lo', true), '')) is not null"


def upgrade() -> None:
    """Apply."""
    people()
    sessions()
    audit()
    codes()
    files()


def people() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("account", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("password_set_at", INSTANT, server_default=NOW, nullable=False),
        sa.Column("must_change_password", sa.Boolean, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("sample", sa.Boolean, nullable=False),
        schema="core",
    )
    op.create_table(
        "second_factor",
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("core.person.id"), primary_key=True),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("last_step", sa.BigInteger, nullable=False),
        sa.Column("enrolled_at", INSTANT, server_default=NOW, nullable=False),
        schema="core",
    )
    op.create_table(
        "second_factor_offer",
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("core.person.id"), primary_key=True),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("offered_at", INSTANT, server_default=NOW, nullable=False),
        schema="core",
    )
    op.create_table(
        "office",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area", sa.BigInteger, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("area_name", sa.Text, nullable=False),
        sa.Column("tier", sa.SmallInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.CheckConstraint("tier between 0 and 5", name="tier"),
        schema="core",
    )
    op.create_index("uq_office_area_name", "office", ["area", "name"], unique=True, schema="core")
    protect(op, "core.office", flow="up")
    # The directory of offices is no secret inside the system: whoever is signed in may read it.
    op.execute(
        f"create policy directory on core.office for select to jinmin_app using ({SESSION_OPEN})"
    )
    op.create_table(
        "post",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("core.person.id"), nullable=False),
        sa.Column("office_id", sa.Uuid, sa.ForeignKey("core.office.id"), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("roles", ARRAY(sa.Text), nullable=False),
        sa.Column("lo", sa.BigInteger, nullable=False),
        sa.Column("hi", sa.BigInteger, nullable=False),
        sa.Column("up", ARRAY(sa.BigInteger), nullable=False),
        sa.Column("position", sa.SmallInteger, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.CheckConstraint(
            "roles <@ array['duty', 'decider', 'reporter', 'leader', 'kiosk',"
            " 'system_admin', 'security_admin', 'audit_admin', 'service']::text[]",
            name="roles",
        ),
        sa.CheckConstraint(
            "cardinality(roles) = 1"
            " or not roles && array['system_admin', 'security_admin', 'audit_admin']::text[]",
            name="one_administration",
        ),
        sa.CheckConstraint("lo <= hi", name="range"),
        schema="core",
    )
    op.create_index(
        "uq_post_person_office_title",
        "post",
        ["person_id", "office_id", "title"],
        unique=True,
        schema="core",
    )
    op.create_index("ix_post_office", "post", ["office_id"], schema="core")
    # Level-3 protection: nobody holds two administrations, nor one beside ordinary work.
    op.execute(
        """
        create function core.separate_administrations() returns trigger language plpgsql as $$
        declare
            administrations text[] := array['system_admin', 'security_admin', 'audit_admin'];
        begin
            if exists (
                select 1 from core.post
                where person_id = new.person_id and id <> new.id and ended_at is null
                  and (roles && administrations or new.roles && administrations)
            ) then
                raise exception 'an administrator holds no second post'
                    using errcode = 'check_violation', constraint = 'ck_post_separate';
            end if;
            return new;
        end $$
        """
    )
    op.execute(
        "create trigger separate before insert or update on core.post"
        " for each row when (new.ended_at is null)"
        " execute function core.separate_administrations()"
    )


def sessions() -> None:
    op.create_table(
        "session",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("token_hash", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("core.person.id"), nullable=False),
        sa.Column("post_id", sa.Uuid, sa.ForeignKey("core.post.id"), nullable=False),
        sa.Column("csrf", sa.Text, nullable=False),
        sa.Column("started_at", INSTANT, server_default=NOW, nullable=False),
        sa.Column("last_seen", INSTANT, server_default=NOW, nullable=False),
        sa.Column("idle_seconds", sa.BigInteger, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("second_factor_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        sa.Column("ended_because", sa.Text),
        sa.Column("address", sa.Text, nullable=False),
        schema="core",
    )
    op.create_index(
        "ix_session_open",
        "session",
        ["person_id"],
        schema="core",
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_table(
        "login_attempt",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("ok", sa.Boolean, nullable=False),
        sa.Column("at", INSTANT, server_default=NOW, nullable=False),
        sa.CheckConstraint("kind in ('password', 'code')", name="kind"),
        schema="core",
    )
    op.create_index(
        "ix_login_attempt_account", "login_attempt", ["account", "kind", "id"], schema="core"
    )


def audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("xid", Xid8, server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.Column("at", INSTANT, server_default=sa.func.clock_timestamp(), nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("post_id", sa.Uuid, nullable=False),
        sa.Column("session_id", sa.Uuid, nullable=False),
        sa.Column("person_name", sa.Text, nullable=False),
        sa.Column("post_title", sa.Text, nullable=False),
        sa.Column("area", sa.BigInteger, nullable=False),
        sa.Column("verb", sa.Text, nullable=False),
        sa.Column("noun", sa.Text, nullable=False),
        sa.Column("entity", sa.Uuid),
        sa.Column("before", JSONB),
        sa.Column("after", JSONB),
        sa.Column("reason", sa.Text),
        sa.Column("block_id", sa.BigInteger),
        schema="core",
    )
    op.create_index(
        "ix_audit_unsealed",
        "audit",
        ["xid", "id"],
        schema="core",
        postgresql_where=sa.text("block_id is null"),
    )
    op.create_index("ix_audit_block", "audit", ["block_id", "id"], schema="core")
    op.create_index("ix_audit_entity", "audit", ["entity", "id"], schema="core")
    protect(op, "core.audit", flow="up")
    # An order accepted below its issuer leaves a line about an area above: writing is open to every
    # session, reading is not.
    op.execute(
        f"create policy lines on core.audit for insert to jinmin_app with check ({SESSION_OPEN})"
    )
    op.execute("revoke update, delete, truncate on core.audit from jinmin_app, jinmin_system")
    # The log of events is a record as well: what was said once is not unsaid.
    op.execute("revoke update, delete on core.event from jinmin_app")
    op.execute("grant update (block_id) on core.audit to jinmin_system")
    op.execute(
        """
        create function core.keep_audit() returns trigger language plpgsql as $$
        begin
            if tg_op = 'UPDATE' and old.block_id is null and new.block_id is not null
               and to_jsonb(new) - 'block_id' = to_jsonb(old) - 'block_id' then
                return new;
            end if;
            raise exception 'the audit is append-only' using errcode = 'insufficient_privilege';
        end $$
        """
    )
    op.execute(
        "create trigger keep before update or delete on core.audit"
        " for each row execute function core.keep_audit()"
    )
    op.execute(
        "create trigger keep_all before truncate on core.audit"
        " for each statement execute function core.keep_audit()"
    )


def codes() -> None:
    op.create_table(
        "code_table",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("zh", sa.Text, nullable=False),
        sa.Column("en", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        schema="core",
    )
    op.create_table(
        "code",
        sa.Column("table", sa.Text, sa.ForeignKey("core.code_table.name"), primary_key=True),
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("valid_from", sa.Date, primary_key=True),
        sa.Column("valid_to", sa.Date),
        sa.Column("zh", sa.Text, nullable=False),
        sa.Column("en", sa.Text, nullable=False),
        sa.Column("parent", sa.Text),
        sa.Column("position", sa.SmallInteger, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("provisional", sa.Boolean, nullable=False),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name="validity"),
        schema="core",
    )
    op.create_table(
        "code_link",
        sa.Column("from_table", sa.Text, sa.ForeignKey("core.code_table.name"), primary_key=True),
        sa.Column("from_code", sa.Text, primary_key=True),
        sa.Column("to_table", sa.Text, sa.ForeignKey("core.code_table.name"), primary_key=True),
        sa.Column("to_code", sa.Text, primary_key=True),
        schema="core",
    )


def files() -> None:
    op.create_table(
        "file",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.LargeBinary, nullable=False),
        sa.Column("original_sha256", sa.LargeBinary, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("width", sa.BigInteger),
        sa.Column("height", sa.BigInteger),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("post_id", sa.Uuid, nullable=False),
        sa.Column("at", INSTANT, server_default=NOW, nullable=False),
        sa.CheckConstraint("size > 0", name="size"),
        sa.CheckConstraint("octet_length(sha256) = 32", name="sha256"),
        schema="core",
    )
    op.create_index("ix_file_sha256", "file", ["sha256"], schema="core")
    op.create_index("ix_file_area", "file", ["area"], schema="core")
    protect(op, "core.file", flow="up")
    op.create_table(
        "file_link",
        sa.Column("file_id", sa.Uuid, sa.ForeignKey("core.file.id"), primary_key=True),
        sa.Column("noun", sa.Text, primary_key=True),
        sa.Column("entity", sa.Uuid, primary_key=True),
        sa.Column("area", sa.BigInteger, nullable=False),
        schema="core",
    )
    op.create_index("ix_file_link_entity", "file_link", ["entity"], schema="core")
    protect(op, "core.file_link", flow="up")


def downgrade() -> None:
    """Take back."""
    for table in ("file_link", "file", "code_link", "code", "code_table", "audit"):
        op.drop_table(table, schema="core")
    for table in ("login_attempt", "session", "post", "office"):
        op.drop_table(table, schema="core")
    for table in ("second_factor_offer", "second_factor", "person"):
        op.drop_table(table, schema="core")
    op.execute("drop function core.keep_audit()")
    op.execute("drop function core.separate_administrations()")
