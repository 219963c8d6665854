"""The demo world and its vendor."""

import importlib
from collections.abc import Mapping
from typing import Protocol

from dependency_injector import providers

from web.container.access import Access
from web.container.bookings import Bookings
from web.container.candidates import Candidates
from web.container.downloads import Downloads
from web.container.extensions import Extensions
from web.container.finding import Finding
from web.container.house import House
from web.container.jobs import Jobs
from web.container.notifications import Notifications
from web.container.proctoring import Proctoring
from web.container.recognition import Recognition
from web.container.results import Results
from web.container.sessions import Sessions
from web.demo.bookings import BookingTools
from web.demo.downloads import DownloadTools
from web.demo.fill import DemoTools
from web.demo.recognition import RecognitionTools
from web.demo.results import ResultTools
from web.demo.sessions import SessionTools
from web.demo.sharing import SharingTools

VENDOR_SIMULATOR = "plugins.simulator.vendor.server"


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


class Demo(Jobs):
    vendor_simulator = providers.Callable(_vendor_simulator, host="127.0.0.1")

    # The demo world is filled with the real use cases, in a container whose clock is set.
    demo_tools = providers.Factory(
        DemoTools,
        clock=House.clock,
        open_access=House.open_unit,
        open_extensions=House.open_unit,
        open_proctoring=House.open_unit,
        hasher=Access.password_hasher,
        vault=Extensions.vault,
        run_jobs=Jobs.jobs.provided.run_until_idle,
        create_test=Proctoring.create_test,
        import_candidates=Proctoring.import_candidates,
        set_time=Proctoring.set_time,
        activate_test=Proctoring.activate_test,
        deactivate_test=Proctoring.deactivate_test,
        cancel_booking=Proctoring.cancel_booking,
        confirm_by_hand=Proctoring.confirm_by_hand,
        reject_by_hand=Proctoring.reject_by_hand,
        expire_bookings=Proctoring.expire_bookings,
        sessions=providers.Factory(
            SessionTools,
            import_catalogue=Sessions.import_catalogue,
            keep_venue=Sessions.keep_venue,
            create_session=Sessions.create_session,
            move_session=Sessions.move_session,
            share_session=Sessions.share_session,
        ),
        bookings=providers.Factory(
            BookingTools,
            reader=Bookings.bookings_reader,
            enter_candidates=Bookings.enter_candidates,
            correct_candidate=Bookings.correct_candidate,
            withdraw_entry=Bookings.withdraw_entry,
            settle_entry=Bookings.settle_entry,
            pay_booking=Bookings.pay_booking,
            ask_for_help=Bookings.ask_for_help,
            write_on=Bookings.write_on,
        ),
        recognition=providers.Factory(
            RecognitionTools,
            open_access=House.open_unit,
            hasher=Access.password_hasher,
            register=Recognition.register_organisation,
            approve=Recognition.approve_registration,
            refuse=Recognition.refuse_registration,
            propose=Recognition.propose_identity,
            refuse_proposal=Recognition.refuse_proposal,
            recognise_exams=Recognition.recognise_exams,
            add_user=Recognition.add_user,
        ),
        results=providers.Factory(
            ResultTools,
            open_results=House.open_unit,
            catalogue=Sessions.catalogue_reader,
            sessions=Sessions.sessions_reader,
            bookings=Bookings.bookings_reader,
            import_results=Results.import_results,
            import_photos=Results.import_photos,
            release_due=Results.release_due,
            amend=Results.amend_result,
            withhold=Results.withhold_result,
            revoke=Results.revoke_result,
        ),
        sharing=providers.Factory(
            SharingTools,
            open_access=House.open_unit,
            hasher=Access.password_hasher,
            secret_numbers=Bookings.secret_numbers,
            join=Candidates.join_as_candidate,
            add_number=Candidates.add_candidate_number,
            share=Candidates.share_result,
            withdraw=Candidates.withdraw_share,
            expire=Candidates.expire_shares,
            invite=Candidates.invite_organisation,
            open_result=Finding.open_result,
            look_up=Finding.look_up_result,
        ),
        downloads=providers.Factory(
            DownloadTools,
            open_access=House.open_unit,
            hasher=Access.password_hasher,
            save_template=Downloads.save_template,
            ask=Downloads.ask_download,
            make=Downloads.make_download,
            expire=Downloads.expire_downloads,
        ),
        addresses=Notifications.page_addresses,
    )
