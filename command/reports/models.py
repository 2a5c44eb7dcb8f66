"""Loss reports as received: never changed afterwards, only verified or followed by a newer one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from command.reports.kinds import Kind, Source, State
from core.access.scope import tier_of
from core.clock import stamp, stamp_or_none
from core.db import Base
from core.ids import uuid7
from gis.areas.models import Placed


def _one_of(column: str, kind: type[Kind] | type[State] | type[Source]) -> str:
    return "{} in ({})".format(column, ", ".join(f"'{member.value}'" for member in kind))


class LossReport(Placed, Base):
    """One report of an area on an incident, the `seq`-th.

    `area_recorded` keeps the code as it was when the report was made; `area` follows later changes
    of the divisions. Times are the world's, except `received_at`. `drawn_at` is when the newest
    report came that this one was filled from, if it was. `merged_into` is the report of the unit
    above that followed it: number, kind and time. A trigger refuses any change but that, the
    verification and more photos.
    """

    __tablename__ = "loss_report"
    __table_args__ = (
        CheckConstraint(_one_of("kind", Kind), name="kind"),
        CheckConstraint(_one_of("state", State), name="state"),
        CheckConstraint(_one_of("source", Source), name="source"),
        CheckConstraint("seq >= 1", name="seq"),
        CheckConstraint("jsonb_typeof(figures) = 'object'", name="figures"),
        CheckConstraint(
            "(lon is null) = (lat is null)"
            " and (lon is null or (lon between -180 and 180 and lat between -90 and 90))",
            name="place",
        ),
        UniqueConstraint("incident_id", "area", "seq", name="uq_loss_report_incident_id_area_seq"),
        Index("ix_loss_report_area", "area"),
        {"schema": "command"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    version: Mapped[int] = mapped_column(default=1)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("command.incident.id"))
    area: Mapped[int]
    area_recorded: Mapped[int]
    area_name: Mapped[str]
    kind: Mapped[str]
    seq: Mapped[int]
    state: Mapped[str] = mapped_column(default=State.REPORTED.value)
    data_as_of: Mapped[datetime]
    submitted_at: Mapped[datetime]
    drawn_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    device_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    late_minutes: Mapped[int]
    nil_report: Mapped[bool]
    figures: Mapped[dict[str, Any]] = mapped_column(JSONB)
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    accuracy_m: Mapped[float | None]
    outside_unit: Mapped[bool]
    direct: Mapped[bool]
    source: Mapped[str]
    source_zh: Mapped[str]
    synthetic: Mapped[bool]
    by_person: Mapped[UUID]
    by_post: Mapped[str]
    note_zh: Mapped[str]
    photos: Mapped[list[Any]]
    findings: Mapped[list[Any]]
    supersedes: Mapped[UUID | None] = mapped_column(ForeignKey("command.loss_report.id"))
    verified_at: Mapped[datetime | None]
    verified_by: Mapped[str | None]
    merged_into: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))

    @property
    def seen_to(self) -> datetime:
        """Until when its writer had seen what came from below."""
        return self.drawn_at or self.submitted_at

    @property
    def receipt_no(self) -> str:
        """The number the sender keeps: area, sequence and the end of the identifier."""
        return f"{self.area_recorded:012d}-{self.seq:02d}-{self.id.hex[-6:].upper()}"

    def projection(self) -> dict[str, Any]:
        """Return what live screens hold of a report; the same for every reader."""
        return {
            "id": str(self.id),
            "version": self.version,
            "incident_id": str(self.incident_id),
            "receipt_no": self.receipt_no,
            "area": self.area,
            "area_name": self.area_name,
            "tier": tier_of(self.area),
            "kind": self.kind,
            "seq": self.seq,
            "state": self.state,
            "data_as_of": stamp(self.data_as_of),
            "submitted_at": stamp(self.submitted_at),
            "due_at": stamp_or_none(self.due_at),
            "late_minutes": self.late_minutes,
            "nil_report": self.nil_report,
            "figures": self.figures,
            "lon": self.lon,
            "lat": self.lat,
            "outside_unit": self.outside_unit,
            "direct": self.direct,
            "source": self.source,
            "source_zh": self.source_zh,
            "synthetic": self.synthetic,
            "by_post": self.by_post,
            "note_zh": self.note_zh,
            "photos": self.photos,
            "findings": self.findings,
            "supersedes": str(self.supersedes) if self.supersedes else None,
            "verified_at": stamp_or_none(self.verified_at),
            "verified_by": self.verified_by,
            "merged_into": self.merged_into,
        }
