import os
import subprocess
import sys

import pytest

from core.settings import ROOT
from tests.fixtures.databases import Server


def alembic(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "alembic", *arguments],
        cwd=ROOT,
        env=os.environ | {"JINMIN_DATABASE__URL": url},
        capture_output=True,
        text=True,
        check=False,
    )


def test_models_and_migrations_agree(shared_database_url: str) -> None:
    done = alembic(shared_database_url, "check")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.commits
def test_every_migration_can_be_taken_back(server: Server) -> None:
    with server.clone() as url:
        for step in (("downgrade", "01_base"), ("upgrade", "head"), ("check",)):
            done = alembic(url, *step)
            assert done.returncode == 0, f"{step}: {done.stdout}{done.stderr}"
