"""Key dates: the calendar, its feeds, and reminders before deadlines."""

from dependency_injector import providers

from adapters.calendars import ICalendarFiles
from adapters.sql.calendar import SqlCalendarReader
from core.bookings.usecases.calendar import MakeCalendarAddress, ReadCalendarFeed, RevokeCalendarAddress
from core.bookings.usecases.reminding import RemindOfDeadlines, SeeLedger
from web.container.access import Access
from web.container.bookings import Bookings
from web.container.house import House
from web.container.notifications import Notifications


class KeyDates(Notifications):
    calendar_reader = providers.Singleton(SqlCalendarReader, database=House.database)
    calendar_files = providers.Singleton(ICalendarFiles, page_of=Notifications.page_addresses.provided.test_session)
    make_calendar_address = providers.Singleton(
        MakeCalendarAddress, open_unit=House.open_unit, secrets=Access.secrets, clock=House.clock
    )
    revoke_calendar_address = providers.Singleton(RevokeCalendarAddress, open_unit=House.open_unit)
    read_calendar_feed = providers.Singleton(
        ReadCalendarFeed,
        reader=calendar_reader,
        access=Access.access_reader,
        bookings=Bookings.bookings_reader,
        writer=calendar_files,
        clock=House.clock,
    )
    remind_of_deadlines = providers.Singleton(RemindOfDeadlines, open_unit=House.open_unit, clock=House.clock)
    see_ledger = providers.Singleton(SeeLedger, bookings=Bookings.bookings_reader, reminders=calendar_reader)
