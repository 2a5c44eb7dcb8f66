"""People, offices, posts, sessions and what each post may see and do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI


def register(app: FastAPI) -> None:
    """Add the routes of sessions, of people and of the audit."""
    from core import audit_routes
    from core.access import jobs as jobs
    from core.access import people_routes, routes
    from core.access.limits import TokenBuckets

    app.state.sign_in_limits = TokenBuckets(app.state.settings.security.login_per_minute)
    app.include_router(routes.router)
    people_routes.register(app)
    audit_routes.register(app)
