"""An installation of one's own, without sample accounts: its first three administrators."""

import asyncio
import re

import psycopg
import pytest
from typer.testing import CliRunner

from command.cli import app as commands
from tests.core.access.test_people import enter, settle

pytestmark = pytest.mark.commits

ACCOUNTS = ["370000-sysadmin", "370000-secadmin", "370000-auditadmin"]


def cli(*arguments: str, url: str):
    return CliRunner().invoke(commands, arguments, env={"DATABASE_URL": url, "COLUMNS": "200"})


@pytest.fixture
def nobody(database_url: str) -> str:
    """A database with areas, plans and offices, in which nobody has an account."""
    with psycopg.connect(database_url, autocommit=True) as owner:
        for table in ("second_factor", "post", "person", "office"):
            owner.execute(f"delete from core.{table}")
    return database_url


def passwords(said: str) -> dict[str, str]:
    return dict(re.findall(r"^ *(\S+admin\S*) +\S+ +(\S{19}) *$", said, re.MULTILINE))


async def test_three_people_take_over_an_empty_installation(nobody, client):
    said = await asyncio.to_thread(cli, "administrators", url=nobody)  # a loop of its own
    assert said.exit_code == 0, said.output
    handed = passwords(said.stdout)
    assert list(handed) == ACCOUNTS
    assert len(set(handed.values())) == 3
    for account, password in handed.items():
        session = await enter(client, account, password)
        assert session["must_change_password"] is True
        assert session["second_factor"] == {"enrolled": False, "given": False}
        assert [post["area"] for post in session["posts"]] == [370000000000]
        refused = await client.get("/api/people")
        assert refused.json()["code"] == "password-change"
    made = {"person": {"account": ACCOUNTS[0]}, "initial_password": handed[ACCOUNTS[0]]}
    await settle(client, made)
    waiting = await client.get("/api/people")
    assert (waiting.json()["code"], waiting.json()["enrol"]) == ("second-factor", True)


def test_they_are_made_once_and_no_sample_comes_beside_them(nobody):
    first = cli("administrators", url=nobody)
    again = cli("administrators", url=nobody)
    assert again.exit_code == 1
    assert passwords(again.stdout) == {}
    assert cli("seed", url=nobody).exit_code == 0
    assert cli("logins", "--reset", url=nobody).exit_code == 1
    with psycopg.connect(nobody) as owner:
        accounts = owner.execute("select account, sample from core.person order by id").fetchall()
        told = owner.execute("select string_agg(a::text, ' ') from core.audit a").fetchone()
        offices = owner.execute("select count(*) from core.office where tier = 3").fetchone()
    assert accounts == [(account, False) for account in ACCOUNTS]
    assert told is not None
    assert offices is not None
    assert offices[0] > 100
    for account, password in passwords(first.stdout).items():
        assert account in told[0]
        assert password not in told[0]


def test_three_new_ones_follow_where_all_are_locked(nobody):
    cli("administrators", url=nobody)
    with psycopg.connect(nobody, autocommit=True) as owner:
        owner.execute("update core.person set active = false")
    again = passwords(cli("administrators", url=nobody).stdout)
    assert list(again) == [f"{account}-2" for account in ACCOUNTS]


def test_samples_are_administrators_too(database_url):
    said = cli("administrators", url=database_url)
    assert said.exit_code == 1
    assert "样例账号亦算" in said.stdout
