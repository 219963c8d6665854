"""The door of planners: live proctors."""

from collections.abc import Iterator

from flask import Blueprint

from web.container import Container
from web.proctoring.activation import build_activation_pages
from web.proctoring.candidates import build_candidate_pages
from web.proctoring.deliver import build_deliver_pages
from web.proctoring.desk import build_desk_pages
from web.proctoring.notices import build_notice_pages


def planning_pages(container: Container) -> Iterator[Blueprint]:
    reader, vendors = container.proctoring_reader(), container.vendors()
    yield build_deliver_pages(
        reader=reader,
        providers=vendors,
        clock=container.clock(),
        create_test=container.create_test(),
        revise_test=container.revise_test(),
        set_time=container.set_time(),
    )
    yield build_candidate_pages(
        reader=reader,
        add_candidate=container.add_candidate(),
        import_candidates=container.import_candidates(),
        sessions=container.sessions_reader(),
        clock=container.clock(),
        take_entries=container.take_entries(),
        withdraw_candidate=container.withdraw_candidate(),
    )
    yield build_activation_pages(
        reader=reader,
        providers=vendors,
        activate_test=container.activate_test(),
        deactivate_test=container.deactivate_test(),
        cancel_booking=container.cancel_booking(),
        rehearse=container.rehearse(),
        open_session=container.open_session(),
        verify_booking=container.verify_booking(),
    )
    yield build_desk_pages(
        reader=reader,
        providers=vendors,
        confirm_by_hand=container.confirm_by_hand(),
        reject_by_hand=container.reject_by_hand(),
        ask_reconciliation=container.ask_reconciliation(),
    )
    yield build_notice_pages(take_notice=container.take_notice())
