"""A folium map of areas for machines that cannot draw the vector map (no WebGL)."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from gis.maps.layers import MapPoint, MapShape, Overlay

if TYPE_CHECKING:
    import folium

Lang = Literal["zh", "en"]
NOTHING = Overlay()
GeoJson = Mapping[str, Any]
INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)

NOTES = {
    "zh": "示意图，不作为划界依据",
    "en": "Schematic map, not a basis for boundary delimitation",
}
TITLES = {"zh": "金民 · 区域示意图", "en": "Jinmin · schematic map of areas"}
# The colours of the vector map mean the same here: purple a footprint, teal what is ours.
STYLES: dict[str, dict[str, Any]] = {
    "around": {"color": "#b9bfc6", "weight": 1, "fillColor": "#eceef0", "fillOpacity": 1},
    "counties": {"color": "#8d99a6", "weight": 0.8, "fillColor": "#ffffff", "fillOpacity": 1},
    "land": {"color": "#ffffff", "weight": 0.8, "fillColor": "#ffffff", "fillOpacity": 1},
    "unit": {"color": "#0b6a68", "weight": 3, "fill": False},
    "found": {"color": "#0b6a68", "weight": 3, "fillColor": "#ffffff", "fillOpacity": 1},
    "cities": {"color": "#45515e", "weight": 1.8, "fill": False},
    "event": {"color": "#56256a", "weight": 2, "fillColor": "#7a3b8f", "fillOpacity": 0.9},
    "depot": {"color": "#0b6a68", "weight": 2, "fillColor": "#0b6a68", "fillOpacity": 0.9},
    "report": {"color": "#12211f", "weight": 2, "fillColor": "#ffffff", "fillOpacity": 1},
    "estimate": {"color": "#7a3b8f", "weight": 2, "dashArray": "6 5", "fillOpacity": 0.12},
    "verified": {"color": "#56256a", "weight": 2.5, "fillOpacity": 0.18},
    "ordered": {"color": "#0b6a68", "weight": 3, "dashArray": "1 7", "fill": False},
    "departed": {"color": "#0b6a68", "weight": 3, "dashArray": "9 6", "fill": False},
    "arrived": {"color": "#0b6a68", "weight": 3, "fill": False},
    "received": {"color": "#5f706d", "weight": 2, "fill": False},
}
PROVINCE = [[34.3, 114.7], [38.4, 122.8]]
_NOTE = """
<div style="position:fixed;right:12px;bottom:12px;z-index:1000;padding:4px 10px;
 max-width:max(70%,calc(100% - 150px));
 background:rgba(255,255,255,.92);border:1px solid #c9ced4;font:13px/1.5 sans-serif;color:#222">
{note}<br><span style="color:#666;font-size:11px">{attribution}</span></div>
{notes}
<style>.map-note{{position:fixed;left:50%;top:12px;transform:translateX(-50%);z-index:1000;
 padding:4px 14px;background:#fff3cd;border:1px solid #b8860b;font:bold 15px/1.4 sans-serif;
 color:#5c4300}}
.leaflet-container{{background:#d7e3ec}}
.leaflet-control-scale-line:not(:first-child){{display:none}} /* miles */
.area-name{{width:auto!important;height:auto!important;transform:translate(-50%,-50%);
 white-space:nowrap;pointer-events:none;font:12px sans-serif;color:#3a434d;
 text-shadow:0 0 3px #fff,0 0 3px #fff}}</style>
"""


@dataclass(frozen=True, slots=True)
class MapPage:
    """A page, and the policy under which a browser runs its scripts and nobody else's."""

    html: str
    policy: str


def area_map(
    *,
    around: GeoJson,
    counties: GeoJson,
    cities: GeoJson,
    overlay: Overlay = NOTHING,
    unit: int | None = None,
    plain: bool = False,
    drawn_at: str = "",
    lang: Lang = "zh",
) -> MapPage:
    """Draw areas and what layers show on them as a page of its own.

    Parameters
    ----------
    around, counties, cities : GeoJSON collection
        As the areas' addresses give them; `attribution_zh`, `attribution_en` are printed.  Cities
        are named, or the counties where there is no more than one city.
    overlay : Overlay
        Drawn on top; the map opens on what was `found`, else on its `event` points, without any on
        the counties.
    unit : int, optional
        Code of an area that was found: its outline is drawn, and the map opens on it.
    plain : bool
        Land alone, without borders and names.
    drawn_at : str
        Instant to print: the page does not change by itself.
    lang : {'zh', 'en'}
        Language of the notes.
    """
    # Imported when a map is drawn: folium brings pandas, and the service starts without.
    import folium
    from branca.element import Element, Figure

    from gis.maps.assets import serve_locally

    serve_locally()
    figure = Figure(title=TITLES[lang])
    # No attribution control: it links to another host; the note credits the sources.
    drawn = folium.Map(tiles=None, prefer_canvas=True, control_scale=True, attributionControl=False)
    figure.add_child(drawn)
    _layer(around, "around", None).add_to(drawn)
    areas = _layer(counties, "land", None) if plain else _layer(counties, "counties", "name")
    areas.add_to(drawn)
    if not plain:
        _layer(cities, "cities", None).add_to(drawn)
        few = len(cities["features"]) <= 1
        for feature in (counties if few else cities)["features"]:
            _name(feature).add_to(drawn)
    for kind in dict.fromkeys(shape.kind for shape in overlay.shapes):
        _shapes([shape for shape in overlay.shapes if shape.kind == kind], kind).add_to(drawn)
    for mark in dict.fromkeys(point.kind for point in overlay.points):
        _points([point for point in overlay.points if point.kind == mark], mark).add_to(drawn)
    searched = _of_code(unit, around, counties, cities) if unit is not None else []
    if searched:
        areas = _layer({"features": searched}, "unit", None)
        areas.add_to(drawn)
    drawn.fit_bounds((not searched and _opening(overlay)) or _corners(areas))
    notes = "　".join(html.escape(note) for note in overlay.notes)
    note = _NOTE.format(
        notes=f'<div class="map-note">{notes}</div>' if notes else "",
        note=" · ".join(filter(None, (NOTES[lang], html.escape(drawn_at)))),
        attribution=html.escape(str(counties.get(f"attribution_{lang}", ""))),
    )
    figure.html.add_child(Element(note))
    page = str(figure.render())
    return MapPage(page, _policy(page))


def _opening(overlay: Overlay) -> list[list[float]] | None:
    """Return the corners around what was found or the events, half a degree beyond."""
    found = [point for point in overlay.points if point.kind == "found"]
    shown = found or [point for point in overlay.points if point.kind == "event"]
    if not shown:
        return None
    lats, lons = [point.lat for point in shown], [point.lon for point in shown]
    return [[min(lats) - 0.5, min(lons) - 0.7], [max(lats) + 0.5, max(lons) + 0.7]]


def _of_code(code: int, *collections: GeoJson) -> list[Any]:
    """Return the outline of the area of a code, if one of the collections has it."""
    features = [one for each in collections for one in each["features"]]
    return [one for one in features if one["properties"].get("code") == code][:1]


def _corners(areas: folium.GeoJson) -> list[list[float]]:
    """Return the corners of what is drawn; of nothing, those of the province."""
    found = [[float(v) for v in corner if v is not None] for corner in areas.get_bounds()]
    return found if all(len(corner) == 2 for corner in found) else PROVINCE


def _layer(collection: GeoJson, style: str, label: str | None) -> folium.GeoJson:
    import folium

    # Only what is drawn goes into the page; the rest of a collection is for programs.
    bare = {"type": "FeatureCollection", "features": collection["features"]}
    shown = folium.GeoJsonTooltip([label], labels=False) if label and bare["features"] else None
    return folium.GeoJson(
        bare, style_function=lambda _feature: STYLES[style], tooltip=shown, smooth_factor=0
    )


def _name(feature: GeoJson) -> folium.Marker:
    """Write an area's name where its outline is widest."""
    import folium

    lon, lat = feature["properties"]["anchor"]
    written = html.escape(str(feature["properties"]["name"]))
    icon = folium.DivIcon(html=f'<div class="area-name">{written}</div>', icon_size=(0, 0))
    return folium.Marker(location=[lat, lon], icon=icon)


def _points(points: Sequence[MapPoint], kind: str) -> folium.GeoJson:
    import folium

    # As data, not as markers: folium writes a marker's text into a script, data it encodes.
    features = [
        _feature({"type": "Point", "coordinates": [point.lon, point.lat]}, point.label)
        for point in points
    ]
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        marker=folium.CircleMarker(radius=6 if kind in ("depot", "report") else 9, **STYLES[kind]),
        tooltip=folium.GeoJsonTooltip(["label"], labels=False),
    )


def _shapes(shapes: Sequence[MapShape], kind: str) -> folium.GeoJson:
    import folium

    return folium.GeoJson(
        {
            "type": "FeatureCollection",
            "features": [_feature(shape.geometry, shape.label) for shape in shapes],
        },
        style_function=lambda _feature: STYLES[kind],
        tooltip=folium.GeoJsonTooltip(["label"], labels=False),
    )


def _feature(geometry: GeoJson, label: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": dict(geometry),
        "properties": {"label": html.escape(label)},
    }


def _policy(page: str) -> str:
    """Allow our files and exactly the scripts that this page contains."""
    digests = [
        base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        for script in INLINE.findall(page)
    ]
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'none'; script-src 'self' {allowed}; style-src 'self' 'unsafe-inline';"
        " img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none';"
        " form-action 'none'; frame-ancestors 'self'"
    )
