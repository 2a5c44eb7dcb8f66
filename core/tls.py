"""The site's own certificate authority and the server certificate it signs, for `--lan`.

Phones give a page its service worker, camera, position and storage only over HTTPS.  A closed
network has no public authority, so the site is its own; phones install its certificate once.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import psutil
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from core.clock import real_now

CA_DAYS = 3650
SERVER_DAYS = 397
"""Browsers refuse server certificates that are valid for longer (Apple, Chromium: 398 days)."""

RENEW_DAYS = 30
AUTHORITY_FILE = "ca.crt"


@dataclass(frozen=True, slots=True)
class Certificates:
    """Files of the site: the authority's certificate, the server's chain and its key."""

    authority: Path
    certificate: Path
    key: Path


def lan_addresses() -> list[str]:
    """Return this machine's IPv4 addresses other than the loopback ones, sorted."""
    found = {
        entry.address
        for entries in psutil.net_if_addrs().values()
        for entry in entries
        if entry.family == socket.AF_INET
    }
    return sorted(a for a in found if not ipaddress.ip_address(a).is_loopback)


def ensure_certificates(folder: Path, names: list[str]) -> Certificates:
    """Make the authority once, and the server's certificate when it is missing, old or other.

    Parameters
    ----------
    folder : Path
        `var/tls`; keys in it are readable for the owner only.
    names : list of str
        Host names and IP addresses the server is reached by.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = Certificates(folder / AUTHORITY_FILE, folder / "server.crt", folder / "server.key")
    authority_key = folder / "ca.key"
    if not (files.authority.exists() and authority_key.exists()):
        _make_authority(files.authority, authority_key)
        files.certificate.unlink(missing_ok=True)
    if not _serves(files, names):
        _make_server(files, authority_key, names)
    return files


def _serves(files: Certificates, names: list[str]) -> bool:
    if not (files.certificate.exists() and files.key.exists()):
        return False
    certificate = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    covered = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    lasts = certificate.not_valid_after_utc > real_now() + timedelta(days=RENEW_DAYS)
    return lasts and set(_alternatives(names)) <= set(covered)


def _alternatives(names: list[str]) -> list[x509.GeneralName]:
    alternatives: list[x509.GeneralName] = []
    for name in dict.fromkeys(names):
        try:
            alternatives.append(x509.IPAddress(ipaddress.ip_address(name)))
        except ValueError:
            alternatives.append(x509.DNSName(name))
    return alternatives


def _make_authority(certificate: Path, key_file: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"Jinmin site CA {socket.gethostname()}")
    built = (
        _builder(name, name, key.public_key(), CA_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write_key(key_file, key)
    certificate.write_bytes(built.public_bytes(serialization.Encoding.PEM))


def _make_server(files: Certificates, authority_key: Path, names: list[str]) -> None:
    authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
    signer = serialization.load_pem_private_key(authority_key.read_bytes(), password=None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise TypeError(f"not a key of ours: {authority_key}")
    key = ec.generate_private_key(ec.SECP256R1())
    built = (
        _builder(_name("Jinmin"), authority.subject, key.public_key(), SERVER_DAYS)
        .add_extension(x509.SubjectAlternativeName(_alternatives(names)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .sign(signer, hashes.SHA256())
    )
    _write_key(files.key, key)
    chain = built.public_bytes(serialization.Encoding.PEM) + files.authority.read_bytes()
    files.certificate.write_bytes(chain)


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Jinmin"),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:64]),
        ]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, days: int
) -> x509.CertificateBuilder:
    # A phone's clock may be behind: valid since yesterday.
    start: datetime = real_now() - timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
