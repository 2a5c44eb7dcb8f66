"""The stable id of the area beside its present code, in every row that belongs somewhere."""

import sqlalchemy as sa
from alembic import op

revision = "09_spine"
down_revision = "08_command"
branch_labels = None
depends_on = None

TABLES = (
    "assessment.estimate",
    "assessment.estimate_unit",
    "dispatch.warehouse",
    "dispatch.stock",
    "dispatch.stock_move",
    "dispatch.shipment",
    "dispatch.shipment_line",
    "command.incident",
    "command.incident_area",
    "command.response",
    "command.response_act",
    "command.task",
    'command."order"',
    "command.consultation",
    "command.loss_report",
)


def upgrade() -> None:
    """Apply."""
    op.execute(
        """
        create function gis.name_area() returns trigger language plpgsql as $$
        begin
            new.area_id := (select id from gis.area where code = new.area);
            return new;
        end $$
        """
    )
    for table in TABLES:
        schema, name = table.replace('"', "").split(".")
        op.add_column(name, sa.Column("area_id", sa.Uuid), schema=schema)
        op.execute(
            f"create trigger name_area before insert or update of area on {table}"
            " for each row execute function gis.name_area()"
        )


def downgrade() -> None:
    """Take back."""
    for table in TABLES:
        schema, name = table.replace('"', "").split(".")
        op.execute(f"drop trigger name_area on {table}")
        op.drop_column(name, "area_id", schema=schema)
    op.execute("drop function gis.name_area()")
