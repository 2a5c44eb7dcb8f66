from collections.abc import AsyncIterator

import pytest

from core.db import Database
from core.live import hub, subscriber
from core.settings import Settings
from tests.fixtures.live import Site, running_site


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give readers more time than a busy machine takes from them; no test here is about it."""
    for module in (hub, subscriber):
        monkeypatch.setattr(module, "FLUSH_SECONDS", 300.0)


@pytest.fixture
async def site(settings: Settings, database: Database) -> AsyncIterator[Site]:
    """Tailer and hub on the test's database; the test must be marked `commits`."""
    async with running_site(settings, database) as running:
        yield running
