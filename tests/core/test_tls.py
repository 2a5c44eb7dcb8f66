import ssl
import stat
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from fastapi import FastAPI

from core import tls_routes
from core.http import handle_problems
from core.settings import DatabaseSettings, Settings
from core.tls import (
    CertificateError,
    Certificates,
    ensure_certificates,
    given_certificates,
    lan_addresses,
    names_in,
)

NAMES = ["localhost", "127.0.0.1", "10.1.2.3", "desk.example"]


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_client_that_trusts_the_authority_trusts_the_server(tmp_path: Path, host: str) -> None:
    files = ensure_certificates(tmp_path / "tls", NAMES)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(files.certificate, files.key)
    server = HTTPServer(("127.0.0.1", 0), Answer)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"https://{host}:{server.server_port}/"
    try:
        trusting = ssl.create_default_context(cafile=str(files.authority))
        assert httpx.get(address, verify=trusting, trust_env=False).text == "ok"
        with pytest.raises(httpx.ConnectError):
            httpx.get(address, verify=ssl.create_default_context(), trust_env=False)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_keys_are_for_the_owner_only(tmp_path: Path) -> None:
    ensure_certificates(tmp_path / "tls", NAMES)
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "tls").glob("*.key")}
    assert modes == {"ca.key": 0o600, "server.key": 0o600}


def test_the_authority_stays_and_the_server_follows_its_names(tmp_path: Path) -> None:
    first = ensure_certificates(tmp_path / "tls", NAMES)
    authority, server = first.authority.read_bytes(), first.certificate.read_bytes()
    ensure_certificates(tmp_path / "tls", NAMES[:2])
    assert first.certificate.read_bytes() == server
    ensure_certificates(tmp_path / "tls", [*NAMES, "10.9.9.9"])
    assert first.certificate.read_bytes() != server
    assert first.authority.read_bytes() == authority
    names = x509.load_pem_x509_certificate(first.certificate.read_bytes()).extensions
    covered = names.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "10.9.9.9" in {str(a) for a in covered.get_values_for_type(x509.IPAddress)}


def pair(files: Certificates) -> tuple[x509.Certificate, object]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(files.certificate, files.key)  # refuses what does not match
    key = serialization.load_pem_private_key(files.key.read_bytes(), password=None)
    return x509.load_pem_x509_certificate(files.certificate.read_bytes()), key


@pytest.mark.parametrize("harm", ["other key", "half a certificate", "half a key", "other issuer"])
def test_a_pair_that_cannot_serve_is_made_anew(tmp_path: Path, harm: str) -> None:
    files = ensure_certificates(tmp_path / "tls", NAMES)
    other = ensure_certificates(tmp_path / "other", NAMES)
    certificate, key = files.certificate.read_bytes(), files.key.read_bytes()
    if harm == "other key":  # what a kill between the two files used to leave
        files.key.write_bytes(other.key.read_bytes())
    elif harm == "half a certificate":
        files.certificate.write_bytes(certificate[:200])
    elif harm == "half a key":
        files.key.write_bytes(key[:60])
    else:
        files.key.write_bytes(other.key.read_bytes())
        files.certificate.write_bytes(other.certificate.read_bytes())
    assert ensure_certificates(tmp_path / "tls", NAMES) == files
    made, made_key = pair(files)
    assert files.authority
    authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
    made.verify_directly_issued_by(authority)
    assert made_key.public_key() == made.public_key()  # type: ignore[attr-defined]
    assert files.certificate.read_bytes() != certificate
    assert {path.name for path in (tmp_path / "tls").iterdir()} == {
        *("ca.crt", "ca.key", "server.crt", "server.key")
    }


def test_a_half_made_authority_is_made_anew(tmp_path: Path) -> None:
    first = ensure_certificates(tmp_path / "tls", NAMES)
    assert first.authority
    first.authority.unlink()
    pair(ensure_certificates(tmp_path / "tls", NAMES))
    assert ensure_certificates(tmp_path / "tls", NAMES).authority == first.authority


@pytest.mark.parametrize("damaged", ["ca.crt", "ca.key"])
def test_a_damaged_authority_is_explained_and_left(tmp_path: Path, damaged: str) -> None:
    ensure_certificates(tmp_path / "tls", NAMES)
    file = tmp_path / "tls" / damaged
    file.write_bytes(file.read_bytes()[:80])
    with pytest.raises(CertificateError, match="are damaged"):
        ensure_certificates(tmp_path / "tls", NAMES)
    assert len(file.read_bytes()) == 80


def test_an_operators_pair_is_looked_at(tmp_path: Path) -> None:
    own = ensure_certificates(tmp_path / "own", ["EOC.example", "*.example", "10.1.2.3"])
    other = ensure_certificates(tmp_path / "other", NAMES)
    given = given_certificates(own.certificate, own.key)
    assert (given.authority, given.certificate) == (None, own.certificate)
    assert names_in(own.certificate) == ["eoc.example", "10.1.2.3"]
    for key in (other.key, tmp_path / "missing", own.certificate):
        with pytest.raises(CertificateError, match="cannot be used"):
            given_certificates(own.certificate, key)


@pytest.fixture
def site(tmp_path: Path) -> httpx.AsyncClient:
    app = FastAPI()
    app.state.settings = Settings(
        database=DatabaseSettings(url="postgresql://unused"), var=tmp_path
    )
    handle_problems(app)
    tls_routes.register(app)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="https://site")


async def test_a_phone_gets_the_certificate(site: httpx.AsyncClient, tmp_path: Path) -> None:
    async with site:
        assert (await site.get("/ca.crt")).status_code == 404
        files = ensure_certificates(tmp_path / "tls", NAMES)
        download = await site.get("/ca.crt")
        assert download.content == files.authority.read_bytes()
        assert download.headers["content-type"] == "application/x-x509-ca-cert"
        page = await site.get("/install-ca")
        assert "安装本站证书" in page.text
        for position, address in enumerate(lan_addresses()):
            assert address in page.text
            drawn = await site.get(f"/install-ca/{position}.svg")
            assert drawn.text.count("<svg") == 1
        assert (await site.get("/install-ca/99.svg")).status_code == 404
