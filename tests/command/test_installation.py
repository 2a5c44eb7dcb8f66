"""What an installation keeps and tells its processes: secrets, certificates, origins."""

import json
import os
import ssl
import stat
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from command.installation import Address, Installation, ServiceError
from command.serving import free_port
from command.supervise import Supervisor
from core.settings import ROOT, SecuritySettings, ServerSettings
from core.tls import CertificateError, ensure_certificates, lan_addresses
from tests.fixtures.databases import PASSWORD, Server

ORIGINS = "JINMIN_SERVER__ORIGINS"
TICKET_KEY = "JINMIN_SECURITY__TICKET_KEY"
NAME = "eoc.pingyuan.example"


def test_an_empty_setting_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JINMIN_VAR", "")
    monkeypatch.setenv("DATABASE_URL", "")
    here = Installation.here()
    assert (here.var, here.given_url) == (ROOT / "var", None)


def test_secrets_are_made_once_and_closed(tmp_path: Path) -> None:
    here = Installation(tmp_path / "var", "postgresql://unused")
    made = here.secret("ticket-key")
    assert len(made) >= 43
    assert here.secret("ticket-key") == made
    assert here.secret("other") != made
    file = tmp_path / "var" / "secrets" / "ticket-key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_secret_that_a_power_cut_emptied_is_made_anew(tmp_path: Path) -> None:
    here = Installation(tmp_path / "var", "postgresql://unused")
    here.secret("ticket-key")
    file = tmp_path / "var" / "secrets" / "ticket-key"
    file.write_text("")
    assert len(here.secret("ticket-key")) >= 43
    assert [path.name for path in file.parent.iterdir()] == ["ticket-key"]


def test_a_key_that_can_be_guessed_is_refused() -> None:
    for weak in ("", "k" * 31):
        with pytest.raises(ValidationError):
            SecuritySettings(ticket_key=weak)  # type: ignore[arg-type]
    alone = {SecuritySettings().ticket_key.get_secret_value() for _ in range(2)}
    assert len(alone) == 2
    assert min(map(len, alone)) >= 32


def test_machines_can_share_the_key_of_tickets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Installation(tmp_path / "var", "postgresql://unused")
    monkeypatch.setenv(TICKET_KEY, "s" * 43)
    assert here.environment("postgresql://unused", Address())[TICKET_KEY] == "s" * 43
    monkeypatch.delenv(TICKET_KEY)
    own = here.environment("postgresql://unused", Address())[TICKET_KEY]
    assert own == here.secret("ticket-key")


@pytest.fixture
def operators(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate for a name, as an authority of the operator's signed it; its authority."""
    files = ensure_certificates(tmp_path / "operator", [NAME])
    monkeypatch.setenv("TLS_CERT", str(files.certificate))
    monkeypatch.setenv("TLS_KEY", str(files.key))
    assert files.authority
    return files.authority


def allowed(environment: dict[str, str]) -> set[str]:
    return set(
        ServerSettings(
            port=8600, https=True, origins=tuple(json.loads(environment[ORIGINS]))
        ).allowed_origins
    )


def test_pages_come_from_every_name_of_the_certificate(
    tmp_path: Path, operators: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ORIGINS, '["https://portal.example"]')
    here = Installation(tmp_path / "var", "postgresql://unused")
    address = Address("127.0.0.1", 8600, here.certificates())
    hosts = [NAME, os.uname().nodename.lower(), "127.0.0.1", *lan_addresses()]
    wanted = {"https://portal.example", *(f"https://{host}:8600" for host in hosts)}
    assert wanted <= allowed(here.environment("postgresql://unused", address))
    assert address.lan_urls()[0] == f"https://{NAME}:8600"
    monkeypatch.setenv(ORIGINS, "https://portal.example")
    with pytest.raises(ServiceError, match="is a JSON list"):
        here.environment("postgresql://unused", address)


def test_our_own_certificate_is_shown_by_address(tmp_path: Path) -> None:
    here = Installation(tmp_path / "var", "postgresql://unused")
    address = Address("127.0.0.1", 8600, here.certificates())
    assert address.lan_urls() == [f"https://{host}:8600" for host in lan_addresses()]
    node = f"https://{os.uname().nodename.lower()}:8600"
    assert node in allowed(here.environment("postgresql://unused", address))


@pytest.mark.usefixtures("operators")
def test_half_of_a_pair_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = Installation(tmp_path / "var", "postgresql://unused")
    Path(os.environ["TLS_KEY"]).write_text("no key")
    with pytest.raises(CertificateError, match="cannot be used"):
        here.certificates()
    monkeypatch.delenv("TLS_KEY")
    with pytest.raises(ServiceError, match="are set together"):
        here.certificates()


@pytest.mark.commits
def test_the_service_comes_up_with_an_operators_certificate(
    server: Server, tmp_path: Path, operators: Path
) -> None:
    with server.clone() as url:
        here = Installation(tmp_path / "var", url)
        address = Address("127.0.0.1", free_port(), here.certificates())
        supervisor = Supervisor(address, here.environment(url, address), tmp_path / "log")
        try:
            supervisor.start()
            page = f"https://{NAME}:{address.port}"
            # The name leads to this machine, as the operator's name server would say.
            with httpx.Client(
                verify=ssl.create_default_context(cafile=operators), trust_env=False
            ) as browser:
                answer = browser.post(
                    f"{address.url}/api/session",
                    json={"account": "371426-duty", "password": PASSWORD},
                    headers={"Host": f"{NAME}:{address.port}", "Origin": page},
                    extensions={"sni_hostname": NAME},
                )
            assert answer.status_code < 300, answer.text
        finally:
            supervisor.stop()
