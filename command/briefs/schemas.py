"""What comes in about consultations and what goes out."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from core.http import In, Instant, Out


class ConsultationIn(In):
    """A consultation to call: on which plan families, when, why."""

    families: list[str] = Field(min_length=1, max_length=10)
    at: Instant
    reason: str = Field(min_length=2, max_length=500)


class ConsultationOut(Out):
    """The live projection of a consultation."""

    id: UUID
    version: int
    kind: Literal["consultation"]
    incident_id: UUID
    area: int
    area_name: str
    families: list[str]
    title_zh: str
    title_en: str
    at: str
    called_at: str
    called_by: str
    cause: Literal["called", "linkage"]
    reason_zh: str


class ConsultationList(Out):
    """Consultations, newest first."""

    items: list[ConsultationOut]


class DecisionOut(Out):
    """A decision with the plan edition and figures it was made on, and the digest of it all.

    For those below the deciding office without the figures, with a digest of what is left.
    """

    content: dict[str, Any]
    digest: str
    file_sha256: str | None
    recorded_at: datetime
