"""Incidents, responses, reports, orders."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from core.access.policies import protect

revision = "08_command"
down_revision = "07_dispatch"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    _incidents()
    _response()
    _orders()
    _duty()
    _briefs()
    _reports()


def _incidents() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("no", sa.Text, nullable=False),
        sa.Column("world_id", sa.Uuid, sa.ForeignKey("core.world.id"), nullable=False),
        sa.Column("exercise", sa.Boolean, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("hazard", sa.Text, nullable=False),
        sa.Column("hazard_zh", sa.Text, nullable=False),
        sa.Column("hazard_en", sa.Text, nullable=False),
        sa.Column("title_zh", sa.Text, nullable=False),
        sa.Column("title_en", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("occurred_at", INSTANT, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("verified_at", INSTANT),
        sa.Column("lon", sa.Double, nullable=False),
        sa.Column("lat", sa.Double, nullable=False),
        sa.Column("depth_km", sa.Double),
        sa.Column("magnitude", sa.Double),
        sa.Column("place_zh", sa.Text, nullable=False),
        sa.Column("source_zh", sa.Text, nullable=False),
        sa.Column("external_id", sa.Text),
        sa.Column("area", sa.BigInteger, nullable=False),
        sa.Column("areas", JSONB, nullable=False),
        sa.Column("lead_authority_zh", sa.Text, nullable=False),
        sa.Column("merged_into", sa.Uuid, sa.ForeignKey("command.incident.id")),
        sa.Column("duplicate_of_candidates", JSONB, nullable=False),
        sa.CheckConstraint("depth_km is null or depth_km between -10 and 800", name="depth_km"),
        sa.CheckConstraint("magnitude is null or magnitude between -2 and 10", name="magnitude"),
        sa.CheckConstraint("(state = 'merged') = (merged_into is not null)", name="merged_into"),
        sa.CheckConstraint("lon >= -180 and lon <= 180 and lat >= -90 and lat <= 90", name="place"),
        sa.CheckConstraint(
            "state in ('reported', 'verified', 'responding', 'recovering', 'closed', 'merged')",
            name="state",
        ),
        sa.UniqueConstraint("world_id", "external_id", name="uq_incident_world_id_external_id"),
        sa.UniqueConstraint("world_id", "no", name="uq_incident_world_id_no"),
        schema="command",
    )
    op.create_index("ix_incident_area", "incident", ["area"], schema="command")
    op.create_index("ix_incident_occurred_at", "incident", ["occurred_at"], schema="command")
    protect(op, "command.incident", flow="down")
    op.create_table(
        "incident_area",
        sa.Column(
            "incident_id",
            sa.Uuid,
            sa.ForeignKey("command.incident.id", ondelete="cascade"),
            primary_key=True,
        ),
        sa.Column("unit", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("area", sa.BigInteger, nullable=False),
        schema="command",
    )
    op.create_index("ix_incident_area_unit", "incident_area", ["unit"], schema="command")
    protect(op, "command.incident_area", flow="down")
    op.create_table(
        "counter",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.BigInteger, nullable=False),
        schema="command",
    )


def _response() -> None:
    op.create_table(
        "plan",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("family", sa.Text, nullable=False),
        sa.Column("tier", sa.SmallInteger, nullable=False),
        sa.Column("owner_area", sa.BigInteger),
        sa.Column("name_zh", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text, nullable=False),
        sa.Column("sample", sa.Boolean, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date),
        sa.Column("body", JSONB, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.CheckConstraint("tier between 0 and 3", name="tier"),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name="validity"),
        schema="command",
    )
    op.create_index("ix_plan_family", "plan", ["family", "tier", "valid_from"], schema="command")
    op.create_table(
        "response",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("incident_id", sa.Uuid, sa.ForeignKey("command.incident.id"), nullable=False),
        sa.Column("family", sa.Text, nullable=False),
        sa.Column("family_zh", sa.Text, nullable=False),
        sa.Column("family_en", sa.Text, nullable=False),
        sa.Column("area", sa.BigInteger, nullable=False),
        sa.Column("area_name", sa.Text, nullable=False),
        sa.Column("tier", sa.SmallInteger, nullable=False),
        sa.Column("figures_area", sa.BigInteger, nullable=False),
        sa.Column("plan_id", sa.Text, sa.ForeignKey("command.plan.id"), nullable=False),
        sa.Column("plan_name_zh", sa.Text, nullable=False),
        sa.Column("plan_sample", sa.Boolean, nullable=False),
        sa.Column("labels", JSONB, nullable=False),
        sa.Column("lead_authority_zh", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("level", sa.SmallInteger),
        sa.Column("proposed", JSONB),
        sa.Column("decider_zh", sa.Text, nullable=False),
        sa.Column("decide_due", INSTANT),
        sa.Column("declined", JSONB),
        sa.Column("acts", JSONB, nullable=False),
        sa.Column("gauges", JSONB, nullable=False),
        sa.Column("verdict_zh", sa.Text, nullable=False),
        sa.Column("verdict_en", sa.Text, nullable=False),
        sa.Column("evaluated_at", INSTANT, nullable=False),
        sa.CheckConstraint("(state = 'active') = (level is not null)", name="active_level"),
        sa.CheckConstraint("level is null or level between 1 and 4", name="level"),
        sa.CheckConstraint("state in ('none', 'proposed', 'active', 'ended')", name="state"),
        sa.UniqueConstraint("incident_id", "family", "area", name="uq_response_incident_id_family"),
        schema="command",
    )
    op.create_index("ix_response_area", "response", ["area"], schema="command")
    protect(op, "command.response", flow="down")
    op.create_table(
        "response_act",
        sa.Column("response_id", sa.Uuid, sa.ForeignKey("command.response.id"), primary_key=True),
        sa.Column("n", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("area", sa.BigInteger, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("level_before", sa.SmallInteger),
        sa.Column("level", sa.SmallInteger),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("by_post", sa.Text, nullable=False),
        sa.Column("second_factor", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("by_adjustment", sa.Boolean, nullable=False),
        sa.Column("plan_id", sa.Text, sa.ForeignKey("command.plan.id"), nullable=False),
        sa.Column("plan_digest", sa.Text, nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("document_no", sa.Text, nullable=False),
        sa.Column("file_sha256", sa.Text),
        sa.CheckConstraint(
            "act in ('start', 'raise', 'lower', 'end', 'decline', 'consult')", name="act"
        ),
        schema="command",
    )
    op.create_index("ix_response_act_area", "response_act", ["area"], schema="command")
    protect(op, "command.response_act", flow="down")


def _orders() -> None:
    op.create_table(
        "order",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("world_id", sa.Uuid, sa.ForeignKey("core.world.id"), nullable=False),
        sa.Column("incident_id", sa.Uuid, sa.ForeignKey("command.incident.id"), nullable=False),
        sa.Column("no", sa.Text, nullable=False),
        sa.Column("title_zh", sa.Text, nullable=False),
        sa.Column("body_zh", sa.Text, nullable=False),
        sa.Column("area", sa.BigInteger, nullable=False),
        sa.Column("from_name", sa.Text, nullable=False),
        sa.Column("to_area", sa.BigInteger, nullable=False),
        sa.Column("to_name", sa.Text, nullable=False),
        sa.Column("issued_by", sa.Text, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("delivered_at", INSTANT),
        sa.Column("read_at", INSTANT),
        sa.Column("accepted_at", INSTANT),
        sa.Column("done_at", INSTANT),
        sa.Column("closed_at", INSTANT),
        sa.Column("refused_reason", sa.Text),
        sa.Column("note_zh", sa.Text),
        sa.Column("overdue", sa.Boolean, nullable=False),
        sa.Column("escalated_at", INSTANT),
        sa.CheckConstraint("area <> to_area", name="ends"),
        sa.CheckConstraint(
            "state in ('issued', 'delivered', 'read', 'accepted', 'done', 'refused', 'cancelled')",
            name="state",
        ),
        sa.UniqueConstraint("world_id", "area", "no", name="uq_order_world_id_area_no"),
        schema="command",
    )
    op.create_index("ix_order_area", "order", ["area"], schema="command")
    op.create_index("ix_order_incident_id", "order", ["incident_id"], schema="command")
    op.create_index("ix_order_to_area", "order", ["to_area"], schema="command")
    protect(op, 'command."order"', flow="addressed")


def _duty() -> None:
    op.create_table(
        "task",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("incident_id", sa.Uuid, sa.ForeignKey("command.incident.id"), nullable=False),
        sa.Column("response_id", sa.Uuid, sa.ForeignKey("command.response.id")),
        sa.Column("area", sa.BigInteger, nullable=False),
        sa.Column("area_name", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("round", sa.BigInteger, nullable=False),
        sa.Column("title_zh", sa.Text, nullable=False),
        sa.Column("title_en", sa.Text, nullable=False),
        sa.Column("owner_role_zh", sa.Text, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("basis_zh", sa.Text, nullable=False),
        sa.Column("sample", sa.Boolean, nullable=False),
        sa.Column("done_at", INSTANT),
        sa.Column("done_by", sa.Text),
        sa.Column("reason_zh", sa.Text),
        sa.Column("evidence_file", sa.Uuid),
        sa.CheckConstraint("state in ('TODO', 'DOING', 'DONE', 'OVERDUE', 'WAIVED')", name="state"),
        sa.UniqueConstraint("response_id", "code", "round", name="uq_task_response_id_code"),
        schema="command",
    )
    op.create_index("ix_task_area", "task", ["area"], schema="command")
    op.create_index("ix_task_incident_id", "task", ["incident_id"], schema="command")
    protect(op, "command.task", flow="up")


def _briefs() -> None:
    op.create_table(
        "consultation",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("incident_id", sa.Uuid, sa.ForeignKey("command.incident.id"), nullable=False),
        sa.Column("area", sa.BigInteger, nullable=False),
        sa.Column("area_name", sa.Text, nullable=False),
        sa.Column("families", JSONB, nullable=False),
        sa.Column("families_zh", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("called_at", INSTANT, nullable=False),
        sa.Column("called_by", sa.Text, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("reason_zh", sa.Text, nullable=False),
        sa.CheckConstraint("cause in ('called', 'linkage')", name="cause"),
        schema="command",
    )
    op.create_index("ix_consultation_area", "consultation", ["area"], schema="command")
    op.create_index(
        "ix_consultation_incident_id", "consultation", ["incident_id"], schema="command"
    )
    protect(op, "command.consultation", flow="down")


def _reports() -> None:
    op.create_table(
        "loss_report",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("incident_id", sa.Uuid, sa.ForeignKey("command.incident.id"), nullable=False),
        sa.Column("area", sa.BigInteger, nullable=False),
        sa.Column("area_recorded", sa.BigInteger, nullable=False),
        sa.Column("area_name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("data_as_of", INSTANT, nullable=False),
        sa.Column("submitted_at", INSTANT, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("device_at", INSTANT),
        sa.Column("due_at", INSTANT),
        sa.Column("late_minutes", sa.BigInteger, nullable=False),
        sa.Column("nil_report", sa.Boolean, nullable=False),
        sa.Column("figures", JSONB, nullable=False),
        sa.Column("lon", sa.Double),
        sa.Column("lat", sa.Double),
        sa.Column("accuracy_m", sa.Double),
        sa.Column("outside_unit", sa.Boolean, nullable=False),
        sa.Column("direct", sa.Boolean, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("source_zh", sa.Text, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("by_person", sa.Uuid, nullable=False),
        sa.Column("by_post", sa.Text, nullable=False),
        sa.Column("note_zh", sa.Text, nullable=False),
        sa.Column("photos", JSONB, nullable=False),
        sa.Column("findings", JSONB, nullable=False),
        sa.Column("supersedes", sa.Uuid, sa.ForeignKey("command.loss_report.id")),
        sa.Column("verified_at", INSTANT),
        sa.Column("verified_by", sa.Text),
        sa.CheckConstraint("jsonb_typeof(figures) = 'object'", name="figures"),
        sa.CheckConstraint("kind in ('INITIAL', 'FOLLOWUP', 'FINAL')", name="kind"),
        sa.CheckConstraint(
            "(lon is null) = (lat is null)"
            " and (lon is null or (lon between -180 and 180 and lat between -90 and 90))",
            name="place",
        ),
        sa.CheckConstraint("seq >= 1", name="seq"),
        sa.CheckConstraint("source in ('field', 'desk', 'scenario')", name="source"),
        sa.CheckConstraint("state in ('reported', 'verified')", name="state"),
        sa.UniqueConstraint(
            "incident_id", "area", "seq", name="uq_loss_report_incident_id_area_seq"
        ),
        schema="command",
    )
    op.create_index("ix_loss_report_area", "loss_report", ["area"], schema="command")
    protect(op, "command.loss_report", flow="up")
    # A report is evidence: it may be verified, be followed by its photos and follow a change of
    # divisions, nothing else.
    op.execute(
        """
        create function command.keep_loss_report() returns trigger language plpgsql as $$
        declare
            free text[] := array[
                'version', 'state', 'verified_at', 'verified_by', 'area', 'photos'
            ];
        begin
            if to_jsonb(old) - free is distinct from to_jsonb(new) - free
                or not new.photos @> old.photos then
                raise exception 'a loss report is never changed; send a new one'
                    using errcode = 'check_violation', constraint = 'loss_report_kept';
            end if;
            return new;
        end $$
        """
    )
    op.execute(
        "create trigger keep before update on command.loss_report"
        " for each row execute function command.keep_loss_report()"
    )
    op.execute("revoke delete on command.loss_report from jinmin_app")


def downgrade() -> None:
    """Take back."""
    for table in (
        "loss_report",
        "consultation",
        "task",
        "order",
        "response_act",
        "response",
        "plan",
        "counter",
        "incident_area",
        "incident",
    ):
        op.drop_table(table, schema="command")
    op.execute("drop function command.keep_loss_report()")
