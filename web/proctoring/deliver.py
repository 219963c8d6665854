"""The list of tests, and the first steps of one: details and time."""

from collections.abc import Callable
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.proctoring.model.test import ProctoredTestId
from core.proctoring.ports import ProctoringReader, Providers
from core.proctoring.usecases.preparing import (
    CreateTest,
    CreateTestCommand,
    ReviseTest,
    ReviseTestCommand,
    SetTime,
    SetTimeCommand,
)
from core.proctoring.views import SimpleStatus, TestFilter, TestView
from core.shared.errors import InvalidInputError
from core.shared.paging import PageRequest
from core.shared.time import Clock
from web.errors import problems_into
from web.interface.local_times import instant
from web.proctoring.forms import DetailsForm, TimeForm
from web.proctoring.language import install_language, vendor_in_words
from web.security import current_actor, requires, signed_in_visit


def build_deliver_pages(
    *,
    reader: ProctoringReader,
    providers: Providers,
    clock: Clock,
    create_test: CreateTest,
    revise_test: ReviseTest,
    set_time: SetTime,
) -> Blueprint:
    pages = Blueprint("deliver", __name__, url_prefix="/deliver")
    install_language(pages)

    @pages.get("")
    @requires(Permission.SEE_TESTS)
    def tests() -> str:
        scope = current_actor().scope
        status = request.args.get("status", "")
        wanted = TestFilter(
            search=request.args.get("q", "").strip(),
            status=SimpleStatus(status) if status in set(SimpleStatus) else None,
        )
        page = reader.tests(scope, PageRequest(size=25, after=request.args.get("after")), wanted)
        summary = reader.summary(scope, now=clock.now())
        return render_template("proctoring/tests.html", page=page, wanted=wanted, summary=summary)

    @pages.route("/new", methods=["GET", "POST"])
    @requires(Permission.PREPARE_TESTS)
    def new() -> ResponseReturnValue:
        actor, form = current_actor(), DetailsForm()
        form.offer(list(providers.choices(actor.organisation_id)))
        if form.validate_on_submit():
            zone = signed_in_visit().time_zone
            command = CreateTestCommand(actor=actor, details=form.details(), time_zone=zone)
            try:
                made = create_test(command)
            except InvalidInputError as error:
                problems_into(form, error)
            else:
                flash("The test is made. Add its candidates next.", "success")
                return redirect(url_for("candidates.candidates", test_id=made))
        return render_template("proctoring/new.html", form=form), 422 if form.errors else 200

    @pages.route("/<uuid:test_id>/details", methods=["GET", "POST"])
    @requires(Permission.SEE_TESTS)
    def details(test_id: UUID) -> ResponseReturnValue:
        actor = current_actor()
        test = reader.test(ProctoredTestId(test_id), actor.scope)
        form = DetailsForm(data=_details_of(test))
        form.offer(list(providers.choices(test.organisation_id)), present=test.provider, present_ratio=test.ratio)

        def revise() -> None:
            shown = request.form.get("version", type=int, default=-1)
            revise_test(ReviseTestCommand(actor=actor, test_id=test.id, version=shown, details=form.details()))

        vendor = vendor_in_words(providers, test.provider)
        return _step(form, test, "details", revise, next_step="candidates.candidates", vendor=vendor)

    @pages.route("/<uuid:test_id>/time", methods=["GET", "POST"])
    @requires(Permission.SEE_TESTS)
    def time(test_id: UUID) -> ResponseReturnValue:
        actor = current_actor()
        test = reader.test(ProctoredTestId(test_id), actor.scope)
        form = TimeForm(data=_time_of(test))

        def set_it() -> None:
            zone = form.time_zone.data
            start, end = instant(form.start.data, zone), instant(form.end.data, zone)
            set_time(SetTimeCommand(actor=actor, test_id=test.id, start=start, end=end, time_zone=zone))

        return _step(form, test, "time", set_it, next_step="activation.test")

    return pages


def _details_of(test: TestView) -> dict[str, str]:
    return {
        "title": test.title,
        "proctoring": test.proctoring.value,
        "provider": test.provider,
        "ratio": str(test.ratio),
    }


def _time_of(test: TestView) -> dict[str, object]:
    if test.window is None:
        return {"time_zone": test.time_zone}
    zone = ZoneInfo(test.time_zone)
    start, end = test.window.start.astimezone(zone), test.window.end.astimezone(zone)
    return {"time_zone": test.time_zone, "start": start.replace(tzinfo=None), "end": end.replace(tzinfo=None)}


def _step(
    form: DetailsForm | TimeForm,
    test: TestView,
    name: str,
    store: Callable[[], None],
    *,
    next_step: str,
    **shown: str,
) -> ResponseReturnValue:
    """One step of the set-up: shown, taken, or shown again with what is wrong."""
    if form.validate_on_submit():
        try:
            store()
        except InvalidInputError as error:
            problems_into(form, error)
        else:
            flash("Saved.", "success")
            return redirect(url_for(next_step, test_id=test.id))
    return render_template(f"proctoring/{name}.html", form=form, test=test, **shown), 422 if form.errors else 200
