"""Offsets, tickets, sealing."""

import sqlalchemy as sa
from alembic import op

revision = "03_live"
down_revision = "02_access"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
