"""The web application, put together from the container."""

from collections.abc import Iterator

from flask import Blueprint, Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from web.access.account import build_account_pages
from web.access.log_in import build_log_in_pages
from web.access.memberships import build_membership_pages
from web.access.organisations import build_organisation_pages
from web.access.passwords import build_password_pages
from web.access.people import build_people_pages
from web.bookings.changing import build_entry_pages
from web.bookings.pages import build_booking_pages
from web.bookings.settling import build_payment_pages
from web.calendar.pages import build_calendar_pages, build_feed_pages, build_ledger_pages
from web.candidates.joining import build_joining_pages
from web.candidates.pages import build_own_results_pages
from web.candidates.sharing import build_change_pages, build_inviting_pages, build_share_pages
from web.catalogue.exams import build_exam_pages
from web.catalogue.venues import build_venue_pages
from web.checking.pages import build_checking_pages
from web.container import Container
from web.downloads.choosing import build_choosing_pages
from web.downloads.history import build_history_pages
from web.downloads.templates import build_template_pages
from web.entering.pages import build_entering_pages
from web.errors import install_errors
from web.extensions.pages import build_plugin_pages
from web.finding.pages import build_finding_pages
from web.finding.policy import build_look_up_policy_pages
from web.finding.results import build_found_result_pages
from web.health import build_health_pages
from web.help.pages import build_help_pages
from web.interface import install_interface
from web.interface.assets import CACHE_SECONDS, static_roots
from web.interface.gallery import build_gallery
from web.notifications.pages import build_notifications_pages
from web.partners.pages import build_partner_pages
from web.partners.people import build_partner_people_pages
from web.places import current_frame
from web.proctoring.activation import build_activation_pages
from web.proctoring.candidates import build_candidate_pages
from web.proctoring.deliver import build_deliver_pages
from web.proctoring.desk import build_desk_pages
from web.proctoring.notices import build_notice_pages
from web.recognition.database import build_database_pages
from web.recognition.organisations import build_recognising_organisation_pages
from web.recognition.own import build_own_organisation_pages
from web.recognition.proposals import build_proposal_pages
from web.recognition.proposing import build_proposing_pages
from web.recognition.queue import build_queue_pages
from web.recognition.registering import build_registration_form_pages
from web.recognition.users import build_user_pages
from web.registering.pages import build_confirmation_pages, build_registering_pages
from web.requests import install_requests
from web.results.accounts import build_candidate_account_pages
from web.results.deciding import build_result_decision_pages
from web.results.importing import build_result_import_pages
from web.results.pages import build_result_pages
from web.results.releasing import build_release_pages
from web.running.audit import build_audit_pages
from web.running.jobs import build_job_pages
from web.security import declared_access, install_security
from web.sessions.pages import build_session_pages
from web.sessions.planning import build_planning_pages
from web.sessions.sharing import build_sharing_pages


def create_app(container: Container) -> Flask:
    """A new application over one container. Nothing is shared with another one but the database."""
    app = Flask("web", static_folder=None)
    _configure(app, container)
    install_requests(app, tell_origin=container.tell_origin())
    install_errors(app)
    install_security(
        app, resume=container.resume_log_in(), cookie=container.log_in_cookie(), is_https=container.settings().is_https
    )
    forms = CSRFProtect(app)
    app.jinja_env.globals["demo"] = container.settings().demo
    install_interface(app, frame=current_frame)
    for pages in _pages(container):
        app.register_blueprint(pages)
    for view in app.view_functions.values():
        access = declared_access(view)
        if access is not None and access.for_machines:
            forms.exempt(view)
    _serve_static_files(app)
    _trust_proxies(app, container.settings().trusted_proxies)
    return app


def _pages(container: Container) -> Iterator[Blueprint]:
    """Every context's pages, each given what it needs and nothing else."""
    yield from _access_pages(container)
    if container.settings().demo:
        yield build_gallery()
    yield build_audit_pages(
        trail=container.audit_trail(), verify_trail=container.verify_trail(), reader=container.access_reader()
    )
    yield from _partner_pages(container)
    yield from _session_pages(container)
    yield from _registering_pages(container)
    yield from _recognition_pages(container)
    yield from _calendar_pages(container)
    yield from _candidate_pages(container)
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
    yield from _finding_pages(container)
    yield from _result_pages(container)
    yield from _proctoring_pages(container)
    yield from _download_pages(container)
    yield build_plugin_pages(
        access=container.access_reader(),
        see_plugins=container.see_plugins(),
        see_setups=container.see_setups(),
        set_up_plugin=container.set_up_plugin(),
        switch_plugin=container.switch_plugin(),
        try_vendor=container.try_vendor(),
        addresses=container.page_addresses(),
    )
    yield build_health_pages(
        desk=container.job_desk(),
        plugins=container.installed_plugins(),
        table_revision=container.table_revision,
        release_revision=container.release_revision,
        clock=container.clock(),
        metrics_token=container.settings().metrics_token,
    )
    yield build_job_pages(desk=container.job_desk(), clock=container.clock())
    yield build_notifications_pages(
        reader=container.notifications_reader(),
        choose=container.message_choice(),
        mailbox=container.demo_mailbox() if container.settings().demo else None,
    )


def _access_pages(container: Container) -> Iterator[Blueprint]:
    reader = container.access_reader()
    yield build_log_in_pages(
        start_log_in=container.start_log_in(),
        end_log_in=container.end_log_in(),
        end_all_log_ins=container.end_all_log_ins(),
        switch_organisation=container.switch_organisation(),
        cookie=container.log_in_cookie(),
    )
    yield build_password_pages(
        ask_password_link=container.ask_password_link(),
        choose_password=container.choose_password(),
        partnerships=container.partnerships_reader(),
        contact=container.settings().contact,
    )
    yield build_account_pages(
        reader=reader,
        revise_account=container.revise_account(),
        change_password=container.change_password(),
        end_log_in=container.end_log_in(),
    )
    yield build_organisation_pages(
        reader=reader,
        create_organisation=container.create_organisation(),
        revise_organisation=container.revise_organisation(),
    )
    yield build_people_pages(
        reader=reader, create_person=container.create_person(), revise_person=container.revise_person()
    )
    yield build_membership_pages(
        reader=reader,
        give_roles=container.give_roles(),
        send_password_link=container.send_password_link(),
        deactivate_person=container.deactivate_person(),
        reactivate_person=container.reactivate_person(),
    )


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


def _registering_pages(container: Container) -> Iterator[Blueprint]:
    yield build_registering_pages(find_session=container.find_session(), register=container.register())
    yield build_confirmation_pages(
        follow_link=container.follow_confirmation_link(),
        see_confirmation=container.see_confirmation(),
        confirmations=container.confirmation_print(),
    )


def _candidate_pages(container: Container) -> Iterator[Blueprint]:
    reader, clock = container.candidate_reader(), container.clock()
    yield build_joining_pages(
        join=container.join_as_candidate(),
        add_number=container.add_candidate_number(),
        switch_organisation=container.switch_organisation(),
        contact=container.settings().contact,
    )
    yield build_own_results_pages(reader=reader, see_own_photo=container.see_own_photo(), clock=clock)
    yield build_share_pages(
        reader=reader, listing=container.recognition_reader(), share_result=container.share_result(), clock=clock
    )
    yield build_change_pages(
        reader=reader,
        change_share=container.change_share(),
        withdraw_share=container.withdraw_share(),
        clock=clock,
    )
    yield build_inviting_pages(reader=reader, invite_organisation=container.invite_organisation(), clock=clock)


def _finding_pages(container: Container) -> Iterator[Blueprint]:
    reader = container.verification_reader()
    yield build_finding_pages(
        reader=reader,
        catalogue=container.catalogue_reader(),
        search_results=container.search_results(),
        look_up_result=container.look_up_result(),
        clock=container.clock(),
    )
    yield build_found_result_pages(open_result=container.open_result(), see_photo=container.see_photo())
    yield build_look_up_policy_pages(reader=reader, change_policy=container.change_look_up_policy())


def _recognition_pages(container: Container) -> Iterator[Blueprint]:
    reader, access, catalogue = (
        container.recognition_reader(),
        container.access_reader(),
        container.catalogue_reader(),
    )
    yield build_registration_form_pages(register=container.register_organisation(), reader=reader)
    yield build_database_pages(reader=reader, catalogue=catalogue)
    yield build_queue_pages(
        reader=reader,
        approve=container.approve_registration(),
        refuse=container.refuse_registration(),
        clock=container.clock(),
    )
    yield build_proposal_pages(
        reader=reader,
        approve=container.approve_proposal(),
        refuse=container.refuse_proposal(),
        clock=container.clock(),
    )
    yield build_proposing_pages(
        reader=reader, propose=container.propose_identity(), withdraw=container.withdraw_proposal()
    )
    yield build_recognising_organisation_pages(
        reader=reader,
        access=access,
        change_primary_user=container.change_primary_user(),
        add_user=container.add_user(),
    )
    yield build_own_organisation_pages(
        reader=reader,
        catalogue=catalogue,
        tell_contact=container.tell_own_contact(),
        recognise=container.recognise_exams(),
    )
    yield build_user_pages(
        access=access,
        add_user=container.add_user(),
        edit_user=container.edit_user(),
        delete_user=container.delete_user(),
        send_link=container.send_user_link(),
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


def _partner_pages(container: Container) -> Iterator[Blueprint]:
    reader = container.partnerships_reader()
    yield build_partner_pages(
        reader=reader,
        begin_partnership=container.begin_partnership(),
        create_preparation_centre=container.create_preparation_centre(),
        end_partnership=container.end_partnership(),
        tell_contact=container.tell_contact(),
    )
    yield build_partner_people_pages(
        reader=reader,
        let_in=container.let_in_preparation_user(),
        send_link=container.send_preparation_user_link(),
        take_off=container.take_off_preparation_user(),
    )


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


def _result_pages(container: Container) -> Iterator[Blueprint]:
    reader, catalogue = container.results_reader(), container.catalogue_reader()
    yield build_result_pages(
        reader=reader,
        catalogue=catalogue,
        see_result=container.see_result(),
        see_photo=container.see_result_photo(),
    )
    yield build_result_import_pages(
        catalogue=catalogue,
        upload_results=container.upload_results(),
        take_upload=container.take_upload(),
        result_files=container.result_files(),
        spreadsheets=container.spreadsheets(),
        import_photos=container.import_photos(),
    )
    yield build_release_pages(
        reader=reader,
        release_results=container.release_results(),
        postpone_release=container.postpone_release(),
    )
    yield build_result_decision_pages(
        reader=reader,
        catalogue=catalogue,
        amend_result=container.amend_result(),
        make_final=container.make_final(),
        withhold_result=container.withhold_result(),
        restore_result=container.restore_result(),
        revoke_result=container.revoke_result(),
    )
    yield build_candidate_account_pages(reader=reader, free_number=container.free_candidate_number())


def _download_pages(container: Container) -> Iterator[Blueprint]:
    datasets, formats, reader = container.datasets(), container.formats(), container.downloads_reader()
    make_download, clock = container.make_download(), container.clock()
    yield build_choosing_pages(
        datasets=datasets,
        formats=formats,
        reader=reader,
        ask_download=container.ask_download(),
        make_download=make_download,
        clock=clock,
    )
    yield build_history_pages(
        datasets=datasets,
        formats=formats,
        reader=reader,
        make_download=make_download,
        fetch_download=container.fetch_download(),
        cancel_download=container.cancel_download(),
        download_again=container.download_again(),
        clock=clock,
    )
    yield build_template_pages(
        datasets=datasets,
        formats=formats,
        reader=reader,
        save_template=container.save_template(),
        copy_template=container.copy_template(),
        delete_template=container.delete_template(),
    )
    yield build_checking_pages(
        check_statement=container.check_statement(),
        check_file=container.check_file(),
        signer=container.statement_signer(),
    )


def _proctoring_pages(container: Container) -> Iterator[Blueprint]:
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


def _configure(app: Flask, container: Container) -> None:
    settings = container.settings()
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.largest_body,
        # Flask's own cookie holds the token of forms and the messages for the next page; the log-in has another one.
        SESSION_COOKIE_NAME="__Host-examhall-form" if settings.is_https else "examhall-form",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # The token lives as long as its cookie: a page left open over lunch must still be good.
        WTF_CSRF_TIME_LIMIT=None,
    )


def _serve_static_files(app: Flask) -> None:
    """Before Flask, so that a picture costs no log-in. The addresses carry a hash, see `web.interface.assets`."""
    # In the installed package the files do not change; they are listed once.
    static = WhiteNoise(app.wsgi_app, max_age=CACHE_SECONDS, add_headers_function=_harden_static)
    for root in static_roots():
        static.add_files(str(root.directory), prefix=root.prefix)
    app.wsgi_app = static  # type: ignore[method-assign]  # Wrapping it is how Flask takes middleware.


def _harden_static(headers: dict[str, str], _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


def _trust_proxies(app: Flask, count: int) -> None:
    """Believe what so many proxies in front say of the visitor's address; with none in front anyone could lie."""
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
