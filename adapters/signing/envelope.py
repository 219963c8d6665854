"""A signature as it stands in a file: CMS signed data (RFC 5652) in hexadecimal."""

import binascii
from dataclasses import dataclass

from asn1crypto import cms, core, parser
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """`signed` is what the signature is over, the digest of the file in it; whether that is true is not said."""

    digest: str
    signed_digest: bytes
    signed: bytes
    signature: bytes
    signer: bytes | None
    """The certificate that came along, as DER."""
    signer_name: str | None

    def names(self, certificate: x509.Certificate) -> bool:
        """Whether it says that it is of this certificate, which came along unchanged."""
        return self.signer == certificate.public_bytes(Encoding.DER)


def envelope_of(written: bytes) -> Envelope | None:
    """None for what is no such signature by exactly one signer, filled up with zeros at most."""
    try:
        held = binascii.unhexlify(written)
        _, _, _, header, content, trailer = parser.parse(held)
        length = len(header) + len(content) + len(trailer)
        if any(held[length:]):
            return None
        return _read(held[:length])
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError):
        # What asn1crypto raises on bytes that are not what they say, found out late because it reads lazily.
        return None


def _read(der: bytes) -> Envelope | None:
    info = cms.ContentInfo.load(der, strict=True)
    if info["content_type"].native != "signed_data":
        return None
    data = info["content"]
    if len(data["signer_infos"]) != 1:
        return None
    (signer,) = data["signer_infos"]
    named = signer["sid"].chosen
    if not isinstance(named, cms.IssuerAndSerialNumber) or isinstance(signer["signed_attrs"], core.Void):
        return None
    told = {one["type"].native: one["values"] for one in signer["signed_attrs"]}
    if len(told) != len(signer["signed_attrs"]) or told["content_type"].native != ["data"]:
        return None
    (digest,) = told["message_digest"].native
    issuer, serial = named["issuer"].dump(), int(named["serial_number"].native)
    certificate = _certificate(data, issuer, serial)
    return Envelope(
        digest=str(signer["digest_algorithm"]["algorithm"].native),
        signed_digest=bytes(digest),
        # The signature is over the attributes as a set, which is not how they are marked inside.
        signed=signer["signed_attrs"].untag().dump(),
        signature=bytes(signer["signature"].native),
        signer=certificate.dump() if certificate else None,
        signer_name=_name(certificate) if certificate else None,
    )


def _certificate(data: cms.SignedData, issuer: bytes, serial: int) -> asn1_x509.Certificate | None:
    for choice in data["certificates"]:
        one = choice.chosen
        if isinstance(one, asn1_x509.Certificate) and one.serial_number == serial and one.issuer.dump() == issuer:
            return one
    return None


def _name(certificate: asn1_x509.Certificate) -> str:
    held = certificate.subject.native
    name = held.get("common_name") or held.get("organization_name") or certificate.subject.human_friendly
    return "".join(sign for sign in str(name) if sign.isprintable())[:_LONGEST_NAME]
