"""Make and keep the notice right after a decision, so that it is there when it is asked for."""

from __future__ import annotations

from uuid import UUID

from core.jobs import Jobs, task

KEEP_NOTICE = "command.briefs.keep-notice"


@task(KEEP_NOTICE)
async def keep_notice(jobs: Jobs, *, response_id: str, n: int) -> None:
    """Render one notice and keep its file; idempotent."""
    from command.briefs.service import keep
    from core.files.store import FileStore

    store = FileStore(jobs.settings.files_dir)
    await keep(jobs.database, store, response_id=UUID(response_id), n=n)
