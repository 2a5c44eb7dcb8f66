"""Areas, census, places."""

import sqlalchemy as sa
from alembic import op

revision = "05_gis"
down_revision = "04_jobs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
