"""Entries, payments and requests for help; registering with a session's code, and confirmations of entry."""

from dependency_injector import providers

from adapters.security.codes import HmacCodes
from adapters.spreadsheets import PlainSpreadsheets
from adapters.sql.bookings.confirmations import SqlConfirmationLinkReader
from adapters.sql.bookings.reader import SqlBookingsReader
from adapters.typst.confirmation import TypstConfirmations
from core.bookings.confirmation import ConfirmationReader
from core.bookings.usecases.changing import CorrectCandidate, MoveEntry, WithdrawEntry
from core.bookings.usecases.checking import CheckEntries
from core.bookings.usecases.confirming import FollowConfirmationLink, IssueConfirmationLink, SeeConfirmation
from core.bookings.usecases.entering import EnterCandidates, OfferEntries
from core.bookings.usecases.helping import AskForHelp, WriteOn
from core.bookings.usecases.registering import FindSession, Register
from core.bookings.usecases.settling import PayBooking, SettleEntry
from core.bookings.usecases.taking_back import TakeBackSession
from core.bookings.usecases.uploading import EnterUpload, ForgetUploads, LookAtUpload, UploadEntries
from web.container.access import Access
from web.container.house import House
from web.container.sessions import Sessions


class Bookings(Sessions):
    bookings_reader = providers.Singleton(SqlBookingsReader, database=House.database)
    secret_numbers = providers.Singleton(
        HmacCodes, House.settings.provided.sealing_keys, purpose="candidates' secret numbers"
    )
    confirmation_reader = providers.Singleton(
        ConfirmationReader,
        bookings=bookings_reader,
        sessions=Sessions.sessions_reader,
        access=Access.access_reader,
        secret_numbers=secret_numbers,
    )
    confirmation_links = providers.Singleton(SqlConfirmationLinkReader, database=House.database)
    confirmation_print = providers.Singleton(TypstConfirmations)
    find_session = providers.Singleton(
        FindSession, reader=Sessions.sessions_reader, throttle=Access.throttle, clock=House.clock
    )
    register = providers.Singleton(
        Register, open_unit=House.open_unit, throttle=Access.throttle, secrets=Access.secrets, clock=House.clock
    )
    see_confirmation = providers.Singleton(
        SeeConfirmation, reader=confirmation_reader, open_unit=House.open_unit, clock=House.clock
    )
    follow_confirmation_link = providers.Singleton(
        FollowConfirmationLink, reader=confirmation_reader, links=confirmation_links, clock=House.clock
    )
    issue_confirmation_link = providers.Singleton(
        IssueConfirmationLink, open_unit=House.open_unit, secrets=Access.secrets
    )

    # Entering candidates
    spreadsheets = providers.Singleton(PlainSpreadsheets)
    offer_entries = providers.Singleton(OfferEntries, open_unit=House.open_unit, clock=House.clock)
    enter_candidates = providers.Singleton(EnterCandidates, open_unit=House.open_unit, clock=House.clock)
    upload_entries = providers.Singleton(
        UploadEntries, open_unit=House.open_unit, spreadsheets=spreadsheets, clock=House.clock
    )
    look_at_upload = providers.Singleton(
        LookAtUpload, open_unit=House.open_unit, spreadsheets=spreadsheets, clock=House.clock
    )
    enter_upload = providers.Singleton(
        EnterUpload, open_unit=House.open_unit, spreadsheets=spreadsheets, clock=House.clock
    )
    forget_uploads = providers.Singleton(ForgetUploads, open_unit=House.open_unit, clock=House.clock)

    # What becomes of entries, and requests for help
    check_entries = providers.Singleton(CheckEntries, reader=bookings_reader)
    correct_candidate = providers.Singleton(CorrectCandidate, open_unit=House.open_unit, clock=House.clock)
    withdraw_entry = providers.Singleton(WithdrawEntry, open_unit=House.open_unit, clock=House.clock)
    take_back_session = providers.Singleton(TakeBackSession, open_unit=House.open_unit, clock=House.clock)
    move_entry = providers.Singleton(MoveEntry, open_unit=House.open_unit, clock=House.clock)
    settle_entry = providers.Singleton(SettleEntry, open_unit=House.open_unit, clock=House.clock)
    pay_booking = providers.Singleton(PayBooking, open_unit=House.open_unit, clock=House.clock)
    ask_for_help = providers.Singleton(AskForHelp, open_unit=House.open_unit, clock=House.clock)
    write_on = providers.Singleton(WriteOn, open_unit=House.open_unit, clock=House.clock)
