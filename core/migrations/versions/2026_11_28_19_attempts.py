"""Count failed attempts by where they come from, undecided ones apart; forget commands by index."""

import sqlalchemy as sa
from alembic import op

revision = "19_attempts"
down_revision = "18_exercise_stock"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("login_attempt", sa.Column("source", sa.Text), schema="core")
    op.execute("update core.login_attempt set source = address")
    op.alter_column("login_attempt", "source", nullable=False, schema="core")
    op.alter_column("login_attempt", "ok", nullable=True, schema="core")
    op.create_index(
        "ix_login_attempt_source",
        "login_attempt",
        ["account", "kind", "source", "id"],
        schema="core",
    )
    op.create_index("ix_command_at", "command", ["at"], schema="core")


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_command_at", "command", schema="core")
    op.drop_index("ix_login_attempt_source", "login_attempt", schema="core")
    op.execute("update core.login_attempt set ok = false where ok is null")
    op.alter_column("login_attempt", "ok", nullable=False, schema="core")
    op.drop_column("login_attempt", "source", schema="core")
