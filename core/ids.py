"""Identifiers: time-ordered UUIDs, so that index pages stay warm and ids sort by creation."""

from uuid import UUID

from uuid_utils.compat import uuid7 as _uuid7


def uuid7() -> UUID:
    """Return a new version 7 UUID."""
    return _uuid7()
