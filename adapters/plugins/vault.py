"""The vault: secrets that must be readable again, encrypted with keys drawn from the installation's secrets."""

import base64
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from adapters.security.keys import derived_key
from core.shared.errors import UnavailableError

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

_PURPOSE = "examhall: settings of plugins"


class FernetVault:
    """AES-128-CBC with HMAC-SHA256 (Fernet). The first secret seals; every one of them opens.

    To change the installation's secret, put the new one first and keep the old one behind it until all settings were
    saved again.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        if not secrets or not all(secrets):
            raise ValueError("the vault needs at least one secret")
        self._secrets = tuple(secrets)

    def seal(self, secret: str) -> str:
        return self._fernet.encrypt(secret.encode()).decode()

    def open(self, sealed: str) -> str:
        from cryptography.fernet import InvalidToken

        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise UnavailableError("secret_unreadable") from None

    @cached_property
    def _fernet(self) -> "MultiFernet":
        # Imported when first needed: a command that opens no secret should not wait for it.
        from cryptography.fernet import Fernet, MultiFernet

        keys = [base64.urlsafe_b64encode(derived_key(secret, _PURPOSE)) for secret in self._secrets]
        return MultiFernet([Fernet(key) for key in keys])
