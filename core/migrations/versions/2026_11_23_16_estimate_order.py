"""An estimate says of which version of its incident it is, so that an older one never follows."""

import sqlalchemy as sa
from alembic import op

revision = "16_estimate_order"
down_revision = "15_same_bytes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("estimate", sa.Column("incident_version", sa.BigInteger), schema="assessment")


def downgrade() -> None:
    """Take back."""
    op.drop_column("estimate", "incident_version", schema="assessment")
