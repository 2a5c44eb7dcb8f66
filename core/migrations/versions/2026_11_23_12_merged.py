"""A report says into which report of the unit above it went."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "12_merged"
down_revision = "11_grants"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("loss_report", sa.Column("merged_into", JSONB), schema="command")
    _keep(
        "'version', 'state', 'verified_at', 'verified_by', 'area', 'photos', 'merged_into'",
        "or (old.merged_into is not null and new.merged_into is distinct from old.merged_into)",
    )


def downgrade() -> None:
    """Undo."""
    _keep("'version', 'state', 'verified_at', 'verified_by', 'area', 'photos'", "")
    op.drop_column("loss_report", "merged_into", schema="command")


def _keep(free: str, unless: str) -> None:
    """Let nothing of a report change but what is listed, and that only as the condition allows."""
    op.execute(
        f"""
        create or replace function command.keep_loss_report() returns trigger
        language plpgsql as $$
        declare
            free text[] := array[{free}];
        begin
            if to_jsonb(old) - free is distinct from to_jsonb(new) - free
                or not new.photos @> old.photos {unless} then
                raise exception 'a loss report is never changed; send a new one'
                    using errcode = 'check_violation', constraint = 'loss_report_kept';
            end if;
            return new;
        end $$
        """
    )
