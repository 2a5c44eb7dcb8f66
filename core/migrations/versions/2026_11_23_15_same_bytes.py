"""Find a file by the bytes that were handed in."""

from alembic import op

revision = "15_same_bytes"
down_revision = "14_shipment_world"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.drop_index("ix_file_sha256", "file", schema="core")
    op.create_index("ix_file_original_sha256", "file", ["original_sha256"], schema="core")


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_file_original_sha256", "file", schema="core")
    op.create_index("ix_file_sha256", "file", ["sha256"], schema="core")
