"""The live feed: offsets for the log, the hub that pushes it, tickets, snapshots."""

from fastapi import FastAPI


def register(app: FastAPI) -> None:
    """Add tickets, snapshots, the feed and the health pages."""
    from core.access.limits import TokenBuckets
    from core.live.routes import health, router

    app.state.ticket_limits = TokenBuckets(app.state.settings.security.tickets_per_minute)
    app.include_router(router)
    app.include_router(health)
