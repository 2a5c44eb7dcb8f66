"""Files: photos and documents, stored once under the hash of their bytes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, func
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base
from core.ids import uuid7


class FileRow(Base):
    """A file as somebody handed it in. Equal bytes share one place in the store."""

    __tablename__ = "file"
    __table_args__ = (
        CheckConstraint("size > 0", name="size"),
        CheckConstraint("octet_length(sha256) = 32", name="sha256"),
        Index("ix_file_original_sha256", "original_sha256"),
        Index("ix_file_area", "area"),
        {"schema": "core"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    area: Mapped[int]
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    original_sha256: Mapped[bytes] = mapped_column(LargeBinary)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    person_id: Mapped[UUID]
    post_id: Mapped[UUID]
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class FileLink(Base):
    """What a file belongs to: a report's photo, a task's proof."""

    __tablename__ = "file_link"
    __table_args__ = (
        Index("ix_file_link_entity", "entity"),
        {"schema": "core"},
    )

    file_id: Mapped[UUID] = mapped_column(ForeignKey("core.file.id"), primary_key=True)
    noun: Mapped[str] = mapped_column(primary_key=True)
    entity: Mapped[UUID] = mapped_column(primary_key=True)
    area: Mapped[int]
