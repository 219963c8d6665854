"""What the awarding body asks for of who looks up a result: a page of the recognition team."""

import flask
from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.verification.ports import VerificationReader
from core.verification.usecases.policy import ChangeLookUpPolicy, ChangeLookUpPolicyCommand
from web.finding.forms import PolicyForm
from web.security import current_actor, requires


def build_look_up_policy_pages(*, reader: VerificationReader, change_policy: ChangeLookUpPolicy) -> Blueprint:
    pages = Blueprint("look_up_policy", __name__, url_prefix="/look-up-policy")

    @pages.get("")
    @requires(Permission.MANAGE_RECOGNITION)
    def policy() -> str:
        stands = reader.look_up_policy()
        form = PolicyForm(data={"asks_date_of_birth": stands.asks_date_of_birth, "version": str(stands.version)})
        return render_template("finding/policy.html", form=form, policy=stands)

    @pages.post("")
    @requires(Permission.MANAGE_RECOGNITION)
    def change() -> ResponseReturnValue:
        form = PolicyForm()
        if not form.validate():
            return render_template("finding/policy.html", form=form, policy=reader.look_up_policy()), 422
        asks = bool(form.asks_date_of_birth.data)
        command = ChangeLookUpPolicyCommand(actor=current_actor(), asks_date_of_birth=asks, version=form.known())
        change_policy(command)
        flask.flash(
            "The date of birth is asked for from now on."
            if asks
            else "The reference number alone is enough from now on.",
            "success",
        )
        return flask.redirect(url_for("look_up_policy.policy"))

    return pages
