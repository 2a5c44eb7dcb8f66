"""Tables of the live log: offsets, the tailer, spent tickets, audit blocks, processes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, LargeBinary, SmallInteger, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base
from core.events import Xid8


class EventOffset(Base):
    """The dense number of an event; kept beside the log, which is never updated."""

    __tablename__ = "event_offset"
    __table_args__ = (UniqueConstraint("event_id"), {"schema": "core"})

    site: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    off: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    event_id: Mapped[int]


class Tail(Base):
    """How far the tailer has read.

    `xid` and `event_id` are the cursor in reading order.  Events with ids up to `event_floor` were
    numbered when a restored database was adopted, whatever their transaction ids say.  `origin`
    names the cluster, its timeline and the database that the transaction ids belong to.
    """

    __tablename__ = "tail"
    __table_args__ = ({"schema": "core"},)

    site: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    off: Mapped[int]
    xid: Mapped[str] = mapped_column(Xid8)
    event_id: Mapped[int]
    event_floor: Mapped[int]
    origin: Mapped[str]


class LiveTicket(Base):
    """A ticket that has been spent; kept a little longer than tickets live."""

    __tablename__ = "live_ticket"
    __table_args__ = ({"schema": "core"},)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class AuditBlock(Base):
    """Audit lines sealed together: `hash` covers them and the block before."""

    __tablename__ = "audit_block"
    __table_args__ = ({"schema": "core"},)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    count: Mapped[int]
    prev_hash: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class ProcessState(Base):
    """The last sign of life of a process and how it is doing, for `./jinmin status`."""

    __tablename__ = "process_state"
    __table_args__ = ({"schema": "core"},)

    name: Mapped[str] = mapped_column(primary_key=True)
    pid: Mapped[int]
    heartbeat: Mapped[datetime]
    state: Mapped[dict[str, Any]]
