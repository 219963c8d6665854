"""Which candidate ID numbers are whose, stored."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from adapters.sql.results.mappings import number_key
from adapters.sql.verification.tables import candidate_number
from core.shared.ids import PersonId

_ADD = insert(candidate_number)
_OWNER = select(candidate_number.c.person_id).where(candidate_number.c.number_key == bindparam("key"))
NUMBERS = select(candidate_number.c.number).where(candidate_number.c.person_id == bindparam("person"))


class SqlCandidateNumbers:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def owner(self, number: str) -> PersonId | None:
        return self._connection.execute(_OWNER, {"key": number_key(number)}).scalar_one_or_none()

    def of(self, person_id: PersonId) -> frozenset[str]:
        return frozenset(self._connection.execute(NUMBERS, {"person": person_id}).scalars())

    def add(self, number: str, person_id: PersonId, *, at: datetime) -> None:
        values = {"number_key": number_key(number), "number": number, "person_id": person_id, "at": at}
        self._connection.execute(_ADD, values)
