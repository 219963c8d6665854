"""The awarding body's key and certificates: read from what the settings name, or made for the demo."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from core.shared.errors import InvalidInputError

_KEY, _CERTIFICATE, _FORMER = (
    f"EXAMHALL_{name}" for name in ("SIGNING_KEY", "SIGNING_CERTIFICATE", "FORMER_SIGNING_CERTIFICATES")
)
_LEAST_RSA = 2048
_DEMO_FILE = "signing.pem"
_DEMO_LIFETIME = timedelta(days=3650)

SigningKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A key and its certificate; `chain` are those that lead from it to one that others know, if there are any."""

    key: SigningKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()

    def __post_init__(self) -> None:
        if self.key.public_key() != self.certificate.public_key():
            raise _wrong(_CERTIFICATE, "The certificate is not that of the key. The key's own must be the first one.")

    def __repr__(self) -> str:
        return f"Identity({self.certificate.subject.rfc4514_string()})"


def read_identity(*, key: str, certificate: str, passphrase: str) -> Identity:
    """Each is PEM, or the path of a PEM file. Raises InvalidInputError naming the setting that is wrong."""
    own, *chain = read_certificates(certificate, _CERTIFICATE)
    secret = passphrase.encode() or None
    try:
        loaded = load_pem_private_key(_content(key, _KEY), password=secret)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _wrong(_KEY, "This is no private key as PEM, or its passphrase is not right.") from error
    is_strong_rsa = isinstance(loaded, rsa.RSAPrivateKey) and loaded.key_size >= _LEAST_RSA
    if not (is_strong_rsa or (isinstance(loaded, ec.EllipticCurvePrivateKey) and loaded.curve.name in _CURVES)):
        raise _wrong(_KEY, "Give a key on the curve P-256, P-384 or P-521, or an RSA key of at least 2048 bits.")
    assert isinstance(loaded, SigningKey)  # noqa: S101 - what the line above lets through
    return Identity(key=loaded, certificate=own, chain=tuple(chain))


_CURVES = {"secp256r1", "secp384r1", "secp521r1"}


def read_certificates(given: str, setting: str = _FORMER) -> Sequence[x509.Certificate]:
    """One or more, as PEM or as the path of a PEM file."""
    try:
        return x509.load_pem_x509_certificates(_content(given, setting))
    except ValueError as error:
        raise _wrong(setting, "This is no certificate as PEM.") from error


def demo_identity(folder: Path, *, organisation: str, now: datetime) -> Identity:
    """The identity of this folder, made at the first start and readable by its owner alone.

    Key and certificate lie in one file that appears whole or not at all: of two processes that start at once, the
    second takes what the first made.
    """
    file = folder / _DEMO_FILE
    if not file.exists():
        _place(file, _self_signed(organisation, now))
    path = str(file)
    return read_identity(key=path, certificate=path, passphrase="")


def _place(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}.{os.urandom(8).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        # Unlike a renaming, a second name does not take the place of a file that is there.
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _self_signed(organisation: str, now: datetime) -> bytes:
    """P-256 signs as fast as RSA with 2048 bits or faster, with a stronger key and a quarter of the signature."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{organisation} (demo)"),
        ]
    )
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"), False
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _DEMO_LIFETIME)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True, content_commitment=True, encipher_only=False, decipher_only=False, **usage
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem + certificate.public_bytes(Encoding.PEM)


def _content(given: str, setting: str) -> bytes:
    if given.lstrip().startswith("-----BEGIN"):
        return given.encode()
    try:
        return Path(given).read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no path"
        raise _wrong(setting, f"The file {given} cannot be read: {reason}.") from error


def _wrong(setting: str, text: str) -> InvalidInputError:
    return InvalidInputError.of(setting, text, code="settings_invalid")
