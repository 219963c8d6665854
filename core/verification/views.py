"""What pages show of verification: results found, shares, organisations, registrations."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from core.catalogue.marking import Marking
from core.catalogue.model import ExamCode
from core.results.model import ResultId, ResultStatus
from core.results.reference import ReferenceNumber
from core.shared.ids import OrganisationId
from core.shared.paging import Page
from core.verification.model.proposing import ProposalId, ProposalState
from core.verification.model.registration import (
    Applicant,
    Identity,
    InstitutionKind,
    OrganisationDetails,
    RegistrationId,
    RegistrationState,
)
from core.verification.model.sharing import Activity, Field, ShareEnd, ShareId


class FoundRow(NamedTuple):
    """One line of a search. Of what is not shared, and of scores that are not shown now, there is None.
    `is_new` says that the person who searches has not opened the share yet (FEATURES R05).

    A tuple, as a page is made of fifty, and nothing with names is made sooner.
    """

    result_id: ResultId
    share_id: ShareId
    name: str
    exam_name: str
    taken_on: date
    centre_name: str
    place: str
    status: ResultStatus
    overall: int | None
    grade: str | None
    cefr: str | None
    shared_at: datetime
    expires_at: datetime | None
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many a search found: exactly, or «more than `number`» where counting on would take too long."""

    number: int
    is_capped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPage:
    """Some of what a search found, and how much that is in all."""

    page: Page[FoundRow]
    count: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedResult:
    """A result as one organisation may see it. `fields` are those it may see; what is outside them is None, and so are
    scores while the status hides them. `shared_at` is None for a result that was looked up; then `looked_up_until`
    says how long it stays open. `photo` is the key of its file; `has_photo` whether photos are taken at this exam."""

    result_id: ResultId
    share_id: ShareId | None
    reference: ReferenceNumber
    name: str
    date_of_birth: date | None
    number: str | None
    email: str | None
    exam: ExamCode
    exam_name: str
    marking: Marking | None
    taken_on: date
    centre_name: str
    centre_number: str
    place: str
    status: ResultStatus
    status_since: datetime
    released_at: datetime
    overall: int | None
    grade: str | None
    cefr: str | None
    components: tuple[tuple[str, int], ...] | None
    photo: str | None
    has_photo: bool
    fields: frozenset[Field]
    shared_at: datetime | None
    expires_at: datetime | None
    looked_up_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpRow:
    """A result that the organisation looked up and can open still."""

    result_id: ResultId
    name: str
    exam_name: str
    taken_on: date
    status: ResultStatus
    by: str
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnResultRow:
    """A candidate's own result in their list. `shares` are those not over."""

    result_id: ResultId
    exam_name: str
    taken_on: date
    status: ResultStatus
    overall: int | None
    grade: str | None
    cefr: str | None
    shares: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareRow:
    """A share as its candidate sees it. `shared_with` is what the organisation was called then. `opened_at` is when it
    first opened the share; unread until then. `by_former_account` says that an account made it that has the candidate
    ID number no more."""

    share_id: ShareId
    organisation_id: OrganisationId
    organisation_name: str
    shared_with: str
    city: str
    country: str
    fields: frozenset[Field]
    shared_at: datetime
    expires_at: datetime | None
    ended_at: datetime | None
    end: ShareEnd | None
    opened_at: datetime | None
    by_former_account: bool
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRow:
    """A line of the history, with the organisation's name, that of a beginning as it was then. `by_former_account` is
    said of the share it is about."""

    activity: Activity
    organisation_name: str
    by_former_account: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnResult:
    """A candidate's own result whole. `shares`: those not over first, then the newest first. `activity` is the newest
    first, at most the last 200 lines."""

    result: VerifiedResult
    shares: tuple[ShareRow, ...]
    activity: tuple[ActivityRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRow:
    """A line of the Global Recognition Database. `exams` is how many exams and tests the organisation recognises."""

    id: OrganisationId
    name: str
    kind: InstitutionKind
    city: str
    country: str
    exams: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedOrganisation:
    """One of them whole. `recognised` are (code, name, whether it can be verified here), by name."""

    row: ListedRow
    details: OrganisationDetails
    recognised: tuple[tuple[ExamCode, str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationRow:
    id: RegistrationId
    name: str
    city: str
    country: str
    received_at: datetime
    due_at: datetime
    state: RegistrationState


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationView:
    """One registration whole. `similar` are listed organisations of the same country with a word of the name in common,
    and `known_person` says that the applicant has an account already: both are looked at before approving."""

    row: RegistrationRow
    details: OrganisationDetails
    applicant: Applicant
    purpose: str
    decided_at: datetime | None
    decided_by: str
    reason: str
    organisation_id: OrganisationId | None
    similar: tuple[ListedRow, ...]
    known_person: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRow:
    """A line of the queue. `former` is what the organisation was when it was proposed, `identity` what it is to be."""

    id: ProposalId
    organisation_id: OrganisationId
    former: Identity
    identity: Identity
    received_at: datetime
    due_at: datetime
    state: ProposalState


QueueRow = RegistrationRow | ProposalRow
"""What the recognition team answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalView:
    """One proposal whole. `similar` are other listed organisations of the new country with a word of the new name in
    common, which are looked at before approving."""

    row: ProposalRow
    why: str
    decided_at: datetime | None
    decided_by: str
    reason: str
    similar: tuple[ListedRow, ...]
