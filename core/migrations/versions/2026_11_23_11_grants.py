"""Posts that decide or administer are asked for by one person and confirmed by another."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "11_grants"
down_revision = "10_audience"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "post_grant",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("core.person.id"), nullable=False),
        sa.Column("office_id", sa.Uuid, sa.ForeignKey("core.office.id"), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("roles", ARRAY(sa.Text), nullable=False),
        sa.Column("requested_by", sa.Uuid, sa.ForeignKey("core.person.id"), nullable=False),
        sa.Column("requested_at", INSTANT, server_default=sa.func.now(), nullable=False),
        sa.Column("decided_by", sa.Uuid, sa.ForeignKey("core.person.id")),
        sa.Column("decided_at", INSTANT),
        sa.Column("confirmed", sa.Boolean),
        sa.CheckConstraint(
            "roles <@ array['duty', 'decider', 'reporter', 'leader', 'kiosk',"
            " 'system_admin', 'security_admin', 'audit_admin', 'service']::text[]",
            name="roles",
        ),
        sa.CheckConstraint(
            "cardinality(roles) = 1"
            " or not roles && array['system_admin', 'security_admin', 'audit_admin']::text[]",
            name="one_administration",
        ),
        sa.CheckConstraint("decided_by not in (requested_by, person_id)", name="two_people"),
        sa.CheckConstraint(
            "num_nulls(decided_by, decided_at, confirmed) in (0, 3)", name="decision"
        ),
        schema="core",
    )
    op.create_index(
        "uq_post_grant_pending",
        "post_grant",
        ["person_id", "office_id", "title"],
        unique=True,
        schema="core",
        postgresql_where=sa.text("decided_at is null"),
    )
    op.execute("revoke delete on core.post_grant from jinmin_app, jinmin_system")


def downgrade() -> None:
    """Take back."""
    op.drop_table("post_grant", schema="core")
