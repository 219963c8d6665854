"""Texts that stand where strangers read, as in an address: encrypted, and bound to the one they are for."""

import base64
import os
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from adapters.security.keys import derived_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
_STEP = 32
_LONGEST = 4000
"""A search of 200 letters, each of four bytes, makes 1148; more than this is not of ours and costs no work."""


class AesGcmSeal:
    """AES-256-GCM with a nonce drawn for each text (NIST SP 800-38D). The first secret seals; every one of them opens.

    A text is filled up to a multiple of 32 bytes, so that its length says little. It may not end in U+0000, with which
    it is filled up.
    """

    def __init__(self, secrets: Sequence[str], *, purpose: str) -> None:
        if not secrets or not all(secrets) or not purpose:
            raise ValueError("a seal needs at least one secret, and a purpose")
        self._secrets, self._purpose = tuple(secrets), purpose

    def seal(self, text: str, *, bound_to: str) -> str:
        content, nonce = text.encode(), os.urandom(_NONCE)
        filled = content.ljust(-(-len(content) // _STEP) * _STEP, b"\0")
        sealed = nonce + self._keys[0].encrypt(nonce, filled, bound_to.encode())
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def open(self, sealed: str, *, bound_to: str) -> str | None:
        if len(sealed) > _LONGEST:
            return None
        try:
            content = base64.b64decode(sealed + "=" * (-len(sealed) % 4), altchars=b"-_", validate=True)
        except ValueError:
            return None
        opened = (_opened(key, content, bound_to.encode()) for key in self._keys)
        found = next((one for one in opened if one is not None), None)
        return None if found is None else found.rstrip(b"\0").decode()

    @cached_property
    def _keys(self) -> "tuple[AESGCM, ...]":
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return tuple(AESGCM(derived_key(secret, f"examhall: seal: {self._purpose}")) for secret in self._secrets)


def _opened(key: "AESGCM", content: bytes, bound_to: bytes) -> bytes | None:
    from cryptography.exceptions import InvalidTag

    try:
        return key.decrypt(content[:_NONCE], content[_NONCE:], bound_to)
    except (InvalidTag, ValueError):  # ValueError: what is too short to hold a nonce.
        return None
