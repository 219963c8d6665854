"""Keys and certificates to sign with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from adapters.signing.identity import Identity, SigningKey

START = datetime(2026, 1, 1, tzinfo=UTC)


def identity(name: str = "Meridian English Awards", *, key: SigningKey | None = None, days: int = 3650) -> Identity:
    """Self-signed, from the beginning of 2026 for so many days."""
    own = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(START)
        .not_valid_after(START + timedelta(days=days))
        .sign(own, hashes.SHA256())
    )
    return Identity(key=own, certificate=certificate)


def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def key_pem(one: Identity, passphrase: str = "") -> str:
    locked = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    return one.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked).decode()


def certificate_pem(*several: Identity) -> str:
    return "".join(one.certificate.public_bytes(Encoding.PEM).decode() for one in several)
