"""Estimates."""

import sqlalchemy as sa
from alembic import op

revision = "06_assessment"
down_revision = "05_gis"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
