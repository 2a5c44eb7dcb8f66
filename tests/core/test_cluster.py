import contextlib
import os
import pwd
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from core import postgres
from core.cluster import Cluster, make_database
from core.postgres import ClusterError, find_programs, may_enter, place
from core.settings import ROOT


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A durable cluster in a folder far longer than a socket's path may be."""
    top = Path(tempfile.mkdtemp(prefix="jinmin-cluster-"))
    top.chmod(0o755)
    deep = top / ("deep" * 20) / ("deeper" * 20)
    made = Cluster(place(deep / "pg"))
    yield made
    made.remove()
    shutil.rmtree(top)


def count_rows(cluster: Cluster) -> int:
    with psycopg.connect(cluster.url()) as connection:
        row = connection.execute("select count(*) from kept").fetchone()
    assert row is not None
    return int(row[0])


def fill(cluster: Cluster) -> None:
    make_database(cluster.url("postgres"))
    with psycopg.connect(cluster.url()) as connection:
        connection.execute("create table kept as select generate_series(1, 500) as n")


def kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    while Path("/proc", str(pid), "exe").exists():
        time.sleep(0.01)


def test_rows_survive_kill_of_the_server_and_of_everything_it_started(cluster: Cluster) -> None:
    assert cluster.start()
    fill(cluster)
    for also_backends in (False, True):
        pid = cluster.pid()
        assert pid is not None
        started = cluster._processes() if also_backends else {pid}
        for process in sorted(started, key=lambda p: p != pid):
            kill(process)
        assert cluster.start()
        assert cluster.pid() != pid
        assert count_rows(cluster) == 500


def test_lock_files_of_a_dead_server_do_not_hinder_the_next(cluster: Cluster) -> None:
    cluster.start()
    fill(cluster)
    lines = (cluster.data / "postmaster.pid").read_text().splitlines()
    cluster.stop()
    # The process number in the lock file now belongs to another program: this test.
    lines[0] = str(os.getpid())
    (cluster.data / "postmaster.pid").write_text("\n".join(lines) + "\n")
    (cluster.socket_folder / ".s.PGSQL.5432.lock").write_text("\n".join(lines) + "\n")
    assert cluster.pid() is None
    assert cluster.start()
    assert count_rows(cluster) == 500


def leftovers(cluster: Cluster) -> set[str]:
    return {path.name for path in cluster.data.parent.iterdir()} - {"pg", "pg.lock"}


def start_elsewhere(cluster: Cluster) -> subprocess.Popen[bytes]:
    """Start it in a process of its own; return while its initdb is at work."""
    program = "import sys, pathlib, core.cluster as c; c.Cluster(pathlib.Path(sys.argv[1])).start()"
    before = set(cluster.data.parent.glob("pg.new-*/PG_VERSION"))
    first = subprocess.Popen(
        [sys.executable, "-c", program, str(cluster.data)],
        cwd=ROOT,
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    while not set(cluster.data.parent.glob("pg.new-*/PG_VERSION")) - before:
        assert first.poll() is None, "it was not made elsewhere first"
        time.sleep(0.001)
    return first


def test_a_first_start_that_was_killed_is_made_up_for(cluster: Cluster) -> None:
    """Killed at any moment, with its initdb or alone: the next start makes a whole cluster."""
    for also_initdb in (True, False):
        first = start_elsewhere(cluster)
        if also_initdb:
            os.killpg(first.pid, signal.SIGKILL)
        else:
            first.kill()
        first.wait()
        assert not cluster.data.exists()
    assert cluster.start()
    fill(cluster)
    assert count_rows(cluster) == 500
    cluster.stop()
    assert cluster.start()
    assert count_rows(cluster) == 500


def test_ctrl_c_during_the_first_start_leaves_nothing(cluster: Cluster) -> None:
    first = start_elsewhere(cluster)
    os.killpg(first.pid, signal.SIGINT)
    assert first.wait() != 0
    assert leftovers(cluster) == set()
    assert cluster.start()


def test_a_directory_without_a_control_file_is_set_aside(cluster: Cluster) -> None:
    cluster.data.mkdir(parents=True)
    user = postgres.server_user()
    if user:
        os.chown(cluster.data, user.pw_uid, user.pw_gid)
    (cluster.data / "PG_VERSION").write_text("15\n")
    (cluster.data / "base").mkdir()
    assert cluster.start()
    assert leftovers(cluster) == {"pg.broken-1"}
    aside = cluster.data.with_name("pg.broken-1")
    assert {path.name for path in aside.iterdir()} == {"PG_VERSION", "base"}


def test_the_root_of_a_volume_is_refused_and_left_as_it_is(cluster: Cluster) -> None:
    """A new file system holds `lost+found`, and cannot be moved out of the way."""
    (cluster.data / "lost+found").mkdir(parents=True)  # root's, as it is when mounted
    for act in (cluster.start, cluster.in_use().__enter__):
        with pytest.raises(ClusterError, match=f"mount it at {cluster.data.parent}"):
            act()
    assert {path.name for path in cluster.data.iterdir()} == {"lost+found"}
    assert leftovers(cluster) == set()
    inside = Cluster(cluster.data / "pg")
    assert inside.start()
    inside.remove()
    shutil.rmtree(cluster.data)


def test_a_missing_locale_is_said(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.cluster.LOCALE", "xx_XX.UTF-8")
    with pytest.raises(ClusterError, match=r"locale xx_XX\.UTF-8 is missing"):
        cluster.start()
    assert leftovers(cluster) == set()


def test_another_fault_of_initdb_is_not_called_a_missing_locale(cluster: Cluster) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, before[1]))  # its log needs 16 MiB
    try:
        with pytest.raises(ClusterError, match="Cannot make the cluster"):
            cluster.start()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert leftovers(cluster) == set()
    assert cluster.start()


def test_starting_twice_starts_once(cluster: Cluster) -> None:
    assert cluster.start()
    pid = cluster.pid()
    assert not cluster.start()
    assert cluster.pid() == pid
    cluster.stop()
    assert cluster.pid() is None
    cluster.stop()


def test_the_last_user_stops_it(cluster: Cluster) -> None:
    with cluster.in_use():
        with cluster.in_use():
            assert not cluster.stop_unless_used()
        assert cluster.pid() is not None
    assert cluster.pid() is None
    # A user that was killed leaves it running, but not his lock.
    cluster.start()
    assert cluster.stop_unless_used()
    assert cluster.pid() is None


def test_only_its_own_socket_and_only_for_its_user(cluster: Cluster) -> None:
    cluster.start()
    assert stat.S_IMODE(cluster.socket_folder.stat().st_mode) == 0o700
    assert len(str(cluster.socket_folder / ".s.PGSQL.5432")) < 60
    with psycopg.connect(cluster.url("postgres")) as connection:
        found = {
            name: connection.execute(f"show {name}").fetchone()[0]  # type: ignore[index]
            for name in ("listen_addresses", "jit", "server_encoding", "fsync")
        }
        collation = connection.execute(
            "select datcollate from pg_database where datname = 'postgres'"
        ).fetchone()
    assert found == {
        "listen_addresses": "",
        "jit": "off",
        "server_encoding": "UTF8",
        "fsync": "on",
    }
    assert collation == ("C.UTF-8",)


def test_a_database_is_made_once_with_a_leakproof_overlap(cluster: Cluster) -> None:
    cluster.start()
    assert make_database(cluster.url("postgres"), "own")
    assert not make_database(cluster.url("postgres"), "own")
    with psycopg.connect(cluster.url("own")) as connection:
        row = connection.execute(
            "select proleakproof from pg_proc"
            " where oid = 'geometry_overlaps(geometry, geometry)'::regprocedure"
        ).fetchone()
    assert row == (True,)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_a_folder_closed_to_the_server_sends_the_data_elsewhere(tmp_path: Path) -> None:
    user = pwd.getpwnam("postgres")
    home = tmp_path / "root"
    home.mkdir(mode=0o700)
    assert not may_enter(home / "jinmin" / "var" / "pg", user)
    placed = place(home / "jinmin" / "var" / "pg", otherwise=Path("/var/lib/jinmin"))
    assert placed.parent == Path("/var/lib/jinmin")
    assert placed != place(home / "other" / "var" / "pg")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
@pytest.mark.parametrize("root_has_made", [False, True])
def test_what_another_user_made_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, root_has_made: bool
) -> None:
    made = Cluster(tmp_path / "pg")
    made.data.mkdir()
    (made.data / "postmaster.pid").write_text("1\n")
    if root_has_made:
        monkeypatch.setattr(os, "geteuid", lambda: 12_345)
    else:
        os.chown(made.data, 12_345, 12_345)
    for act in (made.pid, made.start, made.stop, made.stop_unless_used, made.in_use().__enter__):
        with pytest.raises(ClusterError, match="belongs to another user"):
            act()
    assert not (tmp_path / "pg.users").exists()


@pytest.fixture
def installed(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "lib", tmp_path / "share"


def pretend(installed: tuple[Path, Path], major: int, postgis: str | None) -> None:
    programs = installed[0] / str(major) / "bin"
    programs.mkdir(parents=True)
    (programs / "initdb").touch()
    if postgis:
        folder = installed[1] / str(major) / "extension"
        folder.mkdir(parents=True)
        (folder / "postgis.control").write_text(f"default_version = '{postgis}'\n")


def test_the_newest_version_that_has_postgis_is_taken(installed: tuple[Path, Path]) -> None:
    pretend(installed, 15, "3.3.2")
    pretend(installed, 17, None)
    pretend(installed, 16, "3.5.0")
    assert find_programs(*installed).major == 16
    assert find_programs(*installed, major=15).major == 15


@pytest.mark.parametrize(
    ("major", "postgis", "says"),
    [
        (None, None, "not installed"),
        (13, "3.3.2", "too old"),
        (15, None, "PostGIS is missing"),
        (15, "3.1.0", "PostGIS is missing or too old (found: 3.1"),
    ],
)
def test_what_is_missing_is_named(
    installed: tuple[Path, Path], major: int | None, postgis: str | None, says: str
) -> None:
    if major:
        pretend(installed, major, postgis)
    with pytest.raises(ClusterError) as caught:
        find_programs(*installed)
    assert says in str(caught.value)


def test_a_full_disk_is_said(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.cluster.NEEDED_BYTES", 1 << 60)
    with pytest.raises(ClusterError, match="Not enough disk space"):
        cluster.start()
    assert not cluster.data.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another user")
def test_without_the_servers_account_the_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(name: str) -> None:
        raise KeyError(name)

    monkeypatch.setattr(postgres.pwd, "getpwnam", unknown)
    with pytest.raises(ClusterError, match="postgresql-common"):
        postgres.server_user()
