"""All tables of this package, imported here so that the migrations see them."""

from gis.areas.models import (
    Area,
    AreaGeometry,
    AreaVersion,
    CensusUnit,
    Dataset,
    Surrounding,
    ZoneShare,
)
from gis.names.models import Place

__all__ = [
    "Area",
    "AreaGeometry",
    "AreaVersion",
    "CensusUnit",
    "Dataset",
    "Place",
    "Surrounding",
    "ZoneShare",
]
