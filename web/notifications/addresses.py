"""The whole addresses that stand in letters and that vendors are given. No request says where we are: a letter is
written in a job, and what a request's own address says is the proxy's to tell."""

from core.access.model import EVERYTHING
from core.access.usecases.linking import IssuePasswordLink
from core.bookings.confirmation import ConfirmationReader
from core.bookings.model import EntryId, RequestId
from core.bookings.usecases.confirming import IssueConfirmationLink
from core.exports.downloads import DownloadId
from core.notifications.ports import LinkedConfirmation, LinkToSetPassword
from core.proctoring.model.test import ProctoredTestId
from core.results.model import ResultId
from core.sessions.model import TestSessionId
from core.shared.ids import OrganisationId, PersonId
from core.shared.time import Clock
from core.verification.model.proposing import ProposalId
from core.verification.model.registration import RegistrationId
from core.verification.model.sharing import InvitationId


class PublicAddresses:
    """Built on the address people type. A test holds every path here to a page that exists."""

    def __init__(self, public_address: str) -> None:
        self._start = public_address.rstrip("/")

    def proctored_test(self, test_id: ProctoredTestId) -> str:
        return f"{self._start}/deliver/{test_id}"

    def help_request(self, request_id: RequestId) -> str:
        return f"{self._start}/help/{request_id}"

    def test_session(self, session_id: TestSessionId) -> str:
        return f"{self._start}/sessions/{session_id}"

    def booking(self, session_id: TestSessionId) -> str:
        return f"{self._start}/bookings/{session_id}"

    def confirmation(self, secret: str) -> str:
        return f"{self._start}/confirmation/{secret}"

    def registration(self, registration_id: RegistrationId) -> str:
        return f"{self._start}/registrations/{registration_id}"

    def proposal(self, proposal_id: ProposalId) -> str:
        return f"{self._start}/registrations/changes/{proposal_id}"

    def register_organisation(self, invitation: InvitationId | None = None) -> str:
        return f"{self._start}/register-organisation" + (f"?invitation={invitation}" if invitation else "")

    def recognising_organisation(self, organisation_id: OrganisationId) -> str:
        return f"{self._start}/recognising-organisations/{organisation_id}"

    def own_organisation(self) -> str:
        return f"{self._start}/organisation"

    def find_results(self) -> str:
        return f"{self._start}/find"

    def found_result(self, result_id: ResultId) -> str:
        return f"{self._start}/find/result/{result_id}"

    def own_results(self) -> str:
        return f"{self._start}/my-results"

    def own_result(self, result_id: ResultId) -> str:
        return f"{self._start}/my-results/{result_id}"

    def candidate_account(self) -> str:
        return f"{self._start}/candidates/join"

    def download(self, download_id: DownloadId) -> str:
        return f"{self._start}/downloads/{download_id}"

    def log_in(self) -> str:
        return f"{self._start}/log-in"

    def choices(self) -> str:
        return f"{self._start}/account/notifications"

    def set_password(self, secret: str) -> str:
        return f"{self._start}/set-password/{secret}"

    def vendor_notices(self, provider: str, organisation_id: OrganisationId) -> str:
        """Where a vendor is to send its notices about the bookings of one organisation."""
        return f"{self._start}/vendors/{provider}/{organisation_id}/notices"


class PasswordLinksByMail:
    """Mints a set-password link as access does it, and writes its address."""

    def __init__(self, *, issue: IssuePasswordLink, addresses: PublicAddresses) -> None:
        self._issue = issue
        self._addresses = addresses

    def __call__(self, person_id: PersonId) -> LinkToSetPassword:
        issued = self._issue(person_id, by="job:notifications")
        return LinkToSetPassword(url=self._addresses.set_password(issued.secret), expires_at=issued.expires_at)


class ConfirmationsByMail:
    """Mints a link to a confirmation as bookings do it, and writes its address."""

    def __init__(
        self, *, reader: ConfirmationReader, issue: IssueConfirmationLink, addresses: PublicAddresses, clock: Clock
    ) -> None:
        self._reader = reader
        self._issue = issue
        self._addresses = addresses
        self._clock = clock

    def __call__(self, entry_id: EntryId) -> LinkedConfirmation | None:
        confirmation = self._reader.read(entry_id, EVERYTHING, now=self._clock.now())
        if confirmation.is_withdrawn:
            return None
        url = self._addresses.confirmation(self._issue(entry_id))
        return LinkedConfirmation(confirmation=confirmation, url=url)
