"""A shipment knows its world: keeper and receiver stamp that time without seeing the incident."""

import sqlalchemy as sa
from alembic import op

revision = "14_shipment_world"
down_revision = "13_recorded"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("shipment", sa.Column("world_id", sa.Uuid), schema="dispatch")
    op.execute(
        "update dispatch.shipment s set world_id = i.world_id"
        " from command.incident i where i.id = s.incident_id"
    )
    op.alter_column("shipment", "world_id", nullable=False, schema="dispatch")
    op.create_foreign_key(
        op.f("fk_shipment_world_id_world"),
        "shipment",
        "world",
        ["world_id"],
        ["id"],
        source_schema="dispatch",
        referent_schema="core",
    )


def downgrade() -> None:
    """Take back."""
    op.drop_column("shipment", "world_id", schema="dispatch")
