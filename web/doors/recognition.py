"""The door of recognising organisations and candidates: results, what is shared and found of them, downloads."""

from collections.abc import Iterator

from flask import Blueprint

from web.candidates.joining import build_joining_pages
from web.candidates.pages import build_own_results_pages
from web.candidates.sharing import build_change_pages, build_inviting_pages, build_share_pages
from web.checking.pages import build_checking_pages
from web.container import Container
from web.downloads.choosing import build_choosing_pages
from web.downloads.history import build_history_pages
from web.downloads.templates import build_template_pages
from web.finding.pages import build_finding_pages
from web.finding.policy import build_look_up_policy_pages
from web.finding.results import build_found_result_pages
from web.recognition.database import build_database_pages
from web.recognition.organisations import build_recognising_organisation_pages
from web.recognition.own import build_own_organisation_pages
from web.recognition.proposals import build_proposal_pages
from web.recognition.proposing import build_proposing_pages
from web.recognition.queue import build_queue_pages
from web.recognition.registering import build_registration_form_pages
from web.recognition.users import build_user_pages
from web.results.accounts import build_candidate_account_pages
from web.results.deciding import build_result_decision_pages
from web.results.importing import build_result_import_pages
from web.results.pages import build_result_pages
from web.results.releasing import build_release_pages


def recognition_pages(container: Container) -> Iterator[Blueprint]:
    yield from _recognition_pages(container)
    yield from _candidate_pages(container)
    yield from _finding_pages(container)
    yield from _result_pages(container)
    yield from _download_pages(container)


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
