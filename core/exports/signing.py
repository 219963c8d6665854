"""Signing statements of results, and telling whether a file is one that was signed and left as it was."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class StatementSigner(Protocol):
    """Signs with the awarding body's key. Raises UnavailableError("signing_not_set_up") where there is none."""

    def sign(self, pdf: bytes) -> bytes: ...
    def sign_all(self, pdfs: Iterator[bytes]) -> Iterator[bytes]:
        """In their order, on all cores. The files are taken as they are needed, a few ahead of those given back."""
        ...

    def certificate(self) -> bytes:
        """The certificate that belongs to the key, as PEM, for whoever wants to check a file offline."""
        ...


class Signature(StrEnum):
    """What can be said of a file's signature."""

    INTACT = "intact"
    CHANGED = "changed"
    UNSIGNED = "unsigned"
    ANOTHER_SIGNER = "another_signer"
    NOT_A_PDF = "not_a_pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`signer` is the name in the certificate, `fingerprint` its SHA-256 in hexadecimal, `signed_at` what the file says
    of itself; all three are None where there is no signature. `intact` means: ours, covering the whole file, unchanged.
    `reference` is the reference number that the file's own data names, and `code` the check code beside it; None where
    it names none."""

    signature: Signature
    signer: str | None = None
    fingerprint: str | None = None
    signed_at: datetime | None = None
    reference: str | None = None
    code: str | None = None


class SignatureCheck(Protocol):
    def check(self, content: bytes) -> Verdict:
        """Of any bytes at all: hostile ones get a verdict too, within some seconds."""
        ...
