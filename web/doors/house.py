"""What every door shares: log-in, people, plugins, messages, and what keeps the house running."""

from collections.abc import Iterator

from flask import Blueprint

from web.access.account import build_account_pages
from web.access.log_in import build_log_in_pages
from web.access.memberships import build_membership_pages
from web.access.organisations import build_organisation_pages
from web.access.passwords import build_password_pages
from web.access.people import build_people_pages
from web.container import Container
from web.extensions.pages import build_plugin_pages
from web.health import build_health_pages
from web.interface.gallery import build_gallery
from web.notifications.pages import build_notifications_pages
from web.partners.pages import build_partner_pages
from web.partners.people import build_partner_people_pages
from web.running.audit import build_audit_pages
from web.running.jobs import build_job_pages


def house_pages(container: Container) -> Iterator[Blueprint]:
    yield from _access_pages(container)
    if container.settings().demo:
        yield build_gallery()
    yield build_audit_pages(
        trail=container.audit_trail(), verify_trail=container.verify_trail(), reader=container.access_reader()
    )
    yield from _partner_pages(container)
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
