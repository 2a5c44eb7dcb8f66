"""What comes in about responses and what goes out."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from core.http import In, Out

Act = Literal["start", "raise", "lower", "end", "decline", "consult"]


class ActIn(In):
    """A decision. `level` is needed to start, raise and lower; the reason always."""

    act: Act
    level: int | None = Field(default=None, ge=1, le=4)
    reason: str = Field(min_length=2, max_length=1000)


class ReportedOut(Out):
    """A reported figure; `value` is null when unknown, a lower bound when `at_least`."""

    value: float | None
    at_least: bool
    unknown: int
    as_of: str | None
    source_zh: str


class ModelledOut(Out):
    """A model's median and 90 % range."""

    value: float
    lo: float
    hi: float
    run_id: UUID | None
    run_version: int | None


class ThresholdOut(Out):
    """A level's threshold in the plan's own words."""

    level: int
    lo: float
    label: str


class NextOut(Out):
    """The next stronger level; the gap is null while the figure is unknown."""

    level: int
    threshold: float
    gap: float | None


class CrossOut(Out):
    """The probability that the true figure reaches a level's threshold."""

    level: int
    p: float


class GaugeOut(Out):
    """One criterion of the plan read against the figures."""

    indicator: str
    zh: str
    en: str
    unit: str
    unit_en: str
    terms: list[str]
    reported: ReportedOut | None
    estimate: ModelledOut | None
    thresholds: list[ThresholdOut]
    reached: int | None
    expected: int | None
    next: NextOut | None
    p_cross: list[CrossOut] | None
    fires: bool
    withheld: bool = False
    not_evaluated_zh: str | None = None
    not_evaluated_en: str | None = None


class ProposedOut(Out):
    """What the software proposes and why."""

    level: int
    basis: Literal["reported", "estimate", "linked"]
    criterion: str | None
    criterion_zh: str
    criterion_en: str


class ActOut(Out):
    """A decision as listed with the response."""

    n: int
    act: Act
    level: int | None
    at: str
    by: str
    reason: str
    by_adjustment: bool
    document_no: str


class ResponseProjection(Out):
    """What live screens hold of a response."""

    id: UUID
    version: int
    incident_id: UUID
    area: int
    area_name: str
    tier: int
    family: str
    family_zh: str
    family_en: str
    plan_id: str
    plan_name_zh: str
    plan_sample: bool
    labels: dict[str, str]
    lead_authority_zh: str
    state: Literal["none", "proposed", "active", "ended"]
    level: int | None
    proposed: ProposedOut | None
    decider_zh: str
    decide_due: str | None
    acts: list[ActOut]


class ResponseOut(ResponseProjection):
    """A response with the acts its reader may take and the newest notice."""

    moves: list[str]
    notice: str | None


class EvaluatedOut(ResponseOut):
    """A response with its gauges and the verdict in words."""

    gauges: list[GaugeOut]
    verdict_zh: str
    verdict_en: str
    adjustment_zh: str
    legal_basis_zh: str


class ResponseList(Out):
    """All visible responses to an incident."""

    items: list[EvaluatedOut]


class PlanOut(Out):
    """One edition of a plan; `body` holds thresholds, deciders and measures with their sources."""

    id: str
    family: str
    tier: int
    owner_area: int | None
    name_zh: str
    name_en: str
    sample: bool
    valid_from: date
    valid_to: date | None
    body: dict[str, Any]
    digest: str


class PlanList(Out):
    """Plan editions by family, tier and date."""

    items: list[PlanOut]


def response_out(projection: dict[str, Any], moves: list[str]) -> dict[str, Any]:
    """Return a projection with its reader's moves and the address of the newest notice."""
    acts = projection["acts"]
    path = f"/api/responses/{projection['id']}/notice.pdf?act={acts[-1]['n']}" if acts else None
    return projection | {"moves": moves, "notice": path}
