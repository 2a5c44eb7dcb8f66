"""Schemas, roles, worlds, commands, the event log."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from core.access.policies import protect
from core.events import Xid8
from core.ids import uuid7

revision = "01_base"
down_revision = None
branch_labels = None
depends_on = None

SCHEMAS = ("core", "gis", "registry", "assessment", "dispatch", "command")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    for extension in ("postgis", "pg_trgm"):
        op.execute(f"create extension if not exists {extension}")
    # Roles belong to the cluster, not to one database: another database may have made them.
    for role, login in (
        ("jinmin_owner", "nologin"),
        ("jinmin_app", "login"),
        ("jinmin_system", "login"),
    ):
        op.execute(
            f"do $$ begin create role {role} {login} nosuperuser nobypassrls;"
            " exception when duplicate_object or unique_violation then null; end $$"
        )
    # Row security is forced on the owner too; whoever migrates and seeds acts as jinmin_owner.
    op.execute(
        "do $$ begin execute format('grant jinmin_owner to %I', current_user);"
        " exception when insufficient_privilege then null; end $$"
    )
    for schema in SCHEMAS:
        op.execute(f"create schema if not exists {schema}")
        op.execute(f"grant usage on schema {schema} to jinmin_app, jinmin_system")
        for what in ("select, insert, update, delete on tables", "usage, select on sequences"):
            op.execute(
                f"alter default privileges in schema {schema}"
                f" grant {what} to jinmin_app, jinmin_system"
            )
    op.create_table(
        "world",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name_zh", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text, nullable=False),
        sa.Column("base", INSTANT, nullable=False),
        sa.Column("started", INSTANT, nullable=False),
        sa.Column("rate", sa.Float, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.CheckConstraint("kind in ('real', 'exercise')", name="kind"),
        sa.CheckConstraint("rate >= 0 and rate <= 100000", name="rate"),
        schema="core",
    )
    op.execute(
        sa.text(
            "insert into core.world (id, kind, name_zh, name_en, base, started, rate, version)"
            " values (:id, 'real', '实战', 'Real', now(), now(), 1, 1)"
        ).bindparams(id=uuid7())
    )
    op.create_table(
        "command",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("answer", JSONB),
        sa.Column("at", INSTANT, server_default=sa.func.now(), nullable=False),
        schema="core",
    )
    op.create_table(
        "site",
        sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("epoch", sa.Uuid, nullable=False),
        sa.Column("is_local", sa.Boolean, nullable=False),
        schema="core",
    )
    op.create_index(
        "uq_site_is_local",
        "site",
        ["is_local"],
        unique=True,
        schema="core",
        postgresql_where=sa.text("is_local"),
    )
    op.execute(
        sa.text("insert into core.site (id, epoch, is_local) values (1, :epoch, true)").bindparams(
            epoch=uuid7()
        )
    )
    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("site", sa.SmallInteger, nullable=False),
        sa.Column("xid", Xid8, server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.Column("area", sa.BigInteger, nullable=False),
        sa.Column("to_area", sa.BigInteger),
        sa.Column("flow", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("entity", sa.Uuid, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("incident_id", sa.Uuid),
        sa.Column("body", JSONB, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint("flow in ('up', 'down', 'addressed')", name="flow"),
        sa.CheckConstraint("flow <> 'addressed' or to_area is not null", name="to_area"),
        schema="core",
    )
    op.create_index("ix_event_unread", "event", ["xid", "id"], schema="core")
    op.create_index("ix_event_entity", "event", ["entity", "version"], schema="core")
    protect(op, "core.event", flow="by_row")


def downgrade() -> None:
    """Take back."""
    for table in ("event", "site", "command", "world"):
        op.drop_table(table, schema="core")
    for schema in reversed(SCHEMAS):
        for what in ("all on tables", "all on sequences"):
            op.execute(
                f"alter default privileges in schema {schema}"
                f" revoke {what} from jinmin_app, jinmin_system"
            )
        op.execute(f"revoke usage on schema {schema} from jinmin_app, jinmin_system")
        if schema != "core":  # Alembic still has to note there that this step was taken back.
            op.execute(f"drop schema {schema}")
