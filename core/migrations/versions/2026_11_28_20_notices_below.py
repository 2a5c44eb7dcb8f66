"""Keep the notice that those below read, without the figures, apart from the full one."""

import sqlalchemy as sa
from alembic import op

revision = "20_notices_below"
down_revision = "19_attempts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. The notice of an older decision is made anew whenever somebody below asks."""
    op.add_column("response_act", sa.Column("below_sha256", sa.Text), schema="command")


def downgrade() -> None:
    """Take back."""
    op.drop_column("response_act", "below_sha256", schema="command")
