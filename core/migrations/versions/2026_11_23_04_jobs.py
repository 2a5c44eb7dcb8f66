"""Background jobs."""

import sqlalchemy as sa
from alembic import op

revision = "04_jobs"
down_revision = "03_live"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
