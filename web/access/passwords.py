"""Forgotten log-in, and choosing a password by the link from a mail."""

import flask
from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from core.access.ports import PartnershipsReader
from core.access.usecases.choosing import ChoosePassword, ChoosePasswordCommand
from core.access.usecases.linking import AskPasswordLink, AskPasswordLinkCommand
from core.shared.errors import ConflictError, InvalidInputError, NotFoundError
from core.shared.paging import PageRequest
from web.access.forms import ChoosePasswordForm, ForgottenForm
from web.errors import problems_into
from web.requests import request_origin
from web.security import public

_FEW = PageRequest(size=10)


def build_password_pages(
    *,
    ask_password_link: AskPasswordLink,
    choose_password: ChoosePassword,
    partnerships: PartnershipsReader,
    contact: str,
) -> Blueprint:
    """`contact` is whom people ask at the awarding body; it may be empty."""
    pages = Blueprint("passwords", __name__)

    @pages.context_processor
    def contacts() -> dict[str, object]:
        """Every test centre, to everybody: the same whatever address was typed, so it tells nothing of anybody."""
        return {"contact": contact, "centres": partnerships.test_centres(_FEW)}

    @pages.get("/test-centres")
    @public
    def test_centres() -> str:
        search = request.args.get("q", "").strip()
        page = partnerships.test_centres(PageRequest(size=25, after=request.args.get("after")), search=search)
        return render_template("access/test_centres.html", page=page, search=search)

    @pages.route("/forgotten-log-in", methods=["GET", "POST"])
    @public
    def forgotten() -> ResponseReturnValue:
        form = ForgottenForm()
        if form.validate_on_submit():
            ask_password_link(AskPasswordLinkCommand(email=form.email.data, origin=request_origin()))
            return redirect("/forgotten-log-in/sent")
        return render_template("access/forgotten.html", form=form), 422 if form.errors else 200

    @pages.get("/forgotten-log-in/sent")
    @public
    def sent() -> str:
        return render_template("access/sent.html")

    @pages.route("/set-password/<secret>", methods=["GET", "POST"])
    @public
    def choose(secret: str) -> ResponseReturnValue:
        """Opening the page leaves the link as it is; only a password that is taken uses it up."""
        form = ChoosePasswordForm()
        try:
            owner = choose_password.owner(secret)
            if form.validate_on_submit():
                try:
                    return take(secret, form)
                except InvalidInputError as error:
                    problems_into(form, error)
        except (NotFoundError, ConflictError):
            return render_template("access/dead_link.html"), 404
        return render_template("access/choose.html", form=form, email=owner.email), 422 if form.errors else 200

    def take(secret: str, form: ChoosePasswordForm) -> ResponseReturnValue:
        choose_password(ChoosePasswordCommand(secret=secret, password=form.password.data))
        flask.flash("Your password is set. Log in with it.", "success")
        return redirect("/log-in")

    return pages
