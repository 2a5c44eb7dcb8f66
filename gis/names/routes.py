"""Places over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from core.http import ReaderDep
from gis.areas.load import ATTRIBUTION
from gis.areas.service import NOTE_EN, NOTE_ZH
from gis.names import service
from gis.names.schemas import PlaceCollection, PlaceOut, PlaceProperties, Point

router = APIRouter(prefix="/api/places", tags=["areas"])


@router.get("")
async def list_places(
    session: ReaderDep, under: Annotated[int, Query(ge=0, le=10**12 - 1)] = 0
) -> PlaceCollection:
    """List populated places for map labels, largest first. A place is not a division."""
    zh, en = ATTRIBUTION["places"]
    found = await service.places(session, under=under)
    return PlaceCollection(
        note_zh=NOTE_ZH,
        note_en=NOTE_EN,
        attribution_zh=zh,
        attribution_en=en,
        features=[_feature(place) for place in found],
    )


def _feature(place: service.PlacePoint) -> PlaceOut:
    return PlaceOut(
        id=place.id,
        geometry=Point(coordinates=(place.lon, place.lat)),
        properties=PlaceProperties(
            name_zh=place.name_zh,
            name=place.name,
            population=place.population,
            feature=place.feature,
            county=place.county_code,
        ),
    )
