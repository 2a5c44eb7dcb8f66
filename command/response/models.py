"""Plans as dated rows, responses of areas to incidents, and what was decided."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import stamp, stamp_or_none
from core.db import Base
from core.ids import uuid7
from gis.areas.models import Placed, Recorded


class Plan(Base):
    """One edition of one plan: thresholds, deciders and measures, valid for a time.

    `owner_area` is the area whose plan it is; NULL is a sample that any area of the tier may use
    until its own plan is entered.  Reference data: everyone reads it, no row security.
    """

    __tablename__ = "plan"
    __table_args__ = (
        CheckConstraint("tier between 0 and 3", name="tier"),
        CheckConstraint("valid_to is null or valid_to > valid_from", name="validity"),
        Index("ix_plan_family", "family", "tier", "valid_from"),
        {"schema": "command"},
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    family: Mapped[str]
    tier: Mapped[int] = mapped_column(SmallInteger)
    owner_area: Mapped[int | None]
    name_zh: Mapped[str]
    name_en: Mapped[str]
    sample: Mapped[bool]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    body: Mapped[dict[str, Any]]
    digest: Mapped[str]


class Response(Placed, Base):
    """The response of one area to one incident under one family of plans.

    It flows down from `area` to `to_area`: while nothing is started, only to those who know of the
    incident; once an office has started it, to everyone below (`told_to`).
    """

    __tablename__ = "response"
    __table_args__ = (
        CheckConstraint("state in ('none', 'proposed', 'active', 'ended')", name="state"),
        CheckConstraint("level is null or level between 1 and 4", name="level"),
        CheckConstraint("(state = 'active') = (level is not null)", name="active_level"),
        UniqueConstraint("incident_id", "family", "area", name="uq_response_incident_id_family"),
        Index("ix_response_area", "area"),
        {"schema": "command"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    version: Mapped[int] = mapped_column(default=1)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("command.incident.id"))
    family: Mapped[str]
    family_zh: Mapped[str]
    family_en: Mapped[str]
    area: Mapped[int]
    to_area: Mapped[int]
    area_name: Mapped[str]
    tier: Mapped[int] = mapped_column(SmallInteger)
    figures_area: Mapped[int]
    plan_id: Mapped[str] = mapped_column(ForeignKey("command.plan.id"))
    plan_name_zh: Mapped[str]
    plan_sample: Mapped[bool]
    labels: Mapped[dict[str, Any]]
    lead_authority_zh: Mapped[str]
    state: Mapped[str] = mapped_column(default="none")
    level: Mapped[int | None] = mapped_column(SmallInteger)
    proposed: Mapped[dict[str, Any] | None]
    decider_zh: Mapped[str]
    decide_due: Mapped[datetime | None]
    declined: Mapped[dict[str, Any] | None]
    acts: Mapped[list[Any]]
    gauges: Mapped[list[Any]]
    verdict_zh: Mapped[str]
    verdict_en: Mapped[str]
    evaluated_at: Mapped[datetime]

    def projection(self) -> dict[str, Any]:
        """Return what live screens hold of a response; gauges are a query, not part of it."""
        return {
            "id": str(self.id),
            "version": self.version,
            "incident_id": str(self.incident_id),
            "area": self.area,
            "area_name": self.area_name,
            "tier": self.tier,
            "family": self.family,
            "family_zh": self.family_zh,
            "family_en": self.family_en,
            "plan_id": self.plan_id,
            "plan_name_zh": self.plan_name_zh,
            "plan_sample": self.plan_sample,
            "labels": self.labels,
            "lead_authority_zh": self.lead_authority_zh,
            "state": self.state,
            "level": self.level,
            "proposed": self.proposed,
            "decider_zh": self.decider_zh,
            "decide_due": stamp_or_none(self.decide_due),
            "acts": self.acts,
        }


class ResponseAct(Recorded, Base):
    """One decision, kept with the plan edition and the figures it was made on. Never changed.

    Only how far down it is known (`to_area`) follows its response.
    """

    __tablename__ = "response_act"
    __table_args__ = (
        CheckConstraint(
            "act in ('start', 'raise', 'lower', 'end', 'decline', 'consult')", name="act"
        ),
        Index("ix_response_act_area", "area"),
        {"schema": "command"},
    )

    response_id: Mapped[UUID] = mapped_column(ForeignKey("command.response.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    area: Mapped[int]
    to_area: Mapped[int]
    act: Mapped[str]
    level_before: Mapped[int | None] = mapped_column(SmallInteger)
    level: Mapped[int | None] = mapped_column(SmallInteger)
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    person_id: Mapped[UUID]
    by_name: Mapped[str]
    by_post: Mapped[str]
    second_factor: Mapped[bool]
    reason: Mapped[str]
    by_adjustment: Mapped[bool]
    plan_id: Mapped[str] = mapped_column(ForeignKey("command.plan.id"))
    plan_digest: Mapped[str]
    content: Mapped[dict[str, Any]]
    digest: Mapped[str]
    document_no: Mapped[str]
    file_sha256: Mapped[str | None]
    below_sha256: Mapped[str | None]

    def summary(self) -> dict[str, Any]:
        """Return the act as the response's projection lists it."""
        return {
            "n": self.n,
            "act": self.act,
            "level": self.level,
            "at": stamp(self.at),
            "by": " ".join(dict.fromkeys((self.by_post, self.by_name))),
            "reason": self.reason,
            "by_adjustment": self.by_adjustment,
            "document_no": self.document_no,
        }
