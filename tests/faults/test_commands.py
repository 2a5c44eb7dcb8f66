"""The commands beside and against a running service, as somebody at a terminal gives them."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import Result
from typer.testing import CliRunner

from command.cli import app as commands
from command.serving import free_port
from command.supervise import is_alive
from core.cluster import Cluster
from core.postgres import place
from core.settings import ROOT
from tests.faults.conftest import Site

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]

PARTS = {"worker": "command.worker", "hub": "core.live.hub", "tailer": "core.live.tailer"}


def environment(folder: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    return kept | {"JINMIN_VAR": str(folder), "COLUMNS": "200"}


def command(folder: Path, *arguments: str) -> Result:
    """Give a command in this process: importing everything anew takes seconds."""
    given = {"JINMIN_VAR": str(folder), "DATABASE_URL": None, "COLUMNS": "200"}
    return CliRunner().invoke(commands, arguments, env=given)


AT_WORK = {
    "worker": "select count(*) from core.process_state where name = 'worker' and pid = %s",
    "hub": "select count(*) from core.process_state where name = 'hub' and pid = %s",
    # One tailer leads and reports; the other stands by with its connections open.
    "tailer": "select count(*) - 1 from pg_stat_activity"
    " where application_name = 'jinmin tailer' and pid <> %s",
}


def is_at_work(site: Site, name: str, pid: int) -> bool:
    """Tell whether the database knows a process."""
    with psycopg.connect(site.cluster.url()) as connection:
        row = connection.execute(AT_WORK[name], [pid]).fetchone()
    return row is not None and row[0] > 0


def test_status_shows_every_process_and_its_lag(site: Site) -> None:
    for name in ("hub", "worker"):  # the service is ready before they have first reported
        while not is_at_work(site, name, site.pid_of(name) or 0):
            time.sleep(0.1)
    said = command(site.folder, "status")
    assert said.exit_code == 0, said.output
    assert site.url in said.stdout
    rows: dict[str, list[str]] = {}
    name = ""
    for line in said.stdout.splitlines():
        cells = [cell.strip() for cell in re.split("[│┃]", line)[1:-1]]
        if not cells:
            continue
        name = cells[0] or name  # a narrow terminal folds a long state
        rows[name] = (
            [f"{a} {b}".strip() for a, b in zip(rows[name], cells, strict=True)]
            if not cells[0]
            else cells
        )
    for name in ("tailer", "hub", "worker", "api"):
        assert rows[name][1] == str(site.pid_of(name)), said.stdout
        assert name == "api" or re.match(r"\d+ s ago ", rows[name][-1]), said.stdout
    assert re.search(r"xmin_lag \d", rows["tailer"][-1]), said.stdout
    assert re.search(r"clients \d", rows["hub"][-1]), said.stdout


def test_a_second_start_is_refused_and_harms_nothing(site: Site) -> None:
    before = site.pid_of("api"), site.cluster.pid()
    said = command(site.folder, "serve", "--port", str(free_port()))
    assert f"Already running at {site.url}" in str(said.exception)
    assert (site.pid_of("api"), site.cluster.pid()) == before


@pytest.mark.parametrize("name", PARTS)
def test_a_part_alone_works_and_stops_in_order(site: Site, name: str) -> None:
    """As on a second machine, beside the service that is running; another port for its hub."""
    with subprocess.Popen(
        [sys.executable, "-m", "command.cli", name, "--port", str(free_port())],
        cwd=ROOT,
        env=environment(site.folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as alone:
        part = None
        while part is None:
            assert alone.poll() is None
            children = Path(f"/proc/{alone.pid}/task/{alone.pid}/children").read_text().split()
            part = next((int(p) for p in children if is_running(int(p), PARTS[name])), None)
            time.sleep(0.1)
        while not is_at_work(site, name, part):
            assert alone.poll() is None
            time.sleep(0.1)
        alone.terminate()
        ended = alone.wait()
        assert alone.stdout
        said = alone.stdout.read()
    assert ended == 0, said
    assert not is_alive(part)
    assert site.cluster.pid() is not None, "the service still uses its database"


def is_running(pid: int, module: str) -> bool:
    try:
        return module.encode() in Path("/proc", str(pid), "cmdline").read_bytes()
    except OSError:
        return False


@pytest.fixture
def folder() -> Iterator[Path]:
    """An installation of one's own, where nothing was started yet."""
    made = Path(tempfile.mkdtemp(prefix="jinmin-commands-"))
    made.chmod(0o755)
    yield made
    Cluster(place(made / "pg")).remove()
    shutil.rmtree(made)


@pytest.fixture
def foreign() -> Iterator[Cluster]:
    """A cluster that is somebody else's: in use, with a row of theirs."""
    top = Path(tempfile.mkdtemp(prefix="foreign-"))
    top.chmod(0o755)
    theirs = Cluster(place(top / "data"))
    theirs.start()
    with psycopg.connect(theirs.url("postgres")) as connection:
        connection.execute("create table theirs as select 42 as n")
    yield theirs
    theirs.remove()
    shutil.rmtree(top)


def test_stop_and_ctrl_c_end_everything_and_no_other_cluster(
    folder: Path, foreign: Cluster
) -> None:
    """Served twice: ended by `./jinmin stop`, then by Ctrl-C; the other cluster notices nothing."""
    pid, files = foreign.pid(), settings_of(foreign)
    for how in ("stop", "Ctrl-C"):
        with psycopg.connect(foreign.url("postgres")) as connection:
            service, processes = serve(folder)
            if how == "stop":
                said = command(folder, "stop")
                assert (said.exit_code, said.stdout.strip()) == (0, "已停止 stopped"), said.output
            else:
                service.send_signal(signal.SIGINT)
            assert service.wait() == 0
            assert not any(is_alive(process) for process in processes)
            assert Cluster(place(folder / "pg")).pid() is None
            assert command(folder, "status").exit_code == 1
            # The same connection, in the same server: it was never restarted or asked to end.
            assert connection.execute("select n from theirs").fetchone() == (42,)
        assert (foreign.pid(), settings_of(foreign)) == (pid, files)


def settings_of(cluster: Cluster) -> dict[str, tuple[int, bytes]]:
    names = ("postgresql.conf", "jinmin.conf", "pg_hba.conf", "postmaster.pid", "PG_VERSION")
    return {
        name: ((cluster.data / name).stat().st_mtime_ns, (cluster.data / name).read_bytes())
        for name in names
    }


def serve(folder: Path) -> tuple["subprocess.Popen[bytes]", list[int]]:
    """Start the service; return it once it has said where it is, with its processes."""
    output = folder / "output"
    with output.open("w") as out:
        service = subprocess.Popen(
            [sys.executable, "-m", "command.cli", "serve", "--port", str(free_port())],
            cwd=ROOT,
            env=environment(folder),
            stdout=out,
            stderr=out,
        )
    while "/board" not in output.read_text():
        assert service.poll() is None, output.read_text()
        time.sleep(0.1)
    site = Site("", folder, "")
    parts = ("tailer", "hub", "worker", "api", "postgresql")
    return service, [pid for name in parts if (pid := site.pid_of(name)) is not None]
