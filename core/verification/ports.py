"""What verification needs from the world."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from core.access.ports import LogIns, Organisations, People
from core.catalogue.model import ExamCode
from core.catalogue.ports import Exams
from core.results.model import ResultId
from core.results.ports import Results
from core.shared.ids import OrganisationId, PersonId
from core.shared.paging import Page, PageRequest
from core.shared.unit import Unit
from core.verification.model.claim import Claim
from core.verification.model.proposing import Proposal, ProposalId
from core.verification.model.recognising import LookUpPolicy, RecognisingOrganisation
from core.verification.model.registration import Registration, RegistrationId, RegistrationState
from core.verification.model.searching import Criteria, SearchId
from core.verification.model.sharing import Activity, Invitation, InvitationId, LookUp, Share, ShareId
from core.verification.views import (
    FoundPage,
    ListedOrganisation,
    ListedRow,
    LookUpRow,
    OwnResult,
    OwnResultRow,
    ProposalView,
    QueueRow,
    RegistrationView,
    VerifiedResult,
)


class Registrations(Protocol):
    """Raises NotFoundError("registration") for what is not there."""

    def add(self, registration: Registration) -> None: ...
    def get(self, registration_id: RegistrationId, *, for_update: bool = False) -> Registration: ...
    def nearly_late(self, *, due_before: datetime) -> Sequence[Registration]:
        """Received ones due before then that nobody was warned of; held for update."""
        ...


class Proposals(Protocol):
    """Raises NotFoundError("proposal") for what is not there."""

    def add(self, proposal: Proposal) -> None:
        """Raises ConflictError("proposal_waits") at once while another of the same organisation waits."""
        ...

    def get(self, proposal_id: ProposalId, *, for_update: bool = False) -> Proposal: ...
    def waiting(self, organisation_id: OrganisationId) -> Proposal | None: ...
    def received_since(self, organisation_id: OrganisationId, since: datetime) -> int:
        """How many, whatever became of them."""
        ...

    def nearly_late(self, *, due_before: datetime) -> Sequence[Proposal]:
        """Received ones due before then that nobody was warned of; held for update."""
        ...


class RecognisingOrganisations(Protocol):
    """Raises NotFoundError("organisation"). Name, e-mail and telephone number are written to the organisation of access
    with the same id, which must be there."""

    def add(self, organisation: RecognisingOrganisation) -> None: ...
    def get(self, organisation_id: OrganisationId, *, for_update: bool = False) -> RecognisingOrganisation: ...
    def next_number(self) -> str:
        """An unused organisation number, such as `RO-00042`; taken for good."""
        ...


class LookUpPolicies(Protocol):
    def get(self, *, for_update: bool = False) -> LookUpPolicy:
        """The one there is; as it begins, until it was changed."""
        ...


class CandidateNumbers(Protocol):
    """Which candidate ID numbers are whose. One person can have several: each preparation centre enters them anew."""

    def owner(self, number: str) -> PersonId | None: ...
    def claim(self, number: str, *, for_update: bool = False) -> Claim | None:
        """The one there is. Held for update, it does not end before the unit is over; it is held before any share."""
        ...

    def of(self, person_id: PersonId) -> frozenset[str]: ...
    def add(self, number: str, person_id: PersonId, *, at: datetime) -> None:
        """Raises ConflictError("candidate_number_taken") at once when it is somebody's already."""
        ...

    def free(self, claim: Claim) -> None:
        """End a claim that is held for update."""
        ...


class Shares(Protocol):
    """Raises NotFoundError("share"). What the organisation searches changes in the same transaction."""

    def add(self, share: Share) -> None:
        """Raises ConflictError("already_shared") at once while another of the same two is not over; one that was ended
        in this very unit is over."""
        ...

    def get(self, share_id: ShareId, *, for_update: bool = False) -> Share: ...
    def between(self, result_id: ResultId, organisation_id: OrganisationId, *, now: datetime) -> Share | None:
        """The active one."""
        ...

    def expired(self, *, now: datetime, limit: int) -> Sequence[Share]:
        """Those whose time has come and that are not ended yet; held for update."""
        ...

    def made_by(self, person_id: PersonId, number: str, *, now: datetime) -> Sequence[Share]:
        """The active ones that the person made of the results of a candidate ID number; held for update."""
        ...

    def mark_opened(self, share_id: ShareId, person_id: PersonId, *, at: datetime) -> bool:
        """Remember that the person opened it; True when they are the first of their organisation."""
        ...


class LookUps(Protocol):
    def add(self, look_up: LookUp) -> None:
        """One made anew by the same organisation takes the place of the former one."""
        ...

    def latest(self, result_id: ResultId, organisation_id: OrganisationId) -> LookUp | None: ...


class Activities(Protocol):
    def add(self, activity: Activity) -> None: ...


class Watchers(Protocol):
    def of(self, result_id: ResultId, *, now: datetime) -> Sequence[OrganisationId]:
        """Organisations that hold an active share of it or ever looked it up, each once, in the order of their ids."""
        ...


class Searches(Protocol):
    """Criteria kept under an opaque id for a day, as they hold personal data."""

    def add(
        self, digest: str, criteria: Criteria, *, person_id: PersonId, organisation_id: OrganisationId, at: datetime
    ) -> None: ...
    def forget_before(self, before: datetime) -> int: ...


class Invitations(Protocol):
    def add(self, invitation: Invitation) -> None: ...
    def get(self, invitation_id: InvitationId, *, for_update: bool = False) -> Invitation | None: ...
    def sent_since(self, person_id: PersonId, since: datetime) -> int: ...


class VerificationUnit(Unit, Protocol):
    @property
    def organisations(self) -> Organisations: ...
    @property
    def people(self) -> People: ...
    @property
    def log_ins(self) -> LogIns: ...
    @property
    def exams(self) -> Exams: ...
    @property
    def results(self) -> Results: ...
    @property
    def registrations(self) -> Registrations: ...
    @property
    def proposals(self) -> Proposals: ...
    @property
    def recognising_organisations(self) -> RecognisingOrganisations: ...
    @property
    def look_up_policies(self) -> LookUpPolicies: ...
    @property
    def candidate_numbers(self) -> CandidateNumbers: ...
    @property
    def shares(self) -> Shares: ...
    @property
    def look_ups(self) -> LookUps: ...
    @property
    def activities(self) -> Activities: ...
    @property
    def watchers(self) -> Watchers: ...
    @property
    def searches(self) -> Searches: ...
    @property
    def invitations(self) -> Invitations: ...


class VerificationReader(Protocol):
    """What recognising organisations see. Everything is led by the organisation: what is not shared with it, or whose
    share is over, is not found by any way in; only `VerifiedResult` may come by a look-up instead."""

    def criteria(self, search_id: SearchId, person_id: PersonId, organisation_id: OrganisationId) -> Criteria:
        """Raises NotFoundError("search") for somebody else's, another organisation's, or one that is forgotten."""
        ...

    def search(
        self,
        organisation_id: OrganisationId,
        criteria: Criteria,
        page: PageRequest,
        *,
        person_id: PersonId,
        now: datetime,
    ) -> FoundPage:
        """Shared results, the newest exam first; without criteria the newest share first. The cursor holds no personal
        data. A page deep inside costs what the first one costs. Page and count are of one moment."""
        ...

    def result(self, result_id: ResultId, organisation_id: OrganisationId, *, now: datetime) -> VerifiedResult:
        """By an active share or an open look-up, by the share where there are both. Raises NotFoundError("result")."""
        ...

    def look_ups(self, organisation_id: OrganisationId, page: PageRequest, *, now: datetime) -> Page[LookUpRow]:
        """Those that are open still, the newest first."""
        ...

    def look_up_policy(self) -> LookUpPolicy:
        """As it stands; no secret, as every look-up shows it."""
        ...


class CandidateReader(Protocol):
    """What candidates see of their own. Raises NotFoundError("result") for everybody else's and for what is not
    released."""

    def own_results(self, person_id: PersonId) -> Sequence[OwnResultRow]:
        """Released ones of every candidate ID number of the person, the newest exam first."""
        ...

    def own_result(self, result_id: ResultId, person_id: PersonId, *, now: datetime) -> OwnResult: ...
    def numbers(self, person_id: PersonId) -> Sequence[str]: ...


class RecognitionReader(Protocol):
    """The public list of recognising organisations, and the queue of what the recognition team answers."""

    def listed(
        self, page: PageRequest, *, name: str = "", city: str = "", country: str = "", exam: ExamCode | None = None
    ) -> Page[ListedRow]:
        """By name. Every word of `name` and `city` begins a word of the organisation's; `country` is a code."""
        ...

    def listed_organisation(self, organisation_id: OrganisationId) -> ListedOrganisation:
        """Raises NotFoundError("organisation")."""
        ...

    def listed_as(self, *, name: str, email: str) -> ListedRow | None:
        """One with exactly that name, by `fold_name`, or that contact address, by `fold_email`; of several any one."""
        ...

    def countries(self) -> Sequence[str]:
        """Codes of the countries that have a listed organisation."""
        ...

    def queue(self, page: PageRequest, *, state: RegistrationState) -> Page[QueueRow]:
        """Registrations and proposals. Received ones with the one due first in front; of the others the newest first.
        What was withdrawn is in none."""
        ...

    def registration(self, registration_id: RegistrationId) -> RegistrationView: ...
    def proposal(self, proposal_id: ProposalId) -> ProposalView: ...
    def latest_proposal(self, organisation_id: OrganisationId) -> ProposalView | None:
        """Of one organisation, in whatever state."""
        ...
