"""All tables of this package, imported here so that the migrations see them."""

from core.commands import CommandRow
from core.events import EventRow, SiteRow
from core.worlds import World

__all__ = ["CommandRow", "EventRow", "SiteRow", "World"]
