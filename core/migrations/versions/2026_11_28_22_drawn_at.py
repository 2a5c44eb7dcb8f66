"""A report says until when its writer had seen the reports that it was filled from."""

import sqlalchemy as sa
from alembic import op

revision = "22_drawn_at"
down_revision = "21_external_ids"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    column = sa.Column("drawn_at", sa.DateTime(timezone=True))
    op.add_column("loss_report", column, schema="command")


def downgrade() -> None:
    """Take back."""
    op.drop_column("loss_report", "drawn_at", schema="command")
