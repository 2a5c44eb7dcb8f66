"""What is undecided is known only to those who know of the incident; nothing hidden is counted."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from core.access.policies import protect, unprotect

revision = "10_audience"
down_revision = "09_spine"
branch_labels = None
depends_on = None

FOLLOWING = ("response", "response_act", "consultation")
UNDECIDED = "state in ('none', 'proposed')"


def upgrade() -> None:
    """Apply."""
    _limit_flows("flow in ('up', 'down', 'down_to', 'addressed')", "flow in ('up', 'down')")
    for table in FOLLOWING:
        op.add_column(table, sa.Column("to_area", sa.BigInteger), schema="command")
    op.execute(
        f"""
        update command.response r set to_area = case when r.{UNDECIDED} then i.area else r.area end
        from command.incident i where i.id = r.incident_id
        """
    )
    op.execute(
        """
        update command.response_act a set to_area = r.to_area
        from command.response r where r.id = a.response_id
        """
    )
    op.execute(
        """
        update command.consultation c set to_area = i.area
        from command.incident i where i.id = c.incident_id
        """
    )
    for topic, table, which in (
        ("responses", "response", "(e.body ->> 'state') in ('none', 'proposed')"),
        ("notices", "consultation", "true"),
    ):
        op.execute(
            f"""
            update core.event e set flow = 'down_to', to_area = i.area
            from command.{table} r join command.incident i on i.id = r.incident_id
            where e.topic = '{topic}' and e.entity = r.id and e.flow = 'down' and {which}
            """
        )
    for table in FOLLOWING:
        op.alter_column(table, "to_area", nullable=False, schema="command")
        unprotect(op, f"command.{table}")
        protect(op, f"command.{table}", flow="down_to")
    op.drop_column("incident", "duplicate_of_candidates", schema="command")
    op.add_column("incident", sa.Column("office_area", sa.BigInteger), schema="command")
    op.execute("update command.incident set office_area = 0")
    _count_under(r"^incident:([^:]+):", r"incident:\1:0:")
    op.alter_column("incident", "office_area", nullable=False, schema="command")
    _unique_external_id("world_id", "office_area", "external_id")


def downgrade() -> None:
    """Take back. Rows that were known to fewer flow down as before."""
    _unique_external_id("world_id", "external_id")
    op.execute("delete from command.counter where key ~ '^incident:[^:]+:[1-9]'")
    _count_under(r"^incident:([^:]+):0:", r"incident:\1:")
    op.drop_column("incident", "office_area", schema="command")
    op.add_column(
        "incident",
        sa.Column("duplicate_of_candidates", JSONB, server_default="[]", nullable=False),
        schema="command",
    )
    op.alter_column("incident", "duplicate_of_candidates", server_default=None, schema="command")
    op.execute("update core.event set flow = 'down', to_area = null where flow = 'down_to'")
    for table in FOLLOWING:
        unprotect(op, f"command.{table}")
        protect(op, f"command.{table}", flow="down")
        op.drop_column(table, "to_area", schema="command")
    _limit_flows("flow in ('up', 'down', 'addressed')", "flow <> 'addressed'")


def _limit_flows(flows: str, without_far_end: str) -> None:
    unprotect(op, "core.event")
    for name in ("flow", "to_area"):
        op.drop_constraint(op.f(f"ck_event_{name}"), "event", schema="core", type_="check")
    op.create_check_constraint(op.f("ck_event_flow"), "event", flows, schema="core")
    far_end = f"{without_far_end} or to_area is not null"
    op.create_check_constraint(op.f("ck_event_to_area"), "event", far_end, schema="core")
    protect(op, "core.event", flow="by_row")


def _count_under(old: str, new: str) -> None:
    op.execute(f"update command.counter set key = regexp_replace(key, '{old}', '{new}')")


def _unique_external_id(*columns: str) -> None:
    name = "uq_incident_world_id_external_id"
    op.drop_constraint(op.f(name), "incident", schema="command", type_="unique")
    op.create_unique_constraint(op.f(name), "incident", list(columns), schema="command")
