"""Exercises take nothing from the real stock: give back what they took, by a line in the ledger."""

from alembic import op

revision = "18_exercise_stock"
down_revision = "17_incident_corrections"
branch_labels = None
depends_on = None

NOTE = "演练调运不占用真实库存，予以恢复"


def upgrade() -> None:
    """Apply."""
    op.execute(
        f"""
        with given_back as (
            insert into dispatch.stock_move (warehouse_id, item, area, kind, qty, note_zh)
            select m.warehouse_id, m.item, m.area, 'return', -sum(m.qty), '{NOTE}'
            from dispatch.stock_move m join dispatch.shipment s on s.id = m.shipment_id
            where s.exercise
            group by m.warehouse_id, m.item, m.area
            having sum(m.qty) < 0
            returning warehouse_id, item, qty
        )
        update dispatch.stock k set qty = k.qty + g.qty
        from given_back g where g.warehouse_id = k.warehouse_id and g.item = k.item
        """
    )


def downgrade() -> None:
    """Take back: what was given back stays, its ledger line says why."""
