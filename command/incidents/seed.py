"""The two lists of hazards and how one is counted under the other."""

from pathlib import Path

from core.codes import load_csv
from core.db import Writer


async def seed(session: Writer) -> None:
    """Load the hazard code tables; loading them again changes nothing."""
    await load_csv(session, Path(__file__).with_name("hazards.csv"))
