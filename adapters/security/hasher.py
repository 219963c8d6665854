"""argon2id for passwords."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core.access.model import MAX_PASSWORD_LENGTH


class Argon2Hasher:
    """The defaults of argon2-cffi follow RFC 9106's profile for little memory: 64 MiB, three passes, four lanes.

    `cheap` is for tests: the same code with the least work that argon2 takes.
    """

    def __init__(self, *, cheap: bool = False) -> None:
        self._argon2 = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1) if cheap else PasswordHasher()
        # Checked where there is no hash to check, so that it takes as long.
        self._stand_in = self._argon2.hash("nobody has this password")

    def hash(self, password: str) -> str:
        return self._argon2.hash(password)

    def verify(self, password_hash: str | None, password: str) -> bool:
        # Longer than any password that was ever taken; hashing megabytes would be work for nothing.
        if len(password) > MAX_PASSWORD_LENGTH:
            password = ""
        try:
            matches = self._argon2.verify(password_hash or self._stand_in, password)
        except (VerificationError, InvalidHashError):
            return False
        return matches and password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        return self._argon2.check_needs_rehash(password_hash)
