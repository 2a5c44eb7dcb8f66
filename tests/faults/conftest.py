"""`./jinmin serve` under fault: a process of its own, with a cluster of its own to kill."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from command.serving import free_port
from core.cluster import Cluster
from core.postgres import place
from core.settings import ROOT


@dataclass
class Site:
    """A running service: its address, its folder, the password of its sample accounts."""

    url: str
    folder: Path
    password: str

    @property
    def cluster(self) -> Cluster:
        """The service's own PostgreSQL."""
        return Cluster(place(self.folder / "pg"))

    def pid_of(self, name: str) -> int | None:
        """Return the process of a part; None while it is down."""
        if name == "postgresql":
            return self.cluster.pid()
        state = json.loads((self.folder / "run" / "service.json").read_text())
        found: int | None = next(c["pid"] for c in state["children"] if c["name"] == name)
        return found

    def kill(self, name: str) -> int:
        """End a part as a power cut would; return which process it was."""
        pid = self.pid_of(name)
        assert pid is not None, f"{name} is down already"
        os.kill(pid, signal.SIGKILL)
        return pid


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The service, started as a person starts it; it must stop in order whatever was done to it."""
    folder = Path(tempfile.mkdtemp(prefix="jinmin-faults-"))
    folder.chmod(0o755)
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    output = folder / "output"
    with output.open("w") as out:
        service = subprocess.Popen(
            [sys.executable, "-m", "command.cli", "serve", "--port", str(port)],
            cwd=ROOT,
            env=environment | {"JINMIN_VAR": str(folder), "COLUMNS": "200"},
            stdout=out,
            stderr=out,
        )
    try:
        password = None
        while password is None:
            assert service.poll() is None, output.read_text()
            password = re.search(r"password\s+(\S+)", output.read_text())
            time.sleep(0.1)
        yield Site(f"http://127.0.0.1:{port}", folder, password[1])
    finally:
        service.terminate()
        ended = service.wait()
        cluster = Cluster(place(folder / "pg"))
        left = cluster.pid()
        cluster.remove()
        shutil.rmtree(folder)
    assert ended == 0
    assert left is None, "the service ended and left its database running"
