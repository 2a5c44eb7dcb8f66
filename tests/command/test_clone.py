"""A fresh clone of the repository, where people put it: deep, and under a home nobody may enter."""

import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from core.cluster import Cluster
from core.postgres import place
from core.settings import ROOT

DEEP = ("people's files 我的文件",) * 3 + ("deep" * 20,) * 2
"""Below it a socket's path would be longer than the kernel allows."""


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder of mode 700 in our own home, or in one made up where that is closed to us."""
    own = Path.home() if os.access(Path.home(), os.W_OK) else None
    top = Path(tempfile.mkdtemp(prefix="jinmin-clone-", dir=own))
    assert stat.S_IMODE(top.stat().st_mode) == 0o700
    yield top
    shutil.rmtree(top)


@pytest.fixture
def clone(home: Path) -> Iterator[Path]:
    """The repository as it is committed, with the packages of this one."""
    made = home.joinpath(*DEEP, "jinmin")
    made.parent.mkdir(parents=True)
    trusted = home / "gitconfig"  # the checkout of a build server often belongs to another user
    trusted.write_text("[safe]\n\tdirectory = *\n")
    subprocess.run(
        ["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(made)],
        env=os.environ | {"GIT_CONFIG_GLOBAL": str(trusted)},
        check=True,
    )
    (made / ".venv").symlink_to((ROOT / ".venv").resolve())
    (made / "web" / "node_modules").symlink_to((ROOT / "web" / "node_modules").resolve())
    yield made
    Cluster(place(made / "var" / "pg")).remove()


def run(clone: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    ours = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "JINMIN_VAR")}
    return subprocess.run(
        command,
        cwd=clone.parent,
        env=ours | {"COLUMNS": "300"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_works_there(clone: Path) -> None:
    # Past the script's set-up, which would install: the packages are those of this checkout.
    python = str(clone / ".venv" / "bin" / "python")
    made = run(clone, python, "-m", "command.cli", "migrate", PYTHONPATH=str(clone))
    assert made.returncode == 0, made.stdout + made.stderr
    told = run(clone, str(clone / "jinmin"), "check")
    for good in ("PostgreSQL", "PostGIS", "UTF-8", "tables at", "row security", "LEAKPROOF"):
        line = next(line for line in told.stdout.splitlines() if good in line)
        assert line.startswith("✓"), told.stdout
    cluster = Cluster(place(clone / "var" / "pg"))
    assert cluster.pid() is None, "the last command left its database running"
    # Root's server runs as another user, who may not enter the home; anybody else's runs there.
    inside = cluster.data.is_relative_to(clone)
    assert inside == (os.geteuid() != 0)
    assert cluster.data.stat().st_uid != 0
    with cluster.in_use(), psycopg.connect(cluster.url()) as connection:
        row = connection.execute("show data_directory").fetchone()
    assert row == (str(cluster.data),)
