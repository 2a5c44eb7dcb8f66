"""Sessions: signing in, acting in one post, signing out."""

from __future__ import annotations

from fastapi import Request

from core.access.scope import Actor


async def current_actor(request: Request) -> Actor:
    """Return who is acting."""
    raise NotImplementedError
