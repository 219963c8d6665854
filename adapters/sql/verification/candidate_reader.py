"""What candidates see of their own results, straight from rows to views."""

from collections.abc import Sequence
from datetime import datetime

from adapters.sql.database import Database
from adapters.sql.verification import statements as ask
from adapters.sql.verification.candidates import NUMBERS
from adapters.sql.verification.views import activity_row, in_order, own_result, own_result_row, share_row
from core.results.model import ResultId
from core.shared.errors import NotFoundError
from core.shared.ids import PersonId
from core.shared.time import Clock
from core.verification.views import OwnResult, OwnResultRow


class SqlCandidateReader:
    """Each answer is one short transaction that only reads."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def own_results(self, person_id: PersonId) -> Sequence[OwnResultRow]:
        with self._database.read() as connection:
            values = {"person": person_id, "now": self._clock.now()}
            return [own_result_row(row) for row in connection.execute(ask.OWN_RESULTS, values).mappings()]

    def own_result(self, result_id: ResultId, person_id: PersonId, *, now: datetime) -> OwnResult:
        with self._database.read() as connection:
            row = connection.execute(ask.OWN_RESULT, {"id": result_id, "person": person_id}).mappings().one_or_none()
            if row is None:
                raise NotFoundError("result", result=result_id)
            shares = connection.execute(ask.SHARES, {"result": result_id}).mappings().all()
            activity = connection.execute(ask.ACTIVITY, {"result": result_id}).mappings().all()
        return OwnResult(
            result=own_result(row),
            shares=in_order([share_row(one, seen_by=person_id, now=now) for one in shares]),
            activity=tuple(activity_row(one, seen_by=person_id) for one in activity),
        )

    def numbers(self, person_id: PersonId) -> Sequence[str]:
        with self._database.read() as connection:
            return sorted(connection.execute(NUMBERS, {"person": person_id}).scalars())
