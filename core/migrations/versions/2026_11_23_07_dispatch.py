"""Relief stores and shipments."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from core.access.policies import protect

revision = "07_dispatch"
down_revision = "06_assessment"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
STATES = "state in ('ordered', 'departed', 'arrived', 'received', 'cancelled')"


def item(**options: object) -> sa.Column[str]:
    return sa.Column("item", sa.Text, sa.ForeignKey("dispatch.relief_item.code"), **options)


def upgrade() -> None:
    """Apply."""
    make_stock()
    make_standards()
    make_shipments()


def make_stock() -> None:
    op.create_table(
        "relief_item",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("zh", sa.Text, nullable=False),
        sa.Column("en", sa.Text, nullable=False),
        sa.Column("unit_zh", sa.Text, nullable=False),
        sa.Column("unit_en", sa.Text, nullable=False),
        sa.Column("category_zh", sa.Text, nullable=False),
        sa.Column("position", sa.SmallInteger, nullable=False),
        schema="dispatch",
    )
    op.create_table(
        "warehouse",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("name_zh", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text, nullable=False),
        sa.Column("area", sa.BigInteger, nullable=False),
        sa.Column("keeper_area", sa.BigInteger, nullable=False),
        sa.Column("lon", sa.Float, nullable=False),
        sa.Column("lat", sa.Float, nullable=False),
        sa.Column("location_note_zh", sa.Text, nullable=False),
        sa.Column("location_note_en", sa.Text, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("stock_note_zh", sa.Text, nullable=False),
        sa.Column("source_zh", sa.Text, nullable=False),
        sa.CheckConstraint("lon between -180 and 180 and lat between -90 and 90", name="place"),
        schema="dispatch",
    )
    op.create_index("ix_warehouse_area", "warehouse", ["area"], schema="dispatch")
    op.create_table(
        "stock",
        sa.Column(
            "warehouse_id", sa.Uuid, sa.ForeignKey("dispatch.warehouse.id"), primary_key=True
        ),
        item(primary_key=True),
        sa.Column("area", sa.BigInteger, nullable=False),
        sa.Column("qty", sa.BigInteger, nullable=False),
        sa.CheckConstraint("qty >= 0", name="qty"),
        schema="dispatch",
    )
    op.create_index("ix_stock_area", "stock", ["area"], schema="dispatch")
    op.create_table(
        "stock_move",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("warehouse_id", sa.Uuid, sa.ForeignKey("dispatch.warehouse.id"), nullable=False),
        item(nullable=False),
        sa.Column("area", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("qty", sa.BigInteger, nullable=False),
        sa.Column("shipment_id", sa.Uuid),
        sa.Column("note_zh", sa.Text, nullable=False),
        sa.Column("at", INSTANT, server_default=sa.func.now(), nullable=False),
        sa.CheckConstraint("qty <> 0", name="qty"),
        sa.CheckConstraint("kind in ('in', 'set_aside', 'return', 'count')", name="kind"),
        schema="dispatch",
    )
    op.create_index(
        "ix_stock_move_warehouse_id", "stock_move", ["warehouse_id", "id"], schema="dispatch"
    )
    for table in ("warehouse", "stock"):
        protect(op, f"dispatch.{table}", flow="down")
    protect(op, "dispatch.stock_move", flow="up")


def make_standards() -> None:
    op.create_table(
        "demand_standard",
        item(primary_key=True),
        sa.Column("valid_from", sa.Date, primary_key=True),
        sa.Column("valid_to", sa.Date),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("per_head", sa.Numeric, nullable=False),
        sa.Column("days", sa.SmallInteger, nullable=False),
        sa.Column("loss_factor", sa.Numeric, nullable=False),
        sa.Column("months", JSONB),
        sa.Column("source_zh", sa.Text, nullable=False),
        sa.Column("provisional", sa.Boolean, nullable=False),
        sa.CheckConstraint("per_head > 0 and days > 0 and loss_factor >= 1", name="amounts"),
        sa.CheckConstraint("scope in ('bedding', 'food', 'homes')", name="scope"),
        sa.CheckConstraint("valid_from < valid_to", name="period"),
        schema="dispatch",
    )


def make_shipments() -> None:
    times = ("departed", "arrived", "received", "cancelled")
    op.create_table(
        "shipment",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("incident_id", sa.Uuid, nullable=False),
        sa.Column("exercise", sa.Boolean, nullable=False),
        sa.Column("warehouse_id", sa.Uuid, sa.ForeignKey("dispatch.warehouse.id"), nullable=False),
        sa.Column("warehouse_name", sa.Text, nullable=False),
        sa.Column("owner_area", sa.BigInteger, nullable=False),
        sa.Column("area", sa.BigInteger, nullable=False),
        sa.Column("from_name", sa.Text, nullable=False),
        sa.Column("to_area", sa.BigInteger, nullable=False),
        sa.Column("to_name", sa.Text, nullable=False),
        *(
            sa.Column(name, sa.Float, nullable=False)
            for name in ("from_lon", "from_lat", "to_lon", "to_lat")
        ),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("ordered_at", INSTANT, nullable=False),
        sa.Column("ordered_by", sa.Text, nullable=False),
        *(
            column
            for what in times
            for column in (sa.Column(f"{what}_at", INSTANT), sa.Column(f"{what}_by", sa.Text))
        ),
        sa.Column("note_zh", sa.Text, nullable=False),
        sa.CheckConstraint(STATES, name="state"),
        schema="dispatch",
    )
    for column in ("area", "to_area", "incident_id"):
        op.create_index(f"ix_shipment_{column}", "shipment", [column], schema="dispatch")
    op.create_table(
        "shipment_line",
        sa.Column("shipment_id", sa.Uuid, sa.ForeignKey("dispatch.shipment.id"), primary_key=True),
        item(primary_key=True),
        sa.Column("area", sa.BigInteger, nullable=False),
        sa.Column("to_area", sa.BigInteger, nullable=False),
        sa.Column("qty", sa.BigInteger, nullable=False),
        sa.Column("received", sa.BigInteger),
        sa.CheckConstraint("qty > 0", name="qty"),
        sa.CheckConstraint("received >= 0 and received <= qty", name="received"),
        schema="dispatch",
    )
    for table in ("shipment", "shipment_line"):
        protect(op, f"dispatch.{table}", flow="addressed")


def downgrade() -> None:
    """Take back."""
    for table in (
        "shipment_line",
        "shipment",
        "demand_standard",
        "stock_move",
        "stock",
        "warehouse",
        "relief_item",
    ):
        op.drop_table(table, schema="dispatch")
