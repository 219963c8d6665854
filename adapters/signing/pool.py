"""Signing on all cores: pyHanko works in Python, so threads would wait for each other."""

import os
import signal
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from adapters.signing.identity import Identity, SigningKey

if TYPE_CHECKING:
    from adapters.signing.pyhanko_signature import PdfSignature

_TOGETHER = 4
"""Files that go to a process in one go: less waiting on both sides, still little in memory."""
_AHEAD = 3
"""Goes that lie ready or are done, for each process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Carried:
    """An identity on its way into another process, through a pipe that nobody else reads."""

    key: bytes
    certificates: tuple[bytes, ...]

    def __repr__(self) -> str:
        return "_Carried()"


def signed_by_pool(identity: Identity, pdfs: Iterator[bytes]) -> Iterator[bytes]:
    """In their order. The processes are started anew rather than forked: a fork would copy the locks of other threads
    as they are at that moment."""
    number = _cores()
    carried = _carried(identity)
    with ProcessPoolExecutor(number, mp_context=get_context("spawn"), initializer=_begin, initargs=(carried,)) as pool:
        waiting: deque[Future[list[bytes]]] = deque()
        try:
            for some in _batches(pdfs):
                waiting.append(pool.submit(_sign, some))
                if len(waiting) > _AHEAD * number:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


def _cores() -> int:
    """Those this process may use, where the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _batches(pdfs: Iterator[bytes]) -> Iterator[list[bytes]]:
    some: list[bytes] = []
    for pdf in pdfs:
        some.append(pdf)
        if len(some) == _TOGETHER:
            yield some
            some = []
    if some:
        yield some


def _carried(identity: Identity) -> _Carried:
    certificates = (identity.certificate, *identity.chain)
    return _Carried(
        key=identity.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        certificates=tuple(one.public_bytes(Encoding.DER) for one in certificates),
    )


# In the processes of the pool

_signature: "PdfSignature | None" = None


def _begin(carried: _Carried) -> None:
    """Once in each process: the key is loaded, and kept."""
    from adapters.signing.pyhanko_signature import PdfSignature

    # Ctrl-C reaches every process of the terminal; the one that started this pool ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    key = load_der_private_key(carried.key, password=None)
    assert isinstance(key, SigningKey)  # noqa: S101 - it was one when it was carried here
    own, *chain = (x509.load_der_x509_certificate(one) for one in carried.certificates)
    # What a task of the pool can reach is what its module holds.
    global _signature
    _signature = PdfSignature(Identity(key=key, certificate=own, chain=tuple(chain)))


def _end_with_parent() -> None:
    """A process that was killed cannot end its pool, which would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _sign(pdfs: list[bytes]) -> list[bytes]:
    assert _signature is not None  # noqa: S101 - the pool has every process begin first
    return [_signature.put_on(pdf) for pdf in pdfs]
