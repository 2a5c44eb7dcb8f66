"""Where folium's pages load their scripts and styles from: our own server, never elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import folium.plugins  # noqa: F401 - a class must exist before it can be pointed elsewhere
from folium.elements import JSCSSMixin

VENDOR = "/static/vendor/"
FILES = {
    "leaflet": "leaflet.js",
    "jquery": "jquery.min.js",
    "bootstrap": "bootstrap.bundle.min.js",
    "awesome_markers": "leaflet.awesome-markers.js",
    "leaflet_css": "leaflet.css",
    "bootstrap_css": "bootstrap.min.css",
    "awesome_markers_font_css": "fontawesome/css/all.min.css",
    "awesome_markers_css": "leaflet.awesome-markers.css",
}
"""folium's name of a resource and the file the front end's build puts under `/static/vendor/`."""
UNUSED = {"glyphicons_css", "awesome_rotate_css"}
"""Styles of markers we do not draw; they exist only at foreign addresses."""


def _subclasses(parent: type[JSCSSMixin]) -> Iterator[type[JSCSSMixin]]:
    yield parent
    for child in parent.__subclasses__():
        yield from _subclasses(child)


def _local(resources: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [
        (name, VENDOR + FILES.get(name, url.rsplit("/", 1)[-1]))
        for name, url in resources
        if name not in UNUSED
    ]


def serve_locally() -> None:
    """Point every folium class at our own files. Doing it again changes nothing."""
    for kind in set(_subclasses(JSCSSMixin)):
        kind.default_js = _local(kind.default_js)
        kind.default_css = _local(kind.default_css)
