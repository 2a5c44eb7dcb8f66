"""Fetch the notice of a decision: kept as a file once made, made from what was stored."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog

from command.briefs.notice import render, title
from command.response import queries
from command.response.models import Response, ResponseAct
from core import records
from core.access.scope import Scope
from core.db import Database, Reader
from core.errors import NotFound
from core.files.store import FileStore

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as a file."""

    name: str
    pdf: bytes


async def decision(
    session: Reader, scope: Scope, *, response_id: UUID, n: int | None
) -> ResponseAct:
    """Return one decision on a visible response; the newest if no number is given.

    Raises
    ------
    NotFound
        The response is not visible or has no such decision.
    """
    response = await records.find(session, Response, scope, "down_to", response_id)
    found = await queries.response_act(session, response_id, n or len(response.acts))
    if found is None:
        raise NotFound("没有这份通知", "There is no such notice")
    return found


def stored(act: ResponseAct) -> dict[str, Any]:
    """Return a decision with all it rests on, for checking the printed digest."""
    return {
        "content": act.content,
        "digest": act.digest,
        "file_sha256": act.file_sha256,
        "recorded_at": act.recorded_at,
    }


async def fetch(store: FileStore, act: ResponseAct) -> Notice:
    """Return a decision's notice: the kept file, or made anew from the same content."""
    name = f"{act.document_no} {title(act.content)}.pdf"
    if act.file_sha256 is not None:
        try:
            return Notice(name, await asyncio.to_thread(store.get, bytes.fromhex(act.file_sha256)))
        except OSError as error:  # content and digest are in the decision: the paper can be remade
            log.warning("notice_file_unreadable", act=act.document_no, error=str(error))
    return Notice(name, await asyncio.to_thread(render, act.content, digest=act.digest))


async def keep(database: Database, store: FileStore, *, response_id: UUID, n: int) -> None:
    """Make a decision's notice and keep it; a second time it changes nothing."""
    async with database.reading(None) as reader:
        act = await queries.response_act(reader, response_id, n)
    if act is None or act.file_sha256 is not None:
        return
    pdf = await asyncio.to_thread(render, act.content, digest=act.digest)
    sha256 = await asyncio.to_thread(store.put, pdf)
    async with database.writing(None) as writer:
        await queries.keep_notice(writer, response_id, n, sha256=sha256.hex())
