"""Whether a file is one that the awarding body signed, byte by byte.

A statement is signed once and never added to, so a file is intact only if one signature of ours covers all of it but
the place in which the signature itself stands. That is decided on the bytes and does not need the PDF to be understood:
what a hostile file claims in its objects, tables and updates is not looked at.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import unescape

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding

from adapters.signing.envelope import Envelope, envelope_of
from core.exports.signing import Signature, Verdict

_RANGE = re.compile(rb"/ByteRange ?\[ ?(\d{1,12}) (\d{1,12}) (\d{1,12}) (\d{1,12}) ?\]")
_BEGUN = re.compile(rb"/Contents ?<30[0-9A-Fa-f]{2,10}06092[Aa]864886[Ff]70[Dd]010702")
_HEAD = 1024
"""A PDF file says what it is within so many bytes."""
_MOST_RANGES = 16
"""Signatures that are looked at. A statement has one; a contract that went round may have some."""
_MOST_HEX = 1 << 20
_NEAR = 4096
_DATE = re.compile(r"/M ?\(D:(\d{14})(?:Z|([+-])(\d\d)'?(\d\d)?'?)?")
_OCTAL = re.compile(r"\\(\d{3})")
# No text of ours holds a line break, so nobody can be named in a way that looks like this.
_IDENTIFIER = re.compile(
    rb"/Subtype/XML/Length \d{1,6}>>\nstream\n<\?xpacket[^\0]{1,2000}?<dc:identifier>([^<]{1,64})</dc:identifier>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A signature in the file: the bytes it says it covers, and the place it stands in."""

    before: int
    after: int
    envelope: Envelope
    covers_all: bool


class CertificateCheck:
    """Knows the certificates whose signatures count: that in force and former ones."""

    def __init__(self, certificates: Sequence[x509.Certificate]) -> None:
        self._certificates = tuple(certificates)

    @property
    def is_empty(self) -> bool:
        """Whether it knows none, and calls everything signed by somebody else."""
        return not self._certificates

    def check(self, content: bytes) -> Verdict:
        if b"%PDF-" not in content[:_HEAD]:
            return Verdict(signature=Signature.NOT_A_PDF)
        places = _places(content)
        if not places:
            # The place of a signature comes first in its dictionary: without the rest, the file was cut off there.
            is_cut_off = _BEGUN.search(content) is not None
            return Verdict(signature=Signature.CHANGED if is_cut_off else Signature.UNSIGNED)
        found = [one for place in places if (one := _found(content, place)) is not None]
        ours = [
            (one, certificate) for one in found for certificate in self._certificates if one.envelope.names(certificate)
        ]
        for one, certificate in ours:
            if one.covers_all and _holds(one, certificate, content):
                return _verdict(Signature.INTACT, certificate, content, one)
        if ours:
            return _verdict(Signature.CHANGED, ours[0][1], content, ours[0][0])
        if found:
            return _of_another(found[0], content)
        # There is a signature, but it cannot be read any more.
        return Verdict(signature=Signature.CHANGED)


def _places(content: bytes) -> list[tuple[int, int, int, int]]:
    """What the last signatures say they cover: two spans, each as its beginning and its length."""
    found = list(_last(_RANGE.finditer(content)))
    return [(int(one[1]), int(one[2]), int(one[3]), int(one[4])) for one in reversed(found)]


def _last(matches: Iterator[re.Match[bytes]]) -> list[re.Match[bytes]]:
    kept: list[re.Match[bytes]] = []
    for match in matches:
        kept.append(match)
        if len(kept) > _MOST_RANGES:
            del kept[0]
    return kept


def _found(content: bytes, place: tuple[int, int, int, int]) -> _Found | None:
    """The signature that stands between the two spans, in hexadecimal in angle brackets and nothing beside."""
    start, before, after, length = place
    gap = content[before:after]
    if len(gap) > _MOST_HEX or gap[:1] != b"<" or gap[-1:] != b">":
        return None
    envelope = envelope_of(gap[1:-1])
    if envelope is None:
        return None
    covers_all = start == 0 and after + length == len(content)
    return _Found(before=before, after=after, envelope=envelope, covers_all=covers_all)


def _holds(one: _Found, certificate: x509.Certificate, content: bytes) -> bool:
    """Whether the signature is that of the certificate's key, over these bytes. Which method is used follows from the
    certificate, not from what the file claims."""
    algorithm = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}.get(
        one.envelope.digest
    )
    if algorithm is None:
        return False
    view = memoryview(content)
    digest = hashlib.new(one.envelope.digest, view[: one.before])
    digest.update(view[one.after :])
    if one.envelope.signed_digest != digest.digest():
        return False
    key = certificate.public_key()
    try:
        if isinstance(key, EllipticCurvePublicKey):
            key.verify(one.envelope.signature, one.envelope.signed, ECDSA(algorithm))
        elif isinstance(key, RSAPublicKey):
            key.verify(one.envelope.signature, one.envelope.signed, PKCS1v15(), algorithm)
        else:
            return False
    except (InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _verdict(signature: Signature, certificate: x509.Certificate, content: bytes, one: _Found) -> Verdict:
    identifier = _IDENTIFIER.search(content[: one.before]) if signature is Signature.INTACT else None
    named = unescape(identifier[1].decode("utf-8", "replace")) if identifier else ""
    reference, _, code = named.partition(" ")
    return Verdict(
        signature=signature,
        signer=signer_name(certificate),
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        signed_at=_signed_at(content, one),
        reference=reference or None,
        code=code or None,
    )


def _of_another(one: _Found, content: bytes) -> Verdict:
    signer = one.envelope.signer
    return Verdict(
        signature=Signature.ANOTHER_SIGNER,
        signer=one.envelope.signer_name,
        fingerprint=hashlib.sha256(signer).hexdigest() if signer else None,
        signed_at=_signed_at(content, one),
    )


def signer_name(certificate: x509.Certificate) -> str:
    """The common name, or the organisation's, or the whole subject."""
    for kind in (x509.NameOID.COMMON_NAME, x509.NameOID.ORGANIZATION_NAME):
        for attribute in certificate.subject.get_attributes_for_oid(kind):
            return str(attribute.value)
    return certificate.subject.rfc4514_string()


def _signed_at(content: bytes, one: _Found) -> datetime | None:
    """What the dictionary around the signature says; it is part of what is signed."""
    around = content[max(0, one.before - _NEAR) : one.before], content[one.after : one.after + _NEAR]
    said = (around[0].rpartition(b" obj")[2] + b" " + around[1].partition(b"endobj")[0]).decode("latin-1")
    match = _DATE.search(_OCTAL.sub(lambda escaped: chr(int(escaped[1], 8) & 0xFF), said))
    if match is None:
        return None
    try:
        at = datetime.strptime(match[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        offset = timedelta(hours=int(match[3] or 0), minutes=int(match[4] or 0))
        return at + offset if match[2] == "-" else at - offset
    except (ValueError, OverflowError):
        return None


def pem_of(certificates: Sequence[x509.Certificate]) -> bytes:
    return b"".join(one.public_bytes(Encoding.PEM) for one in certificates)
