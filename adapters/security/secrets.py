"""Secrets drawn by the operating system."""

import secrets


class SystemSecrets:
    def draw(self) -> str:
        """256 bits, in letters, digits, `-` and `_`."""
        return secrets.token_urlsafe(32)
