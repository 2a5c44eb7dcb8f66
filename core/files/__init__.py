"""Files: photos and documents, stored once under the hash of their bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.files.service import FileRef, attach, attached, keep
from core.files.store import FileStore

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = ["FileRef", "FileStore", "attach", "attached", "keep", "register"]

DAY_SECONDS = 86_400


def register(app: FastAPI) -> None:
    """Add upload and download, and say who may upload."""
    from core.access.limits import TokenBuckets
    from core.access.may import declare
    from core.access.scope import Role
    from core.files.routes import router

    declare("files.keep", roles={Role.DUTY, Role.DECIDER, Role.REPORTER})
    settings = app.state.settings
    app.state.file_limits = TokenBuckets(settings.security.files_per_minute)
    app.state.byte_limits = TokenBuckets(settings.files.post_bytes_per_day, seconds=DAY_SECONDS)
    app.state.files = FileStore(settings.files_dir, reserve_bytes=settings.files.reserve_bytes)
    app.include_router(router)
