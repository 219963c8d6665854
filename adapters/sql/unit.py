"""The unit of work on a database: one transaction, its repositories, what it promises and what it puts on record."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from sqlalchemy import Connection

from adapters.origin import origin
from adapters.sql.access.log_ins import SqlLogIns, SqlPasswordLinks
from adapters.sql.access.organisations import SqlOrganisations
from adapters.sql.access.partnerships import SqlPartnerships
from adapters.sql.access.people import SqlPeople
from adapters.sql.audit import Noted, append_to_trail
from adapters.sql.bookings.candidates import SqlCandidates
from adapters.sql.bookings.confirmations import SqlConfirmationLinks
from adapters.sql.bookings.entries import SqlEntries
from adapters.sql.bookings.help_requests import SqlHelpRequests
from adapters.sql.bookings.uploads import SqlEntryUploads
from adapters.sql.calendar import SqlCalendarFeeds, SqlReminders
from adapters.sql.catalogue import SqlExams, SqlVenues
from adapters.sql.database import Database
from adapters.sql.exports.downloads import SqlDownloads, SqlTemplates
from adapters.sql.exports.told import SqlDownloadedResults
from adapters.sql.extensions import SqlPluginSetups
from adapters.sql.jobs import Promise, keep_promises
from adapters.sql.notifications.booking_steps import SqlBookingSteps
from adapters.sql.notifications.deliveries import SqlDeliveries
from adapters.sql.notifications.recipients import SqlAddressBook, SqlMessagePreferences
from adapters.sql.proctoring.bookings import SqlBookingLog, SqlProctorBookings
from adapters.sql.proctoring.proctored_tests import SqlEnrolledCandidates, SqlProctoredTests, SqlSessionLinks
from adapters.sql.proctoring.sessions import SqlCandidateSessions, SqlReceivedNotices
from adapters.sql.results.results import SqlResults
from adapters.sql.results.sittings import SqlSittings
from adapters.sql.results.uploads import SqlResultUploads
from adapters.sql.sessions.sessions import SqlSessions
from adapters.sql.tracking import Flushes
from adapters.sql.verification.candidates import SqlCandidateNumbers
from adapters.sql.verification.look_ups import SqlActivities, SqlLookUps, SqlWatchers
from adapters.sql.verification.proposals import SqlProposals
from adapters.sql.verification.recognising import SqlLookUpPolicies, SqlRecognisingOrganisations
from adapters.sql.verification.registrations import SqlInvitations, SqlRegistrations
from adapters.sql.verification.searches import SqlSearches
from adapters.sql.verification.shares import SqlShares
from adapters.sql.verification.tallies import Tallies
from core.shared.jobs import Payload
from core.shared.time import Clock

Repository = TypeVar("Repository", bound=Flushes)


class SqlUnit:
    """The unit of every context. Repositories are made when first asked for and flushed in that order."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self._repositories: list[Flushes] = []
        self._promises: list[Promise] = []
        self._notes: list[Noted] = []
        self._tallies = Tallies(connection)
        self._committed = False

    def commit(self) -> None:
        self._check_open()
        for repository in self._repositories:
            repository.flush()
        self._tallies.flush()
        keep_promises(self._connection, self._promises, now=self._clock.now())
        append_to_trail(self._connection, self._notes)
        self._connection.commit()
        self._committed = True
        # Closed, it refuses every later statement, whichever repository would send it.
        self._connection.close()

    def enqueue(self, kind: str, payload: Payload, *, key: str, run_at: datetime, group: str = "") -> None:
        self._check_open()
        self._promises.append(Promise(kind=kind, payload=payload, key=key, run_at=run_at, group=group))

    def record(self, action: str, *, by: str, on: str, facts: Mapping[str, str] | None = None) -> None:
        self._check_open()
        note = Noted(at=self._clock.now(), action=action, by=by, on=on, origin=origin.get(), facts=facts or {})
        self._notes.append(note)

    @property
    def is_committed(self) -> bool:
        return self._committed

    @property
    def has_promised(self) -> bool:
        """Whether it was committed with jobs."""
        return self._committed and bool(self._promises)

    def _check_open(self) -> None:
        if self._committed:
            raise RuntimeError("The unit is over: nothing may follow its commit.")

    def _kept(self, repository: Repository) -> Repository:
        self._repositories.append(repository)
        return repository

    @cached_property
    def organisations(self) -> SqlOrganisations:
        return self._kept(SqlOrganisations(self._connection))

    @cached_property
    def people(self) -> SqlPeople:
        return self._kept(SqlPeople(self._connection))

    @cached_property
    def partnerships(self) -> SqlPartnerships:
        return SqlPartnerships(self._connection)

    @cached_property
    def log_ins(self) -> SqlLogIns:
        return SqlLogIns(self._connection)

    @cached_property
    def password_links(self) -> SqlPasswordLinks:
        return SqlPasswordLinks(self._connection)

    @cached_property
    def plugin_setups(self) -> SqlPluginSetups:
        return self._kept(SqlPluginSetups(self._connection))

    @cached_property
    def exams(self) -> SqlExams:
        return SqlExams(self._connection)

    @cached_property
    def venues(self) -> SqlVenues:
        return self._kept(SqlVenues(self._connection))

    @cached_property
    def sessions(self) -> SqlSessions:
        return self._kept(SqlSessions(self._connection))

    @cached_property
    def candidates(self) -> SqlCandidates:
        return self._kept(SqlCandidates(self._connection))

    @cached_property
    def entries(self) -> SqlEntries:
        return self._kept(SqlEntries(self._connection))

    @cached_property
    def entry_uploads(self) -> SqlEntryUploads:
        return SqlEntryUploads(self._connection)

    @cached_property
    def help_requests(self) -> SqlHelpRequests:
        return self._kept(SqlHelpRequests(self._connection))

    @cached_property
    def confirmation_links(self) -> SqlConfirmationLinks:
        return SqlConfirmationLinks(self._connection)

    @cached_property
    def calendar_feeds(self) -> SqlCalendarFeeds:
        return SqlCalendarFeeds(self._connection)

    @cached_property
    def deadline_reminders(self) -> SqlReminders:
        return SqlReminders(self._connection)

    @cached_property
    def results(self) -> SqlResults:
        return self._kept(SqlResults(self._connection, self._tallies))

    @cached_property
    def result_uploads(self) -> SqlResultUploads:
        return SqlResultUploads(self._connection)

    @cached_property
    def sittings(self) -> SqlSittings:
        return SqlSittings(self._connection)

    @cached_property
    def registrations(self) -> SqlRegistrations:
        return self._kept(SqlRegistrations(self._connection))

    @cached_property
    def proposals(self) -> SqlProposals:
        return self._kept(SqlProposals(self._connection))

    @cached_property
    def recognising_organisations(self) -> SqlRecognisingOrganisations:
        return self._kept(SqlRecognisingOrganisations(self._connection))

    @cached_property
    def look_up_policies(self) -> SqlLookUpPolicies:
        return self._kept(SqlLookUpPolicies(self._connection))

    @cached_property
    def candidate_numbers(self) -> SqlCandidateNumbers:
        return SqlCandidateNumbers(self._connection)

    @cached_property
    def shares(self) -> SqlShares:
        return self._kept(SqlShares(self._connection, self._tallies))

    @cached_property
    def look_ups(self) -> SqlLookUps:
        return SqlLookUps(self._connection)

    @cached_property
    def activities(self) -> SqlActivities:
        return SqlActivities(self._connection)

    @cached_property
    def watchers(self) -> SqlWatchers:
        return SqlWatchers(self._connection)

    @cached_property
    def searches(self) -> SqlSearches:
        return SqlSearches(self._connection)

    @cached_property
    def invitations(self) -> SqlInvitations:
        return self._kept(SqlInvitations(self._connection))

    @cached_property
    def tests(self) -> SqlProctoredTests:
        return self._kept(SqlProctoredTests(self._connection))

    @cached_property
    def test_candidates(self) -> SqlEnrolledCandidates:
        return SqlEnrolledCandidates(self._connection)

    @cached_property
    def session_links(self) -> SqlSessionLinks:
        return SqlSessionLinks(self._connection)

    @cached_property
    def proctor_bookings(self) -> SqlProctorBookings:
        return self._kept(SqlProctorBookings(self._connection))

    @cached_property
    def booking_log(self) -> SqlBookingLog:
        return self._kept(SqlBookingLog(self._connection))

    @cached_property
    def candidate_sessions(self) -> SqlCandidateSessions:
        return self._kept(SqlCandidateSessions(self._connection))

    @cached_property
    def received_notices(self) -> SqlReceivedNotices:
        return SqlReceivedNotices(self._connection)

    @cached_property
    def templates(self) -> SqlTemplates:
        return self._kept(SqlTemplates(self._connection))

    @cached_property
    def downloads(self) -> SqlDownloads:
        return self._kept(SqlDownloads(self._connection))

    @cached_property
    def downloaded_results(self) -> SqlDownloadedResults:
        return SqlDownloadedResults(self._connection)

    @cached_property
    def address_book(self) -> SqlAddressBook:
        return SqlAddressBook(self._connection)

    @cached_property
    def booking_steps(self) -> SqlBookingSteps:
        return SqlBookingSteps(self._connection)

    @cached_property
    def message_preferences(self) -> SqlMessagePreferences:
        return SqlMessagePreferences(self._connection)

    @cached_property
    def deliveries(self) -> SqlDeliveries:
        return SqlDeliveries(self._connection)


def open_unit_on(
    database: Database, clock: Clock, wake: Callable[[], None] | None = None
) -> Callable[[], AbstractContextManager[SqlUnit]]:
    """How use cases open units. `wake` is called after a commit that promised jobs, so that they need not wait for the
    next look at the table."""

    @contextmanager
    def open_unit() -> Iterator[SqlUnit]:
        with database.write() as connection:
            unit = SqlUnit(connection, clock)
            yield unit
            if not unit.is_committed:
                connection.rollback()
        if wake is not None and unit.has_promised:
            wake()

    return open_unit
