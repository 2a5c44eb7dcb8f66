"""Offsets, tickets, sealing."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from core.events import Xid8

revision = "03_live"
down_revision = "02_access"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
TABLES = ("event_offset", "tail", "live_ticket", "audit_block", "process_state")


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_event_incident_id_id", "event", ["incident_id", "id"], schema="core")
    op.create_table(
        "event_offset",
        sa.Column("site", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("off", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("event_id", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("event_id"),
        schema="core",
    )
    op.create_table(
        "tail",
        sa.Column("site", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("off", sa.BigInteger, nullable=False),
        sa.Column("xid", Xid8, nullable=False),
        sa.Column("event_id", sa.BigInteger, nullable=False),
        sa.Column("event_floor", sa.BigInteger, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        schema="core",
    )
    op.create_table(
        "live_ticket",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("at", INSTANT, server_default=sa.func.now(), nullable=False),
        schema="core",
    )
    op.create_table(
        "audit_block",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", INSTANT, server_default=sa.func.now(), nullable=False),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.Column("prev_hash", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        schema="core",
    )
    op.create_table(
        "process_state",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("pid", sa.BigInteger, nullable=False),
        sa.Column("heartbeat", INSTANT, nullable=False),
        sa.Column("state", JSONB, nullable=False),
        schema="core",
    )
    op.execute("grant select on core.alembic_version to jinmin_app, jinmin_system")
    # Requests read offsets; only the tailer and the hub, as the system role, write these tables.
    for table in TABLES:
        op.execute(f"revoke insert, update, delete on core.{table} from jinmin_app")
    # Without it the tailer could not name the session that holds the log back.  A database whose
    # owner is no superuser goes without the name.
    op.execute(
        "do $$ begin grant pg_read_all_stats to jinmin_system;"
        " exception when insufficient_privilege then raise notice 'no pg_read_all_stats'; end $$"
    )


def downgrade() -> None:
    """Take back."""
    for table in TABLES:
        op.drop_table(table, schema="core")
    op.drop_index("ix_event_incident_id_id", "event", schema="core")
