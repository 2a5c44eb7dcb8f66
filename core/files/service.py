"""Keeping files and saying what they belong to."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from core import audit
from core.access.limits import TokenBuckets
from core.access.may import may
from core.access.scope import Actor, Scope
from core.access.visible import visible
from core.db import Reader, Writer
from core.errors import NotFound, TooMany, Unavailable
from core.files.contents import Content, examine, plain_name
from core.files.models import FileLink, FileRow
from core.files.store import FileStore
from core.ids import uuid7

log = structlog.get_logger(__name__)

_turns = asyncio.Semaphore(2)
"""A picture of 50 million pixels takes half a gibibyte while it is written anew."""


@dataclass(frozen=True, slots=True)
class FileRef:
    """A kept file."""

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    width: int | None
    height: int | None


def _ref(row: FileRow) -> FileRef:
    return FileRef(
        row.id, row.name, row.media_type, row.size, row.sha256.hex(), row.width, row.height
    )


async def examined(data: bytes, media_type: str) -> Content:
    """Check a content: few at a time, however many are sent.

    Raises
    ------
    WrongMediaType, TooLarge, Invalid
        As `examine`.
    """
    async with _turns:
        return await asyncio.to_thread(examine, data, media_type)


async def stored(store: FileStore, limits: TokenBuckets, actor: Actor, content: Content) -> bytes:
    """Put a content into the store; return its SHA-256.

    Done before a transaction is opened, like `examined`: decoding and flushing take longer than one
    may last.

    Raises
    ------
    TooMany
        The post has sent a day's worth; a part of it comes back every minute.
    Unavailable
        The disk does not take it.
    """
    post, size = str(actor.post_id), len(content.data)
    wait = limits.take(post, n=size)
    if wait:
        raise TooMany(
            "本岗位一天内上传的照片和文件已达上限，请稍后再传；文字和数字照常报送",
            "This post has sent a day's worth of photos and files: send more later, "
            "and text and figures as ever",
            retry_after=wait,
        )
    try:
        return await asyncio.to_thread(store.put, content.data)
    except OSError as exc:
        limits.give_back(post, n=size)
        log.exception("file_not_stored", size=size)
        raise Unavailable(
            "磁盘存不下照片和文件了：请先报送文字和数字，并请系统管理员清理磁盘",
            "The disk takes no photo or file now: send text and figures, "
            "and ask the system administrator to make room",
        ) from exc


async def keep(
    session: Writer,
    actor: Actor,
    *,
    name: str | None,
    content: Content,
    sha256: bytes,
    area: int,
) -> FileRef:
    """Record a file whose content is `stored`.

    The same bytes handed in again by the same post for the same area are the same file, so that a
    telephone that heard no answer may simply send again.

    Raises
    ------
    Forbidden
        The post uploads nothing, or not for this area.
    """
    may(actor, "files.keep", area)
    known = await session.scalar(
        select(FileRow).where(
            FileRow.original_sha256 == content.original_sha256,
            FileRow.post_id == actor.post_id,
            FileRow.area == area,
        )
    )
    if known is not None:
        return _ref(known)
    row = FileRow(
        id=uuid7(),
        area=area,
        sha256=sha256,
        original_sha256=content.original_sha256,
        name=plain_name(name, "file"),
        media_type=content.media_type,
        size=len(content.data),
        width=content.width,
        height=content.height,
        person_id=actor.person_id,
        post_id=actor.post_id,
    )
    session.add(row)
    await audit.record(
        session,
        actor,
        verb="keep",
        noun="file",
        entity=row.id,
        area=area,
        after={"sha256": sha256.hex(), "original_sha256": content.original_sha256.hex()},
    )
    return _ref(row)


async def find(session: Reader, scope: Scope, file_id: UUID) -> FileRow:
    """Return a file's row.

    Raises
    ------
    NotFound
        There is none, or it is not for this scope.
    """
    row = await session.scalar(
        select(FileRow).where(FileRow.id == file_id, visible(FileRow, scope, "up"))
    )
    if row is None:
        raise NotFound()
    return row


async def attach(
    session: Writer, actor: Actor, *, file_ids: list[UUID], noun: str, entity: UUID, area: int
) -> None:
    """Say that files belong to a thing. Saying so again has no effect.

    Parameters
    ----------
    noun, entity
        For example `report` and its id.
    area : int
        The thing's area.

    Raises
    ------
    NotFound
        A file is not there or not visible to the actor.
    """
    for file_id in file_ids:
        await find(session, actor.scope, file_id)
        await session.execute(
            insert(FileLink)
            .values(file_id=file_id, noun=noun, entity=entity, area=area)
            .on_conflict_do_nothing()
        )


async def attached(session: Reader, scope: Scope, entities: list[UUID]) -> dict[UUID, list[UUID]]:
    """Return the visible files of things, oldest first, by the thing's id."""
    found = await session.execute(
        select(FileLink.entity, FileLink.file_id)
        .where(FileLink.entity.in_(entities), visible(FileLink, scope, "up"))
        .order_by(FileLink.file_id)
    )
    files: dict[UUID, list[UUID]] = {}
    for entity, file_id in found:
        files.setdefault(entity, []).append(file_id)
    return files
