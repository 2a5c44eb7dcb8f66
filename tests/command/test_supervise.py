"""The supervisor among its faults: real processes, a real cluster, files that cannot be written."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from command import supervise
from command.installation import Address
from command.supervise import Child, Supervisor, is_alive, shorten
from core.cluster import Cluster
from core.postgres import place
from core.settings import ROOT

SLEEPS = [sys.executable, "-c", "import time; time.sleep(600)"]
ENDS = [sys.executable, "-c", "raise SystemExit(3)"]


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Supervisor]:
    """A supervisor of no process yet; `said` is what it told."""
    monkeypatch.setattr(supervise, "RETRY_SECONDS", 0.2)
    monkeypatch.setattr(supervise, "CLUSTER_TICK_SECONDS", 0.0)
    monkeypatch.setattr(supervise, "LOG_TICK_SECONDS", 0.0)
    supervisor = Supervisor(
        Address(), dict(os.environ), tmp_path / "log", state_file=tmp_path / "service.json"
    )
    supervisor.log_folder.mkdir()
    said: list[str] = []
    supervisor.say = said.append
    supervisor.said = said  # type: ignore[attr-defined]
    yield supervisor
    supervisor.stop()


def watch(supervisor: Supervisor, until: Callable[[], object]) -> None:
    """Let it look after its processes until something holds."""
    supervisor.run(lambda: not until())


def said(supervisor: Supervisor, word: str) -> int:
    return sum(word in line for line in supervisor.said)  # type: ignore[attr-defined]


def running(child: Child) -> bool:
    return child.process is not None and child.process.poll() is None


def kept(supervisor: Supervisor) -> list[int]:
    assert supervisor.state_file
    return [child["pid"] for child in json.loads(supervisor.state_file.read_text())["children"]]


def test_the_pause_before_a_restart_is_bounded_for_ever() -> None:
    pauses = [Child("x", [], failures=n).wait_after_failure() for n in (1, 2, 3, 4, 50, 5_000)]
    assert pauses == [0.0, 0.5, 1.0, 2.0, 10.0, 10.0]


def test_what_ended_after_countless_failures_is_started_again(made: Supervisor) -> None:
    made.children = [Child("always", ENDS, failures=5_000)]
    watch(made, lambda: made.children[0].failures > 5_000)
    assert made.children[0].due > 0
    assert said(made, "always 已退出") == 1


def test_a_state_file_that_cannot_be_written_ends_nothing(made: Supervisor) -> None:
    assert made.state_file
    full = made.state_file.with_suffix(".new")
    full.symlink_to("/dev/full")  # every write there says that no space is left
    made.children = [Child("one", SLEEPS)]
    watch(made, lambda: said(made, "No space left"))
    assert running(made.children[0])
    assert not made.state_file.exists()
    full.unlink()
    watch(made, lambda: said(made, "well again"))
    assert kept(made) == [made.pid_of("one")]
    assert said(made, "No space left") == 1


def test_a_part_that_cannot_be_started_leaves_the_others_alone(made: Supervisor) -> None:
    made.children = [Child("hindered", SLEEPS), Child("other", SLEEPS)]
    (made.log_folder / "hindered.log").mkdir()  # no log can be opened there
    watch(made, lambda: running(made.children[1]) and said(made, "hindered: "))
    first = made.pid_of("other")
    os.kill(first, signal.SIGKILL)
    watch(made, lambda: running(made.children[1]) and made.pid_of("other") != first)
    assert not running(made.children[0])
    (made.log_folder / "hindered.log").rmdir()
    watch(made, lambda: running(made.children[0]))
    assert said(made, "Is a directory") == 1
    assert kept(made) == [made.pid_of("hindered"), made.pid_of("other")]


def test_what_cannot_be_said_does_not_matter(made: Supervisor) -> None:
    def full(_line: str) -> None:
        with open("/dev/full", "w") as out:  # noqa: PTH123 - a terminal's stand-in
            out.write("x")

    made.say = full
    made.children = [Child("brief", ENDS)]
    watch(made, lambda: made.children[0].failures > 1)
    assert made.children[0].failures > 1


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    top = Path(tempfile.mkdtemp(prefix="jinmin-supervised-"))
    top.chmod(0o755)
    running = Cluster(place(top / "pg"), durable=False)
    running.start()
    yield running
    running.remove()
    shutil.rmtree(top)


def test_a_database_that_does_not_start_is_tried_again(made: Supervisor, cluster: Cluster) -> None:
    made.cluster = cluster
    made.children = [Child("one", SLEEPS)]
    watch(made, lambda: running(made.children[0]))
    first = made.pid_of("one")
    main = cluster.data / "postgresql.conf"
    good = main.read_text()
    main.write_text(good + "no_such_setting = on\n")
    pid = cluster.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    watch(made, lambda: said(made, "no_such_setting"))
    main.write_text(good)
    watch(made, lambda: cluster.pid() is not None)
    assert made.pid_of("one") == first
    assert running(made.children[0])
    assert made.cluster_restarts == 1
    assert said(made, "does not start") == said(made, "the database died") == 1


def test_a_log_is_shortened_while_it_is_written(
    made: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervise, "LOG_BYTES", 4_000)
    writes = (
        "import time\nfor n in range(10**9): print(f'line {n:07}', flush=True); time.sleep(.002)"
    )
    made.children = [Child("writer", [sys.executable, "-c", writes])]
    log, old = (made.log_folder / f"writer{end}" for end in (".log", ".old.log"))
    watch(made, old.exists)
    shortened = old.stat().st_mtime_ns
    watch(made, lambda: old.exists() and old.stat().st_mtime_ns != shortened)
    made.children[0].process.terminate()  # type: ignore[union-attr]
    made.children[0].process.wait()  # type: ignore[union-attr]
    assert b"\0" not in log.read_bytes()
    assert not log.read_text().startswith("line 0000000")
    assert old.read_text().startswith("line ")
    assert made.children[0].restarts == 1


def test_a_log_is_cut_even_where_nothing_can_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervise, "LOG_BYTES", 10)
    log = tmp_path / "x.log"
    log.write_text("long enough to be cut")
    (tmp_path / "full").symlink_to("/dev/full")

    def copy_to_a_full_disk(source: Path, _target: Path) -> None:
        (tmp_path / "full").write_bytes(source.read_bytes())

    monkeypatch.setattr(shutil, "copyfile", copy_to_a_full_disk)
    shorten(log)
    assert log.read_bytes() == b""
    assert not log.with_suffix(".old.log").exists()


PARENT = """
import os, sys, threading
from pathlib import Path
from command.installation import Address
from command.supervise import Child, Supervisor
threading.Thread(target=threading.Event().wait, daemon=True).start()
supervisor = Supervisor(Address(), dict(os.environ), Path(sys.argv[1]))
supervisor.children = [Child("one", [sys.executable, "-c", "import time; time.sleep(600)"])]
supervisor.tick()
print(supervisor.pid_of("one"), flush=True)
supervisor.run()
"""


def test_the_processes_end_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        # As long as it is `setpriv`, nobody has asked the kernel yet.
        while Path("/proc", str(child), "comm").read_text() == "setpriv\n":
            time.sleep(0.01)
        parent.kill()
    while is_alive(child):
        time.sleep(0.02)
