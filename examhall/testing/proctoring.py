"""The whole contract of a proctoring provider."""

from examhall.testing.booking import (
    BookingContract,
    CapabilitiesContract,
    CheckingContract,
    FindingContract,
)
from examhall.testing.cancelling import CancellingContract
from examhall.testing.faults import FaultsContract
from examhall.testing.notices import NoticesContract
from examhall.testing.sessions import RatingsContract, SessionsContract


class ProctoringProviderContract(
    CapabilitiesContract,
    BookingContract,
    CheckingContract,
    FindingContract,
    CancellingContract,
    SessionsContract,
    RatingsContract,
    NoticesContract,
    FaultsContract,
):
    """Every answer, fault and repetition of the port. Subclass it as `TestX` and override fixtures:

    - `provider`: a `ProctoringProvider` that its vendor, or the vendor's sandbox, takes. It must be overridden.
    - `vendor`: a `VendorDriver` with the verbs your side can do; tests that need another one are skipped and name it.
    - `window`: a time the vendor would take a booking for, if three days ahead is not one.
    - `stranger` and `unreachable`: providers with wrong credentials, and with nobody at the other end.

    Every test makes bookings of its own under fresh keys, so they can run against one account in any order.
    """
