"""Keep what a network said last of an incident, its open correction, and whose the areas are."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "17_incident_corrections"
down_revision = "16_estimate_order"
branch_labels = None
depends_on = None

ABOUT = {"schema": "command"}


def upgrade() -> None:
    """Apply. Of older incidents nobody knows who named the areas: they count as found."""
    given = sa.Column("areas_given", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("incident", given, **ABOUT)
    op.alter_column("incident", "areas_given", server_default=None, **ABOUT)
    op.add_column("incident", sa.Column("alerted", JSONB), **ABOUT)
    op.add_column("incident", sa.Column("correction", JSONB), **ABOUT)


def downgrade() -> None:
    """Take back."""
    for name in ("correction", "alerted", "areas_given"):
        op.drop_column("incident", name, **ABOUT)
