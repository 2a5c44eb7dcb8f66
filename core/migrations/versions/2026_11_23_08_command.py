"""Incidents, responses, reports, orders."""

import sqlalchemy as sa
from alembic import op

revision = "08_command"
down_revision = "07_dispatch"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
