"""An outside id is its source's and counts for one hazard: two sources may use the same."""

from alembic import op

revision = "21_external_ids"
down_revision = "20_notices_below"
branch_labels = None
depends_on = None

NAME = "uq_incident_world_id_external_id"


def upgrade() -> None:
    """Apply."""
    _replace(["world_id", "office_area", "hazard", "source_zh", "external_id"])


def downgrade() -> None:
    """Take back: of incidents that shared an id, the first keeps it."""
    op.execute(
        """
        update command.incident i set external_id = null
        where exists (
            select from command.incident o
            where o.world_id = i.world_id and o.office_area = i.office_area
            and o.external_id = i.external_id and o.id < i.id
        )
        """
    )
    _replace(["world_id", "office_area", "external_id"])


def _replace(columns: list[str]) -> None:
    op.drop_constraint(NAME, "incident", schema="command", type_="unique")
    op.create_unique_constraint(NAME, "incident", columns, schema="command")
