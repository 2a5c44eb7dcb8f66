"""Fetch the notice of a decision: kept as a file once made, made from what was stored."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from command.briefs.notice import render, title, told_below
from command.response import plans, queries
from command.response.models import Response, ResponseAct
from core import records
from core.access.scope import Scope
from core.db import Database, Reader
from core.errors import NotFound
from core.files.store import FileStore

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as its reader may know it, and the kept file of its notice."""

    document_no: str
    content: dict[str, Any]
    digest: str
    file_sha256: str | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as a file."""

    name: str
    pdf: bytes


async def decision(session: Reader, scope: Scope, *, response_id: UUID, n: int | None) -> Decision:
    """Return one decision on a visible response; the newest if no number is given.

    Those below the deciding office read it without the figures it rests on.

    Raises
    ------
    NotFound
        The response is not visible or has no such decision.
    """
    response = await records.find(session, Response, scope, "down_to", response_id)
    act = await queries.response_act(session, response_id, n or len(response.acts))
    if act is None:
        raise NotFound("没有这份通知", "There is no such notice")
    return _whole(act) if scope.contains(act.area) else _below(act)


def _whole(act: ResponseAct) -> Decision:
    return Decision(act.document_no, act.content, act.digest, act.file_sha256, act.recorded_at)


def _below(act: ResponseAct) -> Decision:
    # With a digest of its own: from that of the whole a reader could try figures until one fits.
    content = told_below(act.content)
    return Decision(
        act.document_no, content, plans.digest(content), act.below_sha256, act.recorded_at
    )


async def fetch(store: FileStore, found: Decision) -> Notice:
    """Return a decision's notice: the kept file, or made anew from the same content."""
    name = f"{found.document_no} {title(found.content)}.pdf"
    if found.file_sha256 is not None:
        try:
            kept = bytes.fromhex(found.file_sha256)
            return Notice(name, await asyncio.to_thread(store.get, kept))
        except OSError as error:  # content and digest are in the decision: the paper can be remade
            log.warning("notice_file_unreadable", act=found.document_no, error=str(error))
    return Notice(name, await _printed(found))


async def _printed(found: Decision) -> bytes:
    return await asyncio.to_thread(render, found.content, digest=found.digest)


async def keep(database: Database, store: FileStore, *, response_id: UUID, n: int) -> None:
    """Make both notices of a decision and keep them; a second time it changes nothing."""
    async with database.reading(None) as reader:
        act = await queries.response_act(reader, response_id, n)
    if act is None or act.file_sha256 is not None:
        return
    sha256, below_sha256 = [
        (await asyncio.to_thread(store.put, await _printed(found))).hex()
        for found in (_whole(act), _below(act))
    ]
    async with database.writing(None) as writer:
        await queries.keep_notice(writer, response_id, n, sha256=sha256, below_sha256=below_sha256)
