"""Proctored tests and their bookings."""

from dependency_injector import providers

from adapters.sql.proctoring.reader import SqlProctoringReader
from adapters.sql.proctoring.records import SqlBookingRecords
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
from web.container.extensions import Extensions
from web.container.house import House


class Proctoring(Extensions):
    proctoring_reader = providers.Singleton(SqlProctoringReader, database=House.database)
    checks = providers.Singleton(
        RetrySchedule,
        first=House.settings.provided.check_first,
        factor=2.0,
        longest=House.settings.provided.check_longest,
        tries=House.settings.provided.check_tries,
    )
    tries = providers.Singleton(
        RetrySchedule,
        first=House.settings.provided.send_first,
        factor=3.0,
        longest=House.settings.provided.check_longest,
        tries=House.settings.provided.send_tries,
    )
    create_test = providers.Singleton(CreateTest, open_unit=House.open_unit, providers=Extensions.vendors)
    revise_test = providers.Singleton(ReviseTest, open_unit=House.open_unit, providers=Extensions.vendors)
    set_time = providers.Singleton(SetTime, open_unit=House.open_unit, clock=House.clock)
    add_candidate = providers.Singleton(AddCandidate, open_unit=House.open_unit, providers=Extensions.vendors)
    import_candidates = providers.Singleton(ImportCandidates, open_unit=House.open_unit, providers=Extensions.vendors)
    withdraw_candidate = providers.Singleton(WithdrawCandidate, open_unit=House.open_unit)
    activate_test = providers.Singleton(
        ActivateTest, open_unit=House.open_unit, providers=Extensions.vendors, clock=House.clock
    )
    deactivate_test = providers.Singleton(DeactivateTest, open_unit=House.open_unit, clock=House.clock)
    cancel_booking = providers.Singleton(
        CancelBooking, open_unit=House.open_unit, providers=Extensions.vendors, clock=House.clock
    )
    rehearse = providers.Singleton(Rehearse, reader=proctoring_reader, providers=Extensions.vendors, clock=House.clock)
    open_session = providers.Singleton(OpenSession, open_unit=House.open_unit, providers=Extensions.vendors)
    confirm_by_hand = providers.Singleton(ConfirmByHand, open_unit=House.open_unit, clock=House.clock)
    reject_by_hand = providers.Singleton(RejectByHand, open_unit=House.open_unit, clock=House.clock)
    ask_reconciliation = providers.Singleton(AskReconciliation, open_unit=House.open_unit, clock=House.clock)
    take_notice = providers.Singleton(
        TakeNotice, open_unit=House.open_unit, providers=Extensions.vendors, clock=House.clock
    )
    send_bookings = providers.Singleton(
        SendBookings,
        open_unit=House.open_unit,
        providers=Extensions.vendors,
        clock=House.clock,
        tries=tries,
        checks=checks,
    )
    check_bookings = providers.Singleton(
        CheckBookings, open_unit=House.open_unit, providers=Extensions.vendors, clock=House.clock, checks=checks
    )
    reconcile_bookings = providers.Singleton(
        ReconcileBookings, open_unit=House.open_unit, providers=Extensions.vendors, clock=House.clock, checks=checks
    )
    cancel_at_vendor = providers.Singleton(
        CancelAtVendor, open_unit=House.open_unit, providers=Extensions.vendors, clock=House.clock, tries=tries
    )
    fetch_ratings = providers.Singleton(
        FetchRatings, open_unit=House.open_unit, providers=Extensions.vendors, clock=House.clock, tries=tries
    )
    expire_bookings = providers.Singleton(ExpireBookings, open_unit=House.open_unit, clock=House.clock)
    booking_records = providers.Singleton(SqlBookingRecords, database=House.database)
    verify_bookings = providers.Singleton(VerifyBookings, records=booking_records)
    verify_booking = providers.Singleton(VerifyBooking, records=booking_records)

    # Following a session
    take_entries = providers.Singleton(TakeEntries, open_unit=House.open_unit, providers=Extensions.vendors)
    follow_session = providers.Singleton(FollowSession, open_unit=House.open_unit, clock=House.clock)
