"""Commands already carried out, with their answers: what makes a repeated request harmless."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, func
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class CommandRow(Base):
    """A client's command id, the digest of what it asked and the answer it was given."""

    __tablename__ = "command"
    __table_args__ = (Index("ix_command_at", "at"), {"schema": "core"})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    answer: Mapped[dict[str, Any] | None]
    at: Mapped[datetime] = mapped_column(server_default=func.now())
