"""The whole addresses that stand in letters and that vendors are given. No request says where we are: a letter is
written in a job, and what a request's own address says is the proxy's to tell."""

from core.access.usecases.linking import IssuePasswordLink
from core.notifications.ports import LinkToSetPassword
from core.proctoring.model.test import ProctoredTestId
from core.shared.ids import OrganisationId, PersonId


class PublicAddresses:
    """Built on the address people type. A test holds every path here to a page that exists."""

    def __init__(self, public_address: str) -> None:
        self._start = public_address.rstrip("/")

    def proctored_test(self, test_id: ProctoredTestId) -> str:
        return f"{self._start}/deliver/{test_id}"

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
