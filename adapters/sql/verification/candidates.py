"""Which candidate ID numbers are whose, stored."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from adapters.sql.results.mappings import number_key
from adapters.sql.verification.tables import candidate_number
from core.shared.ids import PersonId
from core.verification.model.claim import Claim

_ADD = insert(candidate_number)
_CLAIM = select(candidate_number.c.number, candidate_number.c.person_id, candidate_number.c.at).where(
    candidate_number.c.number_key == bindparam("key")
)
_FREE = delete(candidate_number).where(candidate_number.c.number_key == bindparam("key"))
_OWNER = select(candidate_number.c.person_id).where(candidate_number.c.number_key == bindparam("key"))
NUMBERS = select(candidate_number.c.number).where(candidate_number.c.person_id == bindparam("person"))


class SqlCandidateNumbers:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def owner(self, number: str) -> PersonId | None:
        return self._connection.execute(_OWNER, {"key": number_key(number)}).scalar_one_or_none()

    def claim(self, number: str, *, for_update: bool = False) -> Claim | None:
        query = _CLAIM.with_for_update() if for_update else _CLAIM
        row = self._connection.execute(query, {"key": number_key(number)}).mappings().one_or_none()
        return Claim(**row) if row else None

    def of(self, person_id: PersonId) -> frozenset[str]:
        return frozenset(self._connection.execute(NUMBERS, {"person": person_id}).scalars())

    def add(self, number: str, person_id: PersonId, *, at: datetime) -> None:
        values = {"number_key": number_key(number), "number": number, "person_id": person_id, "at": at}
        self._connection.execute(_ADD, values)

    def free(self, claim: Claim) -> None:
        self._connection.execute(_FREE, {"key": number_key(claim.number)})
