"""People, offices, posts, sessions, audit."""

import sqlalchemy as sa
from alembic import op

revision = "02_access"
down_revision = "01_base"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Take back."""
