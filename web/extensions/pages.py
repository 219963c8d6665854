"""The administrator's pages of plugins."""

from uuid import UUID

import flask
from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.access.ports import AccessReader
from core.extensions.model import OfferKind
from core.extensions.usecases.setting_up import (
    SetUpPlugin,
    SetUpPluginCommand,
    SwitchPlugin,
    SwitchPluginCommand,
)
from core.extensions.usecases.trying import TryVendor, TryVendorCommand
from core.extensions.usecases.viewing import SeePlugins, SeeSetups
from core.extensions.views import SetupView
from core.shared.errors import InvalidInputError
from core.shared.ids import OrganisationId
from core.shared.paging import PageRequest
from web.errors import problems_into
from web.extensions.forms import at_its_fields, form_for
from web.extensions.words import KINDS, STATES
from web.notifications.addresses import PublicAddresses
from web.security import current_actor, requires

_ONE = "/<uuid:organisation_id>/<any(proctoring_provider, notification_channel, export_format):kind>/<name>"


def build_plugin_pages(
    *,
    access: AccessReader,
    see_plugins: SeePlugins,
    see_setups: SeeSetups,
    set_up_plugin: SetUpPlugin,
    switch_plugin: SwitchPlugin,
    try_vendor: TryVendor,
    addresses: PublicAddresses,
) -> Blueprint:
    pages = Blueprint("plugins", __name__, url_prefix="/admin/plugins")
    pages.context_processor(lambda: {"kinds": KINDS, "states": STATES})

    @pages.get("")
    @requires(Permission.MANAGE_PLUGINS)
    def found() -> str:
        actor = current_actor()
        search = request.args.get("q", "").strip()
        organisations = access.organisations(
            actor.scope, PageRequest(size=25, after=request.args.get("after")), search=search
        )
        return render_template(
            "extensions/plugins.html", reports=see_plugins(actor), organisations=organisations, search=search
        )

    @pages.get("/<uuid:organisation_id>")
    @requires(Permission.MANAGE_PLUGINS)
    def organisation(organisation_id: UUID) -> str:
        actor = current_actor()
        row = access.organisation(OrganisationId(organisation_id), actor.scope)
        return render_template("extensions/organisation.html", organisation=row, setups=see_setups(actor, row.id))

    @pages.route(_ONE, methods=["GET", "POST"])
    @requires(Permission.MANAGE_PLUGINS)
    def settings(organisation_id: UUID, kind: str, name: str) -> ResponseReturnValue:
        actor = current_actor()
        setup = see_setups.one(actor, OrganisationId(organisation_id), OfferKind(kind), name)
        form = form_for(setup)
        if form.validate_on_submit():
            command = SetUpPluginCommand(
                actor=actor,
                organisation_id=setup.organisation_id,
                kind=setup.kind,
                name=setup.name,
                entered=form.entered(setup),
            )
            try:
                set_up_plugin(command)
            except InvalidInputError as error:
                problems_into(form, at_its_fields(error))
            else:
                flask.flash(_saved(setup), "success")
                return redirect(url_for("plugins.organisation", organisation_id=organisation_id))
        notices = ""
        if setup.kind is OfferKind.PROCTORING_PROVIDER:
            notices = addresses.vendor_notices(setup.name, setup.organisation_id)
        page = render_template("extensions/settings.html", form=form, setup=setup, notices=notices)
        return page, 422 if form.errors else 200

    @pages.post(f"{_ONE}/switch")
    @requires(Permission.MANAGE_PLUGINS)
    def switch(organisation_id: UUID, kind: str, name: str) -> ResponseReturnValue:
        on = request.form.get("on") == "yes"
        command = SwitchPluginCommand(
            actor=current_actor(),
            organisation_id=OrganisationId(organisation_id),
            kind=OfferKind(kind),
            name=name,
            on=on,
        )
        try:
            switch_plugin(command)
        except InvalidInputError:
            flask.flash("It cannot be switched on before its settings are complete. Enter them first.", "danger")
            return redirect(url_for("plugins.settings", organisation_id=organisation_id, kind=kind, name=name))
        flask.flash("Switched on." if on else "Switched off.", "success")
        return redirect(url_for("plugins.organisation", organisation_id=organisation_id))

    @pages.post("/<uuid:organisation_id>/proctoring_provider/<name>/try")
    @requires(Permission.MANAGE_PLUGINS)
    def attempt(organisation_id: UUID, name: str) -> ResponseReturnValue:
        command = TryVendorCommand(actor=current_actor(), organisation_id=OrganisationId(organisation_id), name=name)
        finding = try_vendor(command)
        flask.flash(finding.text, "success" if finding.succeeded else "danger")
        return redirect(url_for("plugins.organisation", organisation_id=organisation_id))

    return pages


def _saved(setup: SetupView) -> str:
    if setup.enabled:
        return f"Saved. {setup.title} works with these settings from now on."
    return f"Saved. Switch {setup.title} on when it is to be used."
