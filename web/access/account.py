"""One's own account: name, time zone, password, the devices one is logged in on."""

import flask
from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from core.access.ports import AccessReader
from core.access.usecases.choosing import ChangePassword, ChangePasswordCommand
from core.access.usecases.employing import ReviseAccount, ReviseAccountCommand
from core.access.usecases.leaving import EndLogIn, EndLogInCommand
from core.shared.errors import InvalidInputError, UnavailableError
from web.access.devices import device_in_words
from web.access.forms import AccountForm, ChangePasswordForm
from web.errors import problems_into
from web.security import current_actor, signed_in, signed_in_visit
from web.words import explain


def build_account_pages(
    *,
    reader: AccessReader,
    revise_account: ReviseAccount,
    change_password: ChangePassword,
    end_log_in: EndLogIn,
) -> Blueprint:
    pages = Blueprint("account", __name__, url_prefix="/account")

    @pages.get("")
    @signed_in
    def account() -> str:
        visit = signed_in_visit()
        devices = [(device, device_in_words(device.device)) for device in reader.devices(visit.actor.person_id)]
        return render_template("access/account.html", visit=visit, devices=devices)

    @pages.route("/details", methods=["GET", "POST"])
    @signed_in
    def details() -> ResponseReturnValue:
        visit = signed_in_visit()
        form = AccountForm(name=visit.name, time_zone=visit.time_zone)
        form.offer_zones(visit.time_zone)
        if form.validate_on_submit():
            command = ReviseAccountCommand(actor=visit.actor, name=form.name.data, time_zone=form.time_zone.data)
            try:
                revise_account(command)
            except InvalidInputError as error:
                problems_into(form, error)
            else:
                flask.flash("Saved.", "success")
                return redirect("/account")
        return render_template("access/account_details.html", form=form), 422 if form.errors else 200

    @pages.route("/password", methods=["GET", "POST"])
    @signed_in
    def password() -> ResponseReturnValue:
        visit, form = signed_in_visit(), ChangePasswordForm()
        if form.validate_on_submit():
            command = ChangePasswordCommand(
                actor=visit.actor, digest=visit.digest, present=form.present.data, password=form.password.data
            )
            try:
                change_password(command)
            except InvalidInputError as error:
                problems_into(form, error)
            except UnavailableError as error:
                form.form_errors.append(explain(error))
            else:
                flask.flash("Your password is changed. You are logged out on all other devices.", "success")
                return redirect("/account")
        return render_template("access/change_password.html", form=form, email=visit.email), 422 if form.errors else 200

    @pages.post("/devices/<digest>/end")
    @signed_in
    def end(digest: str) -> ResponseReturnValue:
        end_log_in(EndLogInCommand(actor=current_actor(), digest=digest))
        flask.flash("That device is logged out.", "success")
        return redirect("/account")

    return pages
