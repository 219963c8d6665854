"""What pages of the awarding body show of results."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from core.catalogue.model import ExamCode
from core.results.model import Change, Result, ResultId, ResultStatus
from core.results.reference import ReferenceNumber
from core.shared.ids import OrganisationId


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """One line of the results officer's list."""

    id: ResultId
    reference: ReferenceNumber
    name: str
    number: str
    exam_name: str
    taken_on: date
    centre_name: str
    overall: int | None
    grade: str | None
    status: ResultStatus
    release_at: datetime
    released_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateAccount:
    """The account that joined with the candidate ID number of a result. Its address is somebody's own and not told, but
    whether it is the one that the result has; None where the result has none. `results` are the released ones under the
    number, `shares` those that the account made of them and that go on."""

    joined_at: datetime
    has_address_of_result: bool | None
    has_password: bool
    results: int
    shares: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultView:
    """One result whole, for the awarding body. `history` is the newest change first, with the people's names;
    `former_centres` names the centres at which it was once said to be sat. `account` is None while nobody joined with
    the number."""

    result: Result
    exam_name: str
    centre_name: str
    centre_number: str
    history: tuple[tuple[Change, str], ...]
    former_centres: Mapping[OrganisationId, str]
    shares: int
    look_ups: int
    account: CandidateAccount | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRow:
    """Results of one exam and day that are waiting for the same moment."""

    exam: ExamCode
    exam_name: str
    taken_on: date
    release_at: datetime
    results: int
    provisional: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFilter:
    """What the results officer looks for. `search` finds words of the name, the candidate ID number and the reference
    number; the rest narrows."""

    search: str = ""
    exam: str | None = None
    taken_on: date | None = None
    status: ResultStatus | None = None
    is_released: bool | None = None
