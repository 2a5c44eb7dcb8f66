"""Sending a kept collection: compressed where the client can, not at all if it has it already."""

from __future__ import annotations

from fastapi.responses import Response

from gis.areas.service import Collection

# `private`: the address needs a session. `no-cache`: ask each time, usually answered by 304.
HEADERS = {"Cache-Control": "private, no-cache", "Vary": "Accept-Encoding, Cookie"}


def send_collection(made: Collection, if_none_match: str | None, accept_encoding: str) -> Response:
    """Return a collection as a response."""
    headers = HEADERS | {"ETag": made.etag}
    known = {tag.strip().removeprefix("W/") for tag in (if_none_match or "").split(",")}
    if made.etag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    if "gzip" in accept_encoding:
        headers["Content-Encoding"] = "gzip"
        return Response(made.zipped, headers=headers, media_type="application/geo+json")
    return Response(made.plain, headers=headers, media_type="application/geo+json")
