"""Estimates."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from core.access.policies import protect

revision = "06_assessment"
down_revision = "05_gis"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "estimate",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("incident_id", sa.Uuid, nullable=False),
        sa.Column("world_id", sa.Uuid, sa.ForeignKey("core.world.id"), nullable=False),
        sa.Column("area", sa.BigInteger, nullable=False),
        sa.Column("run_version", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("model_zh", sa.Text, nullable=False),
        sa.Column("model_en", sa.Text, nullable=False),
        sa.Column("model_version", sa.Text, nullable=False),
        sa.Column("inputs", JSONB, nullable=False),
        sa.Column("inputs_hash", sa.Text, nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("source_zh", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("footprint", JSONB, nullable=False),
        sa.Column("headline", JSONB, nullable=False),
        sa.Column("comparison", JSONB, nullable=False),
        sa.CheckConstraint("char_length(inputs_hash) = 64", name="inputs_hash"),
        sa.CheckConstraint("kind in ('model', 'official')", name="kind"),
        sa.CheckConstraint("run_version >= 1", name="run_version"),
        sa.UniqueConstraint(
            "incident_id", "run_version", name="uq_estimate_incident_id_run_version"
        ),
        schema="assessment",
    )
    op.create_index("ix_estimate_area", "estimate", ["area"], schema="assessment")
    protect(op, "assessment.estimate", flow="down")
    op.create_table(
        "estimate_unit",
        sa.Column(
            "estimate_id", sa.Uuid, sa.ForeignKey("assessment.estimate.id"), primary_key=True
        ),
        sa.Column("unit", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("area", sa.BigInteger, nullable=False),
        sa.Column("tier", sa.BigInteger, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("intensity", JSONB),
        sa.Column("exposed", JSONB, nullable=False),
        sa.Column("deaths", JSONB),
        sa.CheckConstraint("tier between 0 and 5", name="tier"),
        schema="assessment",
    )
    protect(op, "assessment.estimate_unit", flow="down")
    for table in ("assessment.estimate", "assessment.estimate_unit"):
        op.execute(f"revoke update, delete on {table} from jinmin_app")


def downgrade() -> None:
    """Take back."""
    for table in ("estimate_unit", "estimate"):
        op.drop_table(table, schema="assessment")
