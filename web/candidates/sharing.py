"""Sharing a result in steps, changing what is shared, taking it back, and inviting who is not listed."""

from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.results.model import ResultId
from core.shared.errors import ConflictError, InvalidInputError
from core.shared.ids import OrganisationId
from core.shared.paging import PageRequest
from core.shared.time import Clock
from core.verification.model.sharing import ShareId
from core.verification.ports import CandidateReader, RecognitionReader
from core.verification.usecases.inviting import InviteOrganisation, InviteOrganisationCommand
from core.verification.usecases.sharing import (
    ChangeShare,
    ChangeShareCommand,
    ShareResult,
    ShareResultCommand,
    WithdrawShare,
    WithdrawShareCommand,
)
from core.verification.views import ListedRow, OwnResult, ShareRow
from web.bookings.forms import SureForm
from web.candidates.forms import ChangeForm, InviteForm, ShareForm
from web.candidates.language import install_language, last_day
from web.candidates.pages import active_share, share_in
from web.catalogue.forms import country_name
from web.errors import problems_into
from web.security import current_actor, requires, signed_in_visit
from web.words import explain

_BOTH = ("GET", "POST")


def build_share_pages(
    *, reader: CandidateReader, listing: RecognitionReader, share_result: ShareResult, clock: Clock
) -> Blueprint:
    pages = Blueprint("result_sharing", __name__, url_prefix="/my-results/<uuid:result_id>/share")
    install_language(pages)

    def own_result(result_id: UUID) -> OwnResult:
        """Raises ConflictError("result_is_not_shown") for one that cannot be shared now."""
        own = reader.own_result(ResultId(result_id), current_actor().person_id, now=clock.now())
        if own.result.overall is None and own.result.components is None:
            raise ConflictError("result_is_not_shown", result=result_id)
        return own

    @pages.get("")
    @requires(Permission.SEE_OWN_RESULTS)
    def find(result_id: UUID) -> str:
        """Step 1: with whom."""
        own = own_result(result_id)
        asked = {name: request.args.get(name, "").strip() for name in ("q", "city", "country")}
        page = listing.listed(
            PageRequest(size=20, after=request.args.get("after")),
            name=asked["q"],
            city=asked["city"],
            country=asked["country"],
        )
        countries = sorted(((one, country_name(one)) for one in listing.countries()), key=lambda one: one[1])
        shared = {one.organisation_id: one for one in own.shares if one.ended_at is None}
        return render_template(
            "candidates/find.html", result=own.result, page=page, asked=asked, countries=countries, shared=shared
        )

    @pages.get("/<uuid:organisation_id>")
    @requires(Permission.SEE_OWN_RESULTS)
    def choose(result_id: UUID, organisation_id: UUID) -> ResponseReturnValue:
        """Step 2: what they see, and until when. Coming back from step 3, what was chosen stands there still."""
        own, organisation = own_result(result_id), listed(organisation_id)
        known = active_share(own, organisation.id)
        if known is not None:
            flash(f"You share this result with {organisation.name} already.", "info")
            return redirect(url_for("own_results.result", result_id=result_id))
        form = terms_form(own)
        if not request.args:
            form.tick(own.result)
        return render_template("candidates/choose.html", result=own.result, organisation=organisation, form=form)

    @pages.route("/<uuid:organisation_id>/confirm", methods=_BOTH)
    @requires(Permission.SEE_OWN_RESULTS)
    def confirm(result_id: UUID, organisation_id: UUID) -> ResponseReturnValue:
        """Step 3. The choice stands in the address, which names no person; nothing is stored before it is confirmed."""
        own, organisation = own_result(result_id), listed(organisation_id)
        form = terms_form(own)
        if not (form.validate() and is_possible(form, own)):
            return again(own, organisation, form)
        if request.method == "POST":
            command = ShareResultCommand(
                actor=current_actor(),
                result_id=own.result.result_id,
                organisation_id=organisation.id,
                terms=form.terms(),
            )
            try:
                share_result(command)
            except ConflictError as error:
                # Also whoever presses the button twice comes here, and finds the share on the page of the result.
                flash(explain(error), "info")
            else:
                flash(f"Your result is shared with {organisation.name}. They see it from now on.", "success")
            return redirect(url_for("own_results.result", result_id=result_id))
        return render_template(
            "candidates/confirm.html", result=own.result, organisation=organisation, form=form, terms=form.terms()
        )

    def is_possible(form: ShareForm, own: OwnResult) -> bool:
        """Whether it could be shared so; what is wrong stands at its field then."""
        today = clock.now().astimezone(ZoneInfo(signed_in_visit().time_zone)).date()
        try:
            form.terms().check(has_overall=own.result.overall is not None, today=today)
        except InvalidInputError as error:
            problems_into(form, error)
            return False
        return True

    def again(own: OwnResult, organisation: ListedRow, form: ShareForm) -> ResponseReturnValue:
        page = render_template("candidates/choose.html", result=own.result, organisation=organisation, form=form)
        return page, 422

    def terms_form(own: OwnResult) -> ShareForm:
        is_post = request.method == "POST"
        form = ShareForm(request.form if is_post else request.args, meta={"csrf": is_post})
        form.offer(own.result)
        return form

    def listed(organisation_id: UUID) -> ListedRow:
        return listing.listed_organisation(OrganisationId(organisation_id)).row

    return pages


def build_change_pages(
    *, reader: CandidateReader, change_share: ChangeShare, withdraw_share: WithdrawShare, clock: Clock
) -> Blueprint:
    pages = Blueprint("shares", __name__, url_prefix="/my-results/<uuid:result_id>/shares/<uuid:share_id>")
    install_language(pages)

    @pages.route("/change", methods=_BOTH)
    @requires(Permission.SEE_OWN_RESULTS)
    def change(result_id: UUID, share_id: UUID) -> ResponseReturnValue:
        actor = current_actor()
        own = reader.own_result(ResultId(result_id), actor.person_id, now=clock.now())
        share = share_in(own, share_id)
        form = ChangeForm(
            data={
                "fields": [one.value for one in share.fields],
                "expires_on": share.expires_at and last_day(share.expires_at, signed_in_visit().time_zone),
                "version": str(share.version),
            }
        )
        form.offer(own.result)
        if form.validate_on_submit():
            command = ChangeShareCommand(actor=actor, share_id=share.share_id, version=form.known(), terms=form.terms())
            try:
                new = change_share(command)
            except InvalidInputError as error:
                problems_into(form, error)
            except ConflictError as error:
                form.form_errors.append(explain(error))
            else:
                flash(_changed(share, new), "success")
                return redirect(url_for("own_results.result", result_id=result_id))
        page = render_template("candidates/change.html", result=own.result, share=share, form=form)
        return page, 422 if form.errors else 200

    @pages.route("/withdraw", methods=_BOTH)
    @requires(Permission.SEE_OWN_RESULTS)
    def withdraw(result_id: UUID, share_id: UUID) -> ResponseReturnValue:
        actor, form = current_actor(), SureForm()
        own = reader.own_result(ResultId(result_id), actor.person_id, now=clock.now())
        share = share_in(own, share_id)
        if form.validate_on_submit():
            try:
                withdraw_share(WithdrawShareCommand(actor=actor, share_id=share.share_id))
            except ConflictError as error:
                flash(explain(error), "info")
            else:
                flash(f"{share.organisation_name} no longer sees your result.", "success")
            return redirect(url_for("own_results.result", result_id=result_id))
        return render_template("candidates/withdraw.html", result=own.result, share=share, form=form)

    return pages


def build_inviting_pages(
    *, reader: CandidateReader, invite_organisation: InviteOrganisation, clock: Clock
) -> Blueprint:
    pages = Blueprint("inviting", __name__)
    install_language(pages)

    @pages.route("/my-results/<uuid:result_id>/share/invite", methods=_BOTH)
    @requires(Permission.SEE_OWN_RESULTS)
    def invite(result_id: UUID) -> ResponseReturnValue:
        actor, form, listed = current_actor(), InviteForm(), None
        own = reader.own_result(ResultId(result_id), actor.person_id, now=clock.now())
        if form.validate_on_submit():
            command = InviteOrganisationCommand(actor=actor, name=form.name.data, email=form.email.data)
            try:
                invite_organisation(command)
            except InvalidInputError as error:
                problems_into(form, error)
            except ConflictError as error:
                listed = error.data.get("organisation")
                form.form_errors.append(explain(error))
            else:
                flash("The invitation is on its way. We write to you when they are listed.", "success")
                return redirect(url_for("own_results.result", result_id=result_id))
        page = render_template("candidates/invite.html", result=own.result, form=form, listed=listed)
        return page, 422 if form.errors else 200

    return pages


def _changed(share: ShareRow, new: ShareId) -> str:
    if new == share.share_id:
        return "Nothing was changed: they see what they saw before."
    return f"Changed. {share.organisation_name} sees it as something new."
