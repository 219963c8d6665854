"""The port: one file in this process, many in a pool of processes."""

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from adapters.signing.check import pem_of
from adapters.signing.identity import Identity
from adapters.signing.pool import signed_by_pool
from core.shared.errors import UnavailableError

if TYPE_CHECKING:
    from adapters.signing.pyhanko_signature import PdfSignature

FEW = 150
"""Up to so many are signed here, in about the time that a pool of processes takes to start and to sign them."""


class PyHankoSigner:
    """Signs with the identity; without one it says that signing is not set up."""

    def __init__(self, identity: Identity | None) -> None:
        self._identity = identity
        self._signature: PdfSignature | None = None

    def sign(self, pdf: bytes) -> bytes:
        return self._loaded().put_on(pdf)

    def sign_all(self, pdfs: Iterator[bytes]) -> Iterator[bytes]:
        """The pool ends with the iterator, whether it was exhausted, closed or forgotten."""
        identity = self._needed()
        first = list(islice(pdfs, FEW + 1))
        if len(first) <= FEW:
            yield from (self.sign(pdf) for pdf in first)
            return
        yield from signed_by_pool(identity, _one_behind_the_other(first, pdfs))

    def certificate(self) -> bytes:
        return pem_of([self._needed().certificate])

    def _needed(self) -> Identity:
        if self._identity is None:
            raise UnavailableError("signing_not_set_up")
        return self._identity

    def _loaded(self) -> "PdfSignature":
        from adapters.signing.pyhanko_signature import PdfSignature

        if self._signature is None:
            self._signature = PdfSignature(self._needed())
        return self._signature


def _one_behind_the_other(first: list[bytes], rest: Iterator[bytes]) -> Iterator[bytes]:
    """Those taken already are let go as they are given."""
    while first:
        yield first.pop(0)
    yield from rest
