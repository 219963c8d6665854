"""The door of preparation centres, and what test centres offer them: sessions, entries, bookings, key dates."""

from collections.abc import Iterator

from flask import Blueprint

from web.bookings.changing import build_entry_pages
from web.bookings.pages import build_booking_pages
from web.bookings.settling import build_payment_pages
from web.calendar.pages import build_calendar_pages, build_feed_pages, build_ledger_pages
from web.catalogue.exams import build_exam_pages
from web.catalogue.venues import build_venue_pages
from web.container import Container
from web.entering.pages import build_entering_pages
from web.help.pages import build_help_pages
from web.registering.pages import build_confirmation_pages, build_registering_pages
from web.sessions.pages import build_session_pages
from web.sessions.planning import build_planning_pages
from web.sessions.sharing import build_sharing_pages


def preparation_pages(container: Container) -> Iterator[Blueprint]:
    yield from _session_pages(container)
    yield from _registering_pages(container)
    yield from _calendar_pages(container)
    yield build_entering_pages(
        sessions=container.sessions_reader(),
        clock=container.clock(),
        offer_entries=container.offer_entries(),
        enter_candidates=container.enter_candidates(),
        upload_entries=container.upload_entries(),
        look_at_upload=container.look_at_upload(),
        enter_upload=container.enter_upload(),
    )
    yield from _booking_pages(container)


def _session_pages(container: Container) -> Iterator[Blueprint]:
    reader, partnerships, clock = container.sessions_reader(), container.partnerships_reader(), container.clock()
    yield build_exam_pages(reader=container.catalogue_reader(), import_catalogue=container.import_catalogue())
    yield build_venue_pages(reader=container.catalogue_reader(), keep_venue=container.keep_venue())
    yield build_session_pages(reader=reader, partnerships=partnerships, clock=clock)
    yield build_planning_pages(
        reader=reader,
        catalogue=container.catalogue_reader(),
        clock=clock,
        create_session=container.create_session(),
        revise_session=container.revise_session(),
        copy_session=container.copy_session(),
        move_session=container.move_session(),
    )
    yield build_sharing_pages(
        reader=reader,
        partnerships=partnerships,
        clock=clock,
        share_session=container.share_session(),
        take_back_session=container.take_back_session(),
    )


def _registering_pages(container: Container) -> Iterator[Blueprint]:
    yield build_registering_pages(find_session=container.find_session(), register=container.register())
    yield build_confirmation_pages(
        follow_link=container.follow_confirmation_link(),
        see_confirmation=container.see_confirmation(),
        confirmations=container.confirmation_print(),
    )


def _calendar_pages(container: Container) -> Iterator[Blueprint]:
    clock = container.clock()
    yield build_calendar_pages(
        bookings=container.bookings_reader(),
        reader=container.calendar_reader(),
        make_address=container.make_calendar_address(),
        revoke_address=container.revoke_calendar_address(),
        clock=clock,
        public_address=container.settings().public_address,
    )
    yield build_feed_pages(read_feed=container.read_calendar_feed())
    yield build_ledger_pages(see_ledger=container.see_ledger(), clock=clock)


def _booking_pages(container: Container) -> Iterator[Blueprint]:
    reader, sessions, clock = container.bookings_reader(), container.sessions_reader(), container.clock()
    yield build_booking_pages(
        reader=reader,
        sessions=sessions,
        partnerships=container.partnerships_reader(),
        check_entries=container.check_entries(),
        clock=clock,
    )
    yield build_entry_pages(
        reader=reader,
        sessions=sessions,
        correct_candidate=container.correct_candidate(),
        withdraw_entry=container.withdraw_entry(),
        move_entry=container.move_entry(),
        clock=clock,
    )
    yield build_payment_pages(reader=reader, pay_booking=container.pay_booking(), settle_entry=container.settle_entry())
    yield build_help_pages(
        reader=reader,
        sessions=sessions,
        partnerships=container.partnerships_reader(),
        ask_for_help=container.ask_for_help(),
        write_on=container.write_on(),
        clock=clock,
    )
