"""Papers keep the code of the area they were made under, as loss reports already do."""

import sqlalchemy as sa
from alembic import op

revision = "13_recorded"
down_revision = "12_merged"
branch_labels = None
depends_on = None

DOCUMENTS = (
    'command."order"',
    "command.response_act",
    "command.consultation",
    "dispatch.shipment",
)


def upgrade() -> None:
    """Apply."""
    op.execute(
        """
        create function gis.keep_recorded_area() returns trigger language plpgsql as $$
        begin
            new.area_recorded :=
                case when tg_op = 'INSERT' then new.area else old.area_recorded end;
            return new;
        end $$
        """
    )
    for table in DOCUMENTS:
        schema, name = table.replace('"', "").split(".")
        op.add_column(name, sa.Column("area_recorded", sa.BigInteger), schema=schema)
        op.execute(f"update {table} set area_recorded = area")
        op.alter_column(name, "area_recorded", nullable=False, schema=schema)
        op.execute(
            f"create trigger keep_recorded_area before insert or update on {table}"
            " for each row execute function gis.keep_recorded_area()"
        )


def downgrade() -> None:
    """Take back."""
    for table in DOCUMENTS:
        schema, name = table.replace('"', "").split(".")
        op.execute(f"drop trigger keep_recorded_area on {table}")
        op.drop_column(name, "area_recorded", schema=schema)
    op.execute("drop function gis.keep_recorded_area()")
