import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import Result
from typer.testing import CliRunner

from command import cli as command_line
from command import machine, phases, setup, supervise
from command.installation import Address
from core.access.passwords import new_password
from core.settings import ROOT
from tests.fixtures.databases import PASSWORD, Server


def run(*command: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def cli(*arguments: str, **environment: str) -> Result:
    """Run a command in this process: importing everything anew takes seconds."""
    return CliRunner().invoke(command_line.app, arguments, env={"COLUMNS": "200", **environment})


def test_the_script_works_from_elsewhere_and_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(ROOT / "jinmin")
    shown = run(str(tmp_path / "link"), "--help", cwd=tmp_path)
    assert shown.returncode == 0
    assert "./jinmin demo" in shown.stdout
    refused = run(str(ROOT / "jinmin"), "no-such-command", cwd=tmp_path)
    assert refused.returncode == 2


def test_the_script_knows_every_command() -> None:
    known = {command.callback.__name__ for command in command_line.app.registered_commands}
    assert known == setup.INSTALLING | setup.ASKING
    for name in known:
        assert re.search(rf"\b{name}\b", setup.USAGE), f"{name} is not in the script's help"


def test_the_script_hands_every_command_on(tmp_path: Path) -> None:
    # Only help, which installs nothing; administrators are really made in test_administrators.
    shown = run(str(ROOT / "jinmin"), "administrators", "--help", cwd=tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert "first three administrators" in shown.stdout


def test_an_old_python_is_refused_in_two_languages(tmp_path: Path) -> None:
    for name in ("dirname", "readlink", "sh"):
        found = shutil.which(name)
        assert found
        (tmp_path / name).symlink_to(found)
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = run(str(ROOT / "jinmin"), "demo", PATH=str(tmp_path))
    assert done.returncode == 1
    assert "3.11" in done.stderr
    assert "is needed" in done.stderr


def test_who_is_not_root_is_told_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(machine.SetupError) as told:
        machine.install(["fonts-noto-cjk"], Path(os.devnull))
    wanted = "sudo apt-get install --no-install-recommends fonts-noto-cjk"
    assert wanted in str(told.value)


def test_a_fingerprint_follows_contents_and_names(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("a")
    other.write_text("a")
    first = setup.fingerprint([one])
    assert first == setup.fingerprint([one])
    assert first != setup.fingerprint([other])
    assert first != setup.fingerprint([one], "word")
    one.write_text("b")
    assert first != setup.fingerprint([one])


def test_every_process_keeps_what_python_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    asked = (sys.executable, "-c", "import sys; sys.exit(sys.dont_write_bytecode)")
    done = subprocess.run(asked, env=setup.environment(), check=False)
    assert done.returncode == 0


SETS_UP = """
import pathlib, sys
from command import setup
setup.VAR = pathlib.Path(sys.argv[1])
with setup.alone():
    print("at work", flush=True)
    sys.stdin.readline()
"""


def test_a_set_up_says_what_it_waits_for(tmp_path: Path) -> None:
    def set_up() -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-c", SETS_UP, str(tmp_path)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    with set_up() as first:
        assert first.stdout
        assert first.stdout.readline() == "at work\n"
        with set_up() as second:
            assert second.stdout
            assert f"waiting for another set-up (pid {first.pid})" in second.stdout.readline()
            first.communicate("\n")
            assert second.stdout.readline() == "at work\n"
            second.communicate("\n")
    assert (first.returncode, second.returncode) == (0, 0)


def test_this_machine_lacks_nothing_it_has() -> None:
    missing = machine.missing_packages(browser=False)
    assert not any(name.startswith("postgresql") for name in missing)


def test_passwords_differ_and_can_be_read_aloud() -> None:
    made = {new_password() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"[A-Za-z2-9]{4}(-[A-Za-z2-9]{4}){3}", p) for p in made)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_a_taken_port_is_named(taken_port: int) -> None:
    with pytest.raises(supervise.ServiceError, match=f"Port {taken_port} is taken"):
        supervise.require_free("127.0.0.1", taken_port)


def test_a_stale_state_file_is_not_a_service(tmp_path: Path) -> None:
    state = tmp_path / "service.json"
    assert supervise.running(state) is None
    state.write_text(f'{{"pid": {os.getpid()}}}')
    assert supervise.running(state) is None
    state.write_text("half a fi")
    assert supervise.running(state) is None


def test_processes_start_with_the_service_last() -> None:
    assert list(supervise.commands(Address())) == ["tailer", "hub", "worker", "api"]


def test_every_step_of_the_tests_names_a_program() -> None:
    titles = [phase.title for phase in phases.phases()]
    assert len(set(titles)) == len(titles)
    assert tuple(titles[-2:]) == phases.TESTS


def test_accounts_and_codes_are_shown(shared_database_url: str) -> None:
    shown = cli("logins", "371426-", DATABASE_URL=shared_database_url)
    assert "371426-decider" in shown.stdout
    assert "平原县应急决定人" in shown.stdout
    assert "371402-duty" not in shown.stdout
    code = cli("code", "371426-decider", DATABASE_URL=shared_database_url)
    assert re.match(r"\d{6}\b", code.stdout)
    assert cli("code", "371426-duty", DATABASE_URL=shared_database_url).exit_code == 1


@pytest.mark.commits
def test_a_new_password_replaces_the_old_one(database_url: str) -> None:
    shown = cli("logins", "--reset", DATABASE_URL=database_url)
    password = re.search(r"password\s+(\S+)", shown.stdout)
    assert password
    assert password[1] != PASSWORD
    again = cli("seed", DATABASE_URL=database_url)
    assert again.exit_code == 0
    assert password[1] not in again.stdout


def test_the_configuration_is_checked(shared_database_url: str, tmp_path: Path) -> None:
    said = cli("check", DATABASE_URL=shared_database_url, JINMIN_VAR=str(tmp_path))
    for good in ("PostGIS", "LEAKPROOF", "row security", "areas"):
        line = next(line for line in said.stdout.splitlines() if good in line)
        assert line.startswith("✓"), said.stdout


@pytest.mark.commits
def test_a_function_that_is_not_leakproof_is_found(database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute("alter function geometry_overlaps(geometry, geometry) not leakproof")
    said = cli("check", DATABASE_URL=database_url)
    line = next(line for line in said.stdout.splitlines() if "LEAKPROOF" in line)
    assert line.startswith("✗")
    assert "→" in line
    assert said.exit_code == 1


def test_an_unknown_benchmark_is_answered_with_the_known_ones() -> None:
    said = cli("bench", "no-such")
    assert said.exit_code == 1
    for name in ("events", "hub", "start"):
        assert f"'{name}'" in str(said.exception)


def test_status_and_stop_without_a_service(tmp_path: Path) -> None:
    quiet = {"JINMIN_VAR": str(tmp_path / "var")}
    assert cli("status", **quiet).exit_code == 1
    assert "nothing was running" in cli("stop", **quiet).stdout


@pytest.mark.commits
def test_a_database_without_tables_is_told_apart(server: Server) -> None:
    with server.clone() as url, psycopg.connect(url, autocommit=True) as owner:
        owner.execute("drop table core.alembic_version")
        said = cli("check", DATABASE_URL=url)
    assert "./jinmin migrate" in said.stdout
    assert said.exit_code == 1
