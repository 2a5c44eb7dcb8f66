"""What a report may bring, and what is answered."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StrictFloat, StrictInt

from command.incidents.schemas import AreaCode
from command.reports.kinds import Kind, Source, State
from core.http import In, Instant, Out

Number = StrictInt | StrictFloat
Standing = Literal["on_time", "late", "nil", "silent", "not_due"]
Reason = Annotated[str, Field(min_length=2, max_length=500)]


class LedgersIn(In):
    """Rows of the ledgers that came with the report."""

    deaths_missing: int | None = Field(default=None, ge=0, le=10_000_000)
    house_households: int | None = Field(default=None, ge=0, le=100_000_000)


class ReportIn(In):
    """A loss report. A figure is a number, 0, or null: unknown."""

    incident_id: UUID
    area: AreaCode | None = Field(default=None, description="the post's own area if absent")
    kind: Kind
    data_as_of: Instant | None = Field(default=None, description="world time; now if absent")
    drawn_at: Instant | None = Field(
        default=None, description="`read_to` of the sums it was filled from, if it was"
    )
    figures: dict[str, Number | None] = Field(default_factory=dict, max_length=100)
    nil_report: bool = False
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = Field(default=None, ge=0, le=1_000_000)
    confirm_outside: bool = False
    reasons: dict[str, Reason] = Field(default_factory=dict, max_length=50)
    ledgers: LedgersIn = LedgersIn()
    photos: list[UUID] = Field(default_factory=list, max_length=30)
    note_zh: str = Field(default="", max_length=2000)
    device_at: Instant | None = None
    source: Source | None = None
    source_zh: str | None = Field(default=None, max_length=300)
    synthetic: bool = False


class PhotosIn(In):
    """Photos that follow their report."""

    file_ids: list[UUID] = Field(min_length=1, max_length=30)


class FindingOut(Out):
    """A broken rule. A `hard` one refuses the report; an `excusable` one asks for a reason."""

    rule: str
    severity: Literal["hard", "warning"]
    zh: str
    en: str
    pointer: str
    reason: str | None
    excusable: bool = False


class MergedOut(Out):
    """The report of the unit above into which a report went."""

    seq: int
    kind: Kind
    at: str


class ReportProjection(Out):
    """What live screens hold of a report."""

    id: UUID
    version: int
    incident_id: UUID
    receipt_no: str
    area: int
    area_name: str
    tier: int
    kind: Kind
    seq: int
    state: State
    data_as_of: str
    submitted_at: str
    due_at: str | None
    late_minutes: int
    nil_report: bool
    figures: dict[str, float | int | None]
    lon: float | None
    lat: float | None
    outside_unit: bool
    direct: bool
    source: Source
    source_zh: str
    synthetic: bool
    by_post: str
    note_zh: str
    photos: list[UUID]
    findings: list[FindingOut]
    supersedes: UUID | None
    verified_at: str | None
    verified_by: str | None
    merged_into: MergedOut | None


class ReportOut(ReportProjection):
    """A report with the moves its reader may make."""

    moves: list[str]


class ReportList(Out):
    """A page of reports, newest first."""

    items: list[ReportOut]
    next: str | None


class CheckOut(Out):
    """What a report would meet if it were sent now."""

    area: int
    area_name: str
    seq: int
    due_at: str | None
    late_minutes: int
    outside_unit: bool
    accepted: bool
    findings: list[FindingOut]
    previous: dict[str, float | int]


class IndicatorOut(Out):
    """An indicator of the form.

    `parent` is the indicator of which it is a part; only hazards whose code starts with `hazard`
    ask for it.
    """

    indicator: str
    zh: str
    en: str
    unit: str
    integer: bool
    group: str
    group_zh: str
    group_en: str
    accumulates: bool
    now_of: str | None
    parent: str | None
    hazard: str | None
    official_code: str | None


class IndicatorList(Out):
    """All indicators in the order of the form."""

    items: list[IndicatorOut]


class FigureOut(Out):
    """A reported or verified figure; `value` null is unknown."""

    value: float | None
    at_least: bool
    unknown: int
    units_reported: int
    units_expected: int
    as_of: str | None
    at: str | None
    source_zh: str
    own: bool


class EstimatedOut(Out):
    """A model's figure with its 90 % range."""

    value: float
    lo: float
    hi: float
    model_zh: str
    version: int
    run_id: UUID
    at: str


class IndicatorFigures(Out):
    """What is known of one indicator in an area, by certainty."""

    indicator: str
    zh: str
    en: str
    unit: str
    reported: FigureOut
    verified: FigureOut | None
    estimated: EstimatedOut | None
    synthetic: bool


class AreaFiguresOut(Out):
    """All indicators of an area."""

    area: int
    as_of: str | None
    items: list[IndicatorFigures]


class BelowFigure(Out):
    """What the units directly below reported for one indicator."""

    indicator: str
    sum: FigureOut
    synthetic: bool


class BelowOut(Out):
    """The sums of the units below an area, whatever the area itself stated.

    `read_to` is when the newest report in them came.
    """

    area: int
    read_to: str | None
    items: list[BelowFigure]


class StepOut(Out):
    """A figure as it was known from an instant of the world on."""

    at: str
    value: float
    at_least: bool


class SeriesItem(Out):
    """How one indicator grew: a step wherever value or `at_least` changed, oldest first."""

    indicator: str
    unit: str
    steps: list[StepOut]


class SeriesOut(Out):
    """How an area's reported figures grew; the last step is the figure of now."""

    area: int
    items: list[SeriesItem]


class KnownOut(Out):
    """A known figure of a county."""

    value: float
    at_least: bool
    as_of: str | None


class CountyItem(Out):
    """What a county and the units below it reported; an indicator that is absent is unknown.

    `seq` is the county's own last report, 0 if only units below it spoke; `last_at` the newest of
    all of them.
    """

    area: int
    name: str
    seq: int
    last_at: str
    synthetic: bool
    figures: dict[str, KnownOut]


class CountyFiguresOut(Out):
    """Reported figures by county, by ascending code."""

    area: int
    items: list[CountyItem]


class RangeOut(Out):
    """A quantity in question: median and 90 % range."""

    value: float
    lo: float
    hi: float


class Cell(Out):
    """An hour of the matrix."""

    at: str
    state: Standing


class MatrixRow(Out):
    """How a county stands with its reports.

    `population_estimate` tells that functional zones are counted in by area shares.
    """

    area: int
    name: str
    state: Standing
    due_at: str | None
    last_at: str | None
    last_kind: Kind | None
    seq: int
    late_minutes: int
    silent_minutes: int
    late_reports: int
    max_intensity: float | None
    exposed_vi: RangeOut | None
    population: int | None
    population_estimate: bool
    cells: list[Cell]


class MatrixCounts(Out):
    """How many counties are in the matrix, and how they stand."""

    counties: int
    silent: int
    reported: int
    late_reports: int


class MatrixOut(Out):
    """Counties by hour; the likely worst-hit silent county first."""

    now: str
    hours: list[str]
    counts: MatrixCounts
    items: list[MatrixRow]


def report_out(projection: dict[str, Any], moves: list[str]) -> dict[str, Any]:
    """Return a projection with its reader's moves."""
    return projection | {"moves": moves}
