from collections.abc import AsyncIterator

import pytest

from core.db import Database
from core.settings import Settings
from tests.fixtures.live import Site, running_site


@pytest.fixture
async def site(settings: Settings, database: Database) -> AsyncIterator[Site]:
    """Tailer and hub on the test's database; the test must be marked `commits`."""
    async with running_site(settings, database) as running:
        yield running
