"""Handing files in and out over HTTP."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response, UploadFile
from fastapi.responses import FileResponse

from core.access.may import may
from core.db import Database
from core.errors import NotFound
from core.files import service
from core.files.store import FileStore
from core.http import ActorDep, Out, ReaderDep

router = APIRouter(prefix="/api/files", tags=["files"])

Area = Annotated[int | None, Form(ge=0, lt=10**12, description="the post's own area if absent")]


class FileOut(Out):
    """A kept file. `sha256` is of what is served: images are written anew without metadata."""

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    width: int | None
    height: int | None


@router.post("", status_code=201)
async def post_file(
    request: Request, actor: ActorDep, file: UploadFile, area: Area = None
) -> FileOut:
    """Hand in a photo or document. Sending the same bytes again gives the same file."""
    at = actor.area if area is None else area
    may(actor, "files.keep", at)
    state = request.app.state
    state.file_limits.spend(str(actor.session_id))
    database: Database = state.database
    content = await service.examined(await file.read(), file.content_type or "")
    sha256 = await service.stored(state.files, state.byte_limits, actor, content)
    async with database.writing(actor.scope) as session:
        kept = await service.keep(
            session, actor, name=file.filename, content=content, sha256=sha256, area=at
        )
    return FileOut.model_validate(kept)


@router.get("/{file_id}", response_class=FileResponse)
async def get_file(
    file_id: UUID, request: Request, actor: ActorDep, session: ReaderDep
) -> Response:
    """Hand a file out: as a download, never as a page of ours."""
    row = await service.find(session, actor.scope, file_id)
    # What an id names never changes, but who may see it is asked each time: browsers are shared.
    kept = {"ETag": f'"{row.sha256.hex()}"', "Cache-Control": "private, no-cache"}
    if kept["ETag"] in request.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers=kept)
    store: FileStore = request.app.state.files
    path = store.path(row.sha256)
    if not path.is_file():
        raise NotFound("文件内容缺失，请联系管理员", "The file's content is missing")
    return FileResponse(
        path,
        media_type=row.media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(row.name)}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            **kept,
        },
    )
