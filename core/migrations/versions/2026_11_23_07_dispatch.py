"""Relief stores and shipments."""

import sqlalchemy as sa
from alembic import op

revision = "07_dispatch"
down_revision = "06_assessment"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
