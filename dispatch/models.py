"""All tables of this package, imported here so that the migrations see them."""

from dispatch.shipments.models import Shipment, ShipmentLine
from dispatch.stock.models import DemandStandard, ReliefItem, Stock, StockMove, Warehouse

__all__ = [
    "DemandStandard",
    "ReliefItem",
    "Shipment",
    "ShipmentLine",
    "Stock",
    "StockMove",
    "Warehouse",
]
