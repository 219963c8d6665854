"""The one place where ports meet their adapters. Only the application and the command line know it.

A block for each context. Names are those of the things: `clock`, `database`, `open_unit`; a use case has its own name
in small letters: `start_log_in`.
"""

import importlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

from dependency_injector import containers, providers

from adapters.calendars import ICalendarFiles
from adapters.clock import SystemClock
from adapters.jobs.bell import Bell
from adapters.jobs.clockwork import Clockwork, Periodic
from adapters.jobs.desk import SqlJobDesk
from adapters.jobs.embedded import EmbeddedJobs
from adapters.mail.maildir import MaildirMailbox
from adapters.origin import origin
from adapters.plugins.channels import PluginChannels
from adapters.plugins.checking import CheckProvider
from adapters.plugins.loader import load_plugins
from adapters.plugins.providers import PluginProviders, VendorTrial
from adapters.plugins.vault import FernetVault
from adapters.security.hasher import Argon2Hasher
from adapters.security.judge import ZxcvbnJudge
from adapters.security.secrets import SystemSecrets
from adapters.settings import Settings, load_settings
from adapters.spreadsheets import PlainSpreadsheets
from adapters.sql import migrate
from adapters.sql.access.partnerships_reader import SqlPartnershipsReader
from adapters.sql.access.reader import SqlAccessReader
from adapters.sql.access.throttle import SqlThrottle
from adapters.sql.audit import SqlAuditTrail
from adapters.sql.bookings.confirmations import SqlConfirmationLinkReader
from adapters.sql.bookings.reader import SqlBookingsReader
from adapters.sql.calendar import SqlCalendarReader
from adapters.sql.catalogue import SqlCatalogueReader
from adapters.sql.database import Database
from adapters.sql.extensions import SqlExtensionsReader
from adapters.sql.notifications import SqlNotificationsReader
from adapters.sql.proctoring.reader import SqlProctoringReader
from adapters.sql.proctoring.records import SqlBookingRecords
from adapters.sql.sessions.reader import SqlSessionsReader
from adapters.sql.unit import open_unit_on
from adapters.typst.confirmation import TypstConfirmations
from core.access.model import SessionLimits
from core.access.usecases.choosing import ChangePassword, ChoosePassword
from core.access.usecases.employing import (
    CreatePerson,
    DeactivatePerson,
    GiveRoles,
    ReactivatePerson,
    ReviseAccount,
    RevisePerson,
)
from core.access.usecases.entering import StartLogIn
from core.access.usecases.leaving import EndAllLogIns, EndLogIn, PurgeLogIns
from core.access.usecases.linking import AskPasswordLink, IssuePasswordLink, SendPasswordLink
from core.access.usecases.organising import CreateOrganisation, ReviseOrganisation
from core.access.usecases.partnering import (
    BeginPartnership,
    CreatePreparationCentre,
    LetInPreparationUser,
    SendPreparationUserLink,
    TakeOffPreparationUser,
    TellContact,
)
from core.access.usecases.resuming import ResumeLogIn
from core.access.usecases.switching import SwitchOrganisation
from core.audit.usecases import VerifyTrail
from core.bookings.confirmation import ConfirmationReader
from core.bookings.promises import FOLLOW
from core.bookings.usecases.calendar import MakeCalendarAddress, ReadCalendarFeed, RevokeCalendarAddress
from core.bookings.usecases.changing import CorrectCandidate, MoveEntry, WithdrawEntry
from core.bookings.usecases.checking import CheckEntries
from core.bookings.usecases.confirming import FollowConfirmationLink, IssueConfirmationLink, SeeConfirmation
from core.bookings.usecases.entering import EnterCandidates, OfferEntries
from core.bookings.usecases.helping import AskForHelp, WriteOn
from core.bookings.usecases.registering import FindSession, Register
from core.bookings.usecases.reminding import RemindOfDeadlines, SeeLedger
from core.bookings.usecases.settling import PayBooking, SettleEntry
from core.bookings.usecases.uploading import EnterUpload, ForgetUploads, LookAtUpload, UploadEntries
from core.catalogue.usecases.importing import ImportCatalogue
from core.catalogue.usecases.keeping_venues import KeepVenue
from core.extensions.usecases.setting_up import SetUpPlugin, SwitchPlugin
from core.extensions.usecases.trying import TryVendor
from core.extensions.usecases.viewing import SeePlugins, SeeSetups
from core.notifications.letters import LetterWriter
from core.notifications.ports import DELIVER
from core.notifications.usecases.choose import MessageChoice
from core.notifications.usecases.deliver import Deliver
from core.notifications.usecases.forget import FORGET, ForgetDeliveries
from core.notifications.usecases.notify import NOTIFY, Notify
from core.proctoring import promises
from core.proctoring.ports import RetrySchedule
from core.proctoring.usecases.activating import ActivateTest, CancelBooking, DeactivateTest
from core.proctoring.usecases.cancelling import CancelAtVendor
from core.proctoring.usecases.checking import CheckBookings
from core.proctoring.usecases.deciding import AskReconciliation, ConfirmByHand, RejectByHand
from core.proctoring.usecases.enrolling import AddCandidate, ImportCandidates, WithdrawCandidate
from core.proctoring.usecases.expiring import ExpireBookings
from core.proctoring.usecases.following import FollowSession, TakeEntries
from core.proctoring.usecases.noticing import TakeNotice
from core.proctoring.usecases.opening import OpenSession
from core.proctoring.usecases.preparing import CreateTest, ReviseTest, SetTime
from core.proctoring.usecases.rating import FetchRatings
from core.proctoring.usecases.reconciling import ReconcileBookings
from core.proctoring.usecases.rehearsing import Rehearse
from core.proctoring.usecases.sending import SendBookings
from core.proctoring.usecases.verifying import VerifyBooking, VerifyBookings
from core.sessions.usecases.making_available import ShareSession
from core.sessions.usecases.parting import EndPartnership
from core.sessions.usecases.planning import CopySession, CreateSession, MoveSession, ReviseSession
from web.demo.bookings import BookingTools
from web.demo.fill import DemoTools
from web.demo.sessions import SessionTools
from web.log_in_cookie import LogInCookie
from web.notifications.addresses import ConfirmationsByMail, PasswordLinksByMail, PublicAddresses

BUNDLED_PLUGINS = ("plugins.simulator", "plugins.email", "plugins.inbox")

VENDOR_SIMULATOR = "plugins.simulator.vendor.server"

__all__ = ["Container", "Settings", "VendorServer", "load_settings"]


class VendorServer(Protocol):
    """The simulated vendor as a server, in a thread of its own."""

    @property
    def url(self) -> str: ...
    def start(self) -> object:
        """Raises OSError where the port is taken or the store cannot be used, ValueError for an API key that another
        account in the store has."""
        ...

    def stop(self) -> None: ...


def _vendor_simulator(*, accounts: Mapping[str, str] | None = None, **settings: object) -> VendorServer:
    """Imported only where it is wanted: an installation without the demo has no use for it. `accounts` are API keys by
    centre; without any the vendor opens its own example. Raises ValueError for a name or key that cannot be one."""
    vendor = importlib.import_module(VENDOR_SIMULATOR)
    if accounts:
        settings["accounts"] = [vendor.Account(name=name, api_key=key) for name, key in accounts.items()]
    made: VendorServer = vendor.SimulatorServer(**settings)
    return made


class Container(containers.DeclarativeContainer):
    """Made with the settings: `Container(settings=load_settings())`."""

    settings: providers.Dependency[Settings] = providers.Dependency(instance_of=Settings)
    clock = providers.Singleton(SystemClock)
    tell_origin = providers.Object(origin.set)

    # Storage
    database = providers.Singleton(Database, settings.provided.database_url)
    bell = providers.Singleton(Bell)
    open_unit = providers.Singleton(open_unit_on, database, clock, bell.provided.ring)
    upgrade_tables = providers.Callable(migrate.upgrade, database)
    check_tables = providers.Callable(migrate.check, database)
    table_revision = providers.Callable(migrate.current, database)
    release_revision = providers.Callable(migrate.head)

    # Audit
    audit_trail = providers.Singleton(SqlAuditTrail, database=database)
    verify_trail = providers.Singleton(VerifyTrail, trail=audit_trail)

    # Access
    access_reader = providers.Singleton(SqlAccessReader, database=database)
    throttle = providers.Singleton(SqlThrottle, database=database)
    password_hasher = providers.Singleton(Argon2Hasher)
    password_judge = providers.Singleton(ZxcvbnJudge)
    secrets = providers.Singleton(SystemSecrets)
    session_limits = providers.Singleton(
        SessionLimits, idle=settings.provided.idle_limit, absolute=settings.provided.absolute_limit
    )
    log_in_cookie = providers.Singleton(LogInCookie, is_https=settings.provided.is_https)
    resume_log_in = providers.Singleton(
        ResumeLogIn, reader=access_reader, open_unit=open_unit, clock=clock, limits=session_limits
    )
    start_log_in = providers.Singleton(
        StartLogIn, open_unit=open_unit, throttle=throttle, hasher=password_hasher, secrets=secrets, clock=clock
    )
    end_log_in = providers.Singleton(EndLogIn, open_unit=open_unit)
    end_all_log_ins = providers.Singleton(EndAllLogIns, open_unit=open_unit)
    purge_log_ins = providers.Singleton(PurgeLogIns, open_unit=open_unit, limits=session_limits, clock=clock)
    switch_organisation = providers.Singleton(SwitchOrganisation, open_unit=open_unit)
    ask_password_link = providers.Singleton(AskPasswordLink, open_unit=open_unit, throttle=throttle, clock=clock)
    send_password_link = providers.Singleton(SendPasswordLink, open_unit=open_unit, clock=clock)
    issue_password_link = providers.Singleton(
        IssuePasswordLink,
        open_unit=open_unit,
        secrets=secrets,
        lifetime=settings.provided.password_link_lifetime,
        clock=clock,
    )
    choose_password = providers.Singleton(
        ChoosePassword, open_unit=open_unit, hasher=password_hasher, judge=password_judge, clock=clock
    )
    change_password = providers.Singleton(
        ChangePassword,
        open_unit=open_unit,
        throttle=throttle,
        hasher=password_hasher,
        judge=password_judge,
        clock=clock,
    )
    create_organisation = providers.Singleton(CreateOrganisation, open_unit=open_unit)
    revise_organisation = providers.Singleton(ReviseOrganisation, open_unit=open_unit)
    create_person = providers.Singleton(CreatePerson, open_unit=open_unit, clock=clock)
    revise_person = providers.Singleton(RevisePerson, open_unit=open_unit)
    revise_account = providers.Singleton(ReviseAccount, open_unit=open_unit)
    give_roles = providers.Singleton(GiveRoles, open_unit=open_unit)
    deactivate_person = providers.Singleton(DeactivatePerson, open_unit=open_unit)
    reactivate_person = providers.Singleton(ReactivatePerson, open_unit=open_unit, clock=clock)
    partnerships_reader = providers.Singleton(SqlPartnershipsReader, database=database)
    begin_partnership = providers.Singleton(BeginPartnership, open_unit=open_unit, clock=clock)
    create_preparation_centre = providers.Singleton(CreatePreparationCentre, open_unit=open_unit, clock=clock)
    let_in_preparation_user = providers.Singleton(LetInPreparationUser, open_unit=open_unit, clock=clock)
    send_preparation_user_link = providers.Singleton(SendPreparationUserLink, open_unit=open_unit, clock=clock)
    take_off_preparation_user = providers.Singleton(TakeOffPreparationUser, open_unit=open_unit)
    tell_contact = providers.Singleton(TellContact, open_unit=open_unit)

    # Catalogue and sessions
    catalogue_reader = providers.Singleton(SqlCatalogueReader, database=database)
    import_catalogue = providers.Singleton(ImportCatalogue, open_unit=open_unit)
    keep_venue = providers.Singleton(KeepVenue, open_unit=open_unit)
    sessions_reader = providers.Singleton(SqlSessionsReader, database=database)
    create_session = providers.Singleton(CreateSession, open_unit=open_unit)
    revise_session = providers.Singleton(ReviseSession, open_unit=open_unit)
    copy_session = providers.Singleton(CopySession, open_unit=open_unit)
    move_session = providers.Singleton(MoveSession, open_unit=open_unit, clock=clock)
    share_session = providers.Singleton(ShareSession, open_unit=open_unit)
    end_partnership = providers.Singleton(EndPartnership, open_unit=open_unit, clock=clock)

    # Plugins. The bundled ones are named here and nowhere else.
    installed_plugins = providers.Singleton(load_plugins, BUNDLED_PLUGINS)
    extensions_reader = providers.Singleton(SqlExtensionsReader, database=database)
    vault = providers.Singleton(FernetVault, secrets=settings.provided.sealing_keys)
    vendors = providers.Singleton(PluginProviders, plugins=installed_plugins, reader=extensions_reader, vault=vault)
    vendor_trial = providers.Singleton(VendorTrial, providers=vendors, reader=extensions_reader, clock=clock)
    check_provider = providers.Singleton(CheckProvider, plugins=installed_plugins)
    see_plugins = providers.Singleton(SeePlugins, directory=installed_plugins)
    see_setups = providers.Singleton(
        SeeSetups, directory=installed_plugins, reader=extensions_reader, access=access_reader, vault=vault
    )
    set_up_plugin = providers.Singleton(SetUpPlugin, directory=installed_plugins, open_unit=open_unit, vault=vault)
    switch_plugin = providers.Singleton(SwitchPlugin, directory=installed_plugins, open_unit=open_unit)
    try_vendor = providers.Singleton(TryVendor, trial=vendor_trial)

    # Proctoring
    proctoring_reader = providers.Singleton(SqlProctoringReader, database=database)
    checks = providers.Singleton(
        RetrySchedule,
        first=settings.provided.check_first,
        factor=2.0,
        longest=settings.provided.check_longest,
        tries=settings.provided.check_tries,
    )
    tries = providers.Singleton(
        RetrySchedule,
        first=settings.provided.send_first,
        factor=3.0,
        longest=settings.provided.check_longest,
        tries=settings.provided.send_tries,
    )
    create_test = providers.Singleton(CreateTest, open_unit=open_unit, providers=vendors)
    revise_test = providers.Singleton(ReviseTest, open_unit=open_unit, providers=vendors)
    set_time = providers.Singleton(SetTime, open_unit=open_unit, clock=clock)
    add_candidate = providers.Singleton(AddCandidate, open_unit=open_unit, providers=vendors)
    import_candidates = providers.Singleton(ImportCandidates, open_unit=open_unit, providers=vendors)
    withdraw_candidate = providers.Singleton(WithdrawCandidate, open_unit=open_unit)
    activate_test = providers.Singleton(ActivateTest, open_unit=open_unit, providers=vendors, clock=clock)
    deactivate_test = providers.Singleton(DeactivateTest, open_unit=open_unit, clock=clock)
    cancel_booking = providers.Singleton(CancelBooking, open_unit=open_unit, providers=vendors, clock=clock)
    rehearse = providers.Singleton(Rehearse, reader=proctoring_reader, providers=vendors, clock=clock)
    open_session = providers.Singleton(OpenSession, open_unit=open_unit, providers=vendors)
    confirm_by_hand = providers.Singleton(ConfirmByHand, open_unit=open_unit, clock=clock)
    reject_by_hand = providers.Singleton(RejectByHand, open_unit=open_unit, clock=clock)
    ask_reconciliation = providers.Singleton(AskReconciliation, open_unit=open_unit, clock=clock)
    take_notice = providers.Singleton(TakeNotice, open_unit=open_unit, providers=vendors, clock=clock)
    send_bookings = providers.Singleton(
        SendBookings, open_unit=open_unit, providers=vendors, clock=clock, tries=tries, checks=checks
    )
    check_bookings = providers.Singleton(
        CheckBookings, open_unit=open_unit, providers=vendors, clock=clock, checks=checks
    )
    reconcile_bookings = providers.Singleton(
        ReconcileBookings, open_unit=open_unit, providers=vendors, clock=clock, checks=checks
    )
    cancel_at_vendor = providers.Singleton(
        CancelAtVendor, open_unit=open_unit, providers=vendors, clock=clock, tries=tries
    )
    fetch_ratings = providers.Singleton(FetchRatings, open_unit=open_unit, providers=vendors, clock=clock, tries=tries)
    expire_bookings = providers.Singleton(ExpireBookings, open_unit=open_unit, clock=clock)
    booking_records = providers.Singleton(SqlBookingRecords, database=database)
    verify_bookings = providers.Singleton(VerifyBookings, records=booking_records)
    verify_booking = providers.Singleton(VerifyBooking, records=booking_records)

    # Confirmations of entry, and registering with a session's code
    bookings_reader = providers.Singleton(SqlBookingsReader, database=database)
    confirmation_reader = providers.Singleton(
        ConfirmationReader, bookings=bookings_reader, sessions=sessions_reader, access=access_reader
    )
    confirmation_links = providers.Singleton(SqlConfirmationLinkReader, database=database)
    confirmation_print = providers.Singleton(TypstConfirmations)
    find_session = providers.Singleton(FindSession, reader=sessions_reader, throttle=throttle, clock=clock)
    register = providers.Singleton(Register, open_unit=open_unit, throttle=throttle, secrets=secrets, clock=clock)
    see_confirmation = providers.Singleton(
        SeeConfirmation, reader=confirmation_reader, open_unit=open_unit, clock=clock
    )
    follow_confirmation_link = providers.Singleton(
        FollowConfirmationLink, reader=confirmation_reader, links=confirmation_links, clock=clock
    )
    issue_confirmation_link = providers.Singleton(IssueConfirmationLink, open_unit=open_unit, secrets=secrets)

    # Notifications
    channels = providers.Singleton(PluginChannels, plugins=installed_plugins, reader=extensions_reader, vault=vault)
    notifications_reader = providers.Singleton(SqlNotificationsReader, database=database)
    page_addresses = providers.Singleton(PublicAddresses, settings.provided.public_address)
    password_link_for = providers.Singleton(PasswordLinksByMail, issue=issue_password_link, addresses=page_addresses)
    confirmation_for = providers.Singleton(
        ConfirmationsByMail,
        reader=confirmation_reader,
        issue=issue_confirmation_link,
        addresses=page_addresses,
        clock=clock,
    )
    letter_writer = providers.Singleton(
        LetterWriter, password_link_for=password_link_for, confirmation_for=confirmation_for, addresses=page_addresses
    )
    message_choice = providers.Singleton(MessageChoice, open_unit=open_unit)
    demo_mailbox = providers.Singleton(MaildirMailbox, settings.provided.mailbox)
    notify = providers.Singleton(Notify, open_unit=open_unit, channels=channels, clock=clock)
    deliver = providers.Singleton(
        Deliver,
        open_unit=open_unit,
        channels=channels,
        letters=letter_writer,
        clock=clock,
    )
    forget_deliveries = providers.Singleton(ForgetDeliveries, open_unit=open_unit, clock=clock)

    # Key dates: the calendar, its feeds, and reminders before deadlines
    calendar_reader = providers.Singleton(SqlCalendarReader, database=database)
    calendar_files = providers.Singleton(ICalendarFiles, page_of=page_addresses.provided.test_session)
    make_calendar_address = providers.Singleton(MakeCalendarAddress, open_unit=open_unit, secrets=secrets, clock=clock)
    revoke_calendar_address = providers.Singleton(RevokeCalendarAddress, open_unit=open_unit)
    read_calendar_feed = providers.Singleton(
        ReadCalendarFeed,
        reader=calendar_reader,
        access=access_reader,
        bookings=bookings_reader,
        writer=calendar_files,
        clock=clock,
    )
    remind_of_deadlines = providers.Singleton(RemindOfDeadlines, open_unit=open_unit, clock=clock)
    see_ledger = providers.Singleton(SeeLedger, bookings=bookings_reader, reminders=calendar_reader)

    # Entering candidates
    spreadsheets = providers.Singleton(PlainSpreadsheets)
    offer_entries = providers.Singleton(OfferEntries, open_unit=open_unit, clock=clock)
    enter_candidates = providers.Singleton(EnterCandidates, open_unit=open_unit, clock=clock)
    upload_entries = providers.Singleton(UploadEntries, open_unit=open_unit, spreadsheets=spreadsheets, clock=clock)
    look_at_upload = providers.Singleton(LookAtUpload, open_unit=open_unit, spreadsheets=spreadsheets, clock=clock)
    enter_upload = providers.Singleton(EnterUpload, open_unit=open_unit, spreadsheets=spreadsheets, clock=clock)
    forget_uploads = providers.Singleton(ForgetUploads, open_unit=open_unit, clock=clock)

    # Bookings and help requests
    check_entries = providers.Singleton(CheckEntries, reader=bookings_reader)
    correct_candidate = providers.Singleton(CorrectCandidate, open_unit=open_unit, clock=clock)
    withdraw_entry = providers.Singleton(WithdrawEntry, open_unit=open_unit, clock=clock)
    move_entry = providers.Singleton(MoveEntry, open_unit=open_unit, clock=clock)
    settle_entry = providers.Singleton(SettleEntry, open_unit=open_unit, clock=clock)
    pay_booking = providers.Singleton(PayBooking, open_unit=open_unit, clock=clock)
    ask_for_help = providers.Singleton(AskForHelp, open_unit=open_unit, clock=clock)
    write_on = providers.Singleton(WriteOn, open_unit=open_unit, clock=clock)

    # A proctored test follows a session
    take_entries = providers.Singleton(TakeEntries, open_unit=open_unit, providers=vendors)
    follow_session = providers.Singleton(FollowSession, open_unit=open_unit)

    # Jobs. Each context adds its handlers by kind, and what comes round.
    job_desk = providers.Singleton(SqlJobDesk, database=database, clock=clock)
    job_handlers = providers.Dict(
        {
            "access.purge_log_ins": purge_log_ins,
            promises.SEND: send_bookings,
            promises.CHECK: check_bookings,
            promises.RECONCILE: reconcile_bookings,
            promises.CANCEL: cancel_at_vendor,
            promises.FETCH_RATING: fetch_ratings,
            promises.EXPIRE: expire_bookings,
            FOLLOW: follow_session,
            "bookings.forget_uploads": forget_uploads,
            "bookings.remind": remind_of_deadlines,
            NOTIFY: notify,
            DELIVER: deliver,
            FORGET: forget_deliveries,
        }
    )
    periodic = providers.List(
        providers.Object(Periodic(kind="access.purge_log_ins", every=timedelta(hours=1))),
        providers.Object(Periodic(kind=FORGET, every=timedelta(days=1))),
        providers.Object(Periodic(kind=promises.EXPIRE, every=timedelta(minutes=1))),
        providers.Object(Periodic(kind="bookings.forget_uploads", every=timedelta(hours=1))),
        providers.Object(Periodic(kind="bookings.remind", every=timedelta(minutes=15))),
    )
    jobs = providers.Singleton(EmbeddedJobs, database=database, handlers=job_handlers, clock=clock)
    clockwork = providers.Singleton(Clockwork, database=database, clock=clock, work=periodic, wake=bell.provided.ring)

    vendor_simulator = providers.Callable(_vendor_simulator, host="127.0.0.1")

    # The demo world is filled with the real use cases, in a container whose clock is set.
    demo_tools = providers.Factory(
        DemoTools,
        clock=clock,
        open_access=open_unit,
        open_extensions=open_unit,
        open_proctoring=open_unit,
        hasher=password_hasher,
        vault=vault,
        run_jobs=jobs.provided.run_until_idle,
        create_test=create_test,
        import_candidates=import_candidates,
        set_time=set_time,
        activate_test=activate_test,
        deactivate_test=deactivate_test,
        cancel_booking=cancel_booking,
        confirm_by_hand=confirm_by_hand,
        reject_by_hand=reject_by_hand,
        expire_bookings=expire_bookings,
        sessions=providers.Factory(
            SessionTools,
            import_catalogue=import_catalogue,
            keep_venue=keep_venue,
            create_session=create_session,
            move_session=move_session,
            share_session=share_session,
        ),
        bookings=providers.Factory(
            BookingTools,
            reader=bookings_reader,
            enter_candidates=enter_candidates,
            correct_candidate=correct_candidate,
            withdraw_entry=withdraw_entry,
            settle_entry=settle_entry,
            pay_booking=pay_booking,
            ask_for_help=ask_for_help,
            write_on=write_on,
        ),
        addresses=page_addresses,
    )
