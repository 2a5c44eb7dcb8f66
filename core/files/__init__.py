"""Files: photos and documents, stored once under the hash of their bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.files.service import FileRef, attach, attached, keep
from core.files.store import FileStore

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = ["FileRef", "FileStore", "attach", "attached", "keep", "register"]


def register(app: FastAPI) -> None:
    """Add upload and download, and say who may upload."""
    from core.access.limits import TokenBuckets
    from core.access.may import declare
    from core.access.scope import Role
    from core.files.routes import router

    declare("files.keep", roles={Role.DUTY, Role.DECIDER, Role.REPORTER})
    app.state.file_limits = TokenBuckets(app.state.settings.security.files_per_minute)
    app.state.files = FileStore(app.state.settings.files_dir)
    app.include_router(router)
