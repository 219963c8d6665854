"""Pages of messages."""

import flask
from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.notifications.model import optional_kinds
from core.notifications.ports import Mailbox, NotificationsReader
from core.notifications.usecases.choose import ChooseMessages, MessageChoice
from core.shared.paging import PageRequest
from web.notifications.forms import ChoicesForm
from web.notifications.links import linked
from web.notifications.words import ALWAYS, GIVEN_UP, KINDS, STATES
from web.security import public, requires, signed_in, signed_in_visit


def build_notifications_pages(
    *, reader: NotificationsReader, choose: MessageChoice, mailbox: Mailbox | None
) -> Blueprint:
    """With a mailbox, which only the demo has, everybody may read it: it stands in for people's mail programs."""
    pages = Blueprint("notifications", __name__)

    @pages.route("/account/notifications", methods=["GET", "POST"])
    @signed_in
    def choices() -> ResponseReturnValue:
        visit = signed_in_visit()
        kinds, form = optional_kinds(visit.actor), ChoicesForm()
        form.offer(kinds, chosen=reader.choices(visit.actor.person_id))
        if kinds and form.validate_on_submit():
            choose(ChooseMessages(actor=visit.actor, wanted=form.wanted()))
            flask.flash("Saved.", "success")
            return redirect("/account/notifications")
        always = [text for permission, text in ALWAYS if visit.actor.may(permission)]
        page = render_template("notifications/choices.html", form=form, kinds=kinds, always=always, visit=visit)
        return page, 422 if form.errors else 200

    @pages.get("/admin/messages")
    @requires(Permission.RUN_JOBS)
    def messages() -> str:
        page = reader.deliveries(PageRequest(size=50, after=request.args.get("after")))
        return render_template("notifications/messages.html", page=page, kinds=KINDS, states=STATES, given_up=GIVEN_UP)

    if mailbox is not None:
        _add_mailbox(pages, mailbox)
    return pages


def _add_mailbox(pages: Blueprint, mailbox: Mailbox) -> None:
    @pages.get("/demo/mailbox")
    @public
    def letters() -> str:
        page = mailbox.letters(PageRequest(size=25, after=request.args.get("after")))
        return render_template("notifications/mailbox.html", page=page)

    @pages.get("/demo/mailbox/<letter_id>")
    @public
    def letter(letter_id: str) -> str:
        found = mailbox.letter(letter_id)
        return render_template("notifications/letter.html", letter=found, text=linked(found.text))
