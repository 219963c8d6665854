"""What waits for release, and its time."""

from datetime import date, datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.catalogue.model import ExamCode
from core.results.ports import ResultsReader
from core.results.usecases.releasing import PostponeCommand, PostponeRelease, ReleaseCommand, ReleaseResults
from core.results.views import ReleaseRow
from core.shared.errors import InvalidInputError, NotFoundError
from web.errors import problems_into
from web.forms import PageForm
from web.results.forms import PostponeForm, moment_of
from web.results.language import install_language
from web.security import current_actor, requires, signed_in_visit


def build_release_pages(
    *, reader: ResultsReader, release_results: ReleaseResults, postpone_release: PostponeRelease
) -> Blueprint:
    pages = Blueprint("release", __name__, url_prefix="/results/waiting")
    install_language(pages)

    @pages.get("")
    @requires(Permission.MANAGE_RESULTS)
    def waiting() -> str:
        return render_template("results/waiting.html", rows=reader.waiting())

    @pages.route("/release", methods=["GET", "POST"])
    @requires(Permission.MANAGE_RESULTS)
    def release() -> ResponseReturnValue:
        """Exam, day and moment stand in the address; whoever released them meanwhile leaves nothing to be found."""
        row, form = _asked_for(reader), PageForm()
        if form.validate_on_submit():
            command = ReleaseCommand(
                actor=current_actor(),
                exam=row.exam,
                taken_on=row.taken_on,
                planned_for=row.release_at,
                before_time=True,
            )
            count = release_results(command)
            flash("1 result is released." if count == 1 else f"{count} results are released.", "success")
            return redirect(url_for("release.waiting"))
        return render_template("results/release.html", form=form, row=row)

    @pages.route("/postpone", methods=["GET", "POST"])
    @requires(Permission.MANAGE_RESULTS)
    def postpone() -> ResponseReturnValue:
        row, form, zone = _asked_for(reader), PostponeForm(), signed_in_visit().time_zone
        form.fill(row.release_at, zone)
        if form.validate_on_submit():
            try:
                command = PostponeCommand(
                    actor=current_actor(),
                    exam=row.exam,
                    taken_on=row.taken_on,
                    planned_for=row.release_at,
                    release_at=moment_of(form.release_at, zone) or row.release_at,
                )
                postpone_release(command)
            except InvalidInputError as error:
                problems_into(form, error)
            else:
                flash("The release has its new time.", "success")
                return redirect(url_for("release.waiting"))
        return render_template("results/postpone.html", form=form, row=row), 422 if form.errors else 200

    return pages


def _asked_for(reader: ResultsReader) -> ReleaseRow:
    """The line of the list that the address names. Raises NotFoundError("release")."""
    try:
        exam = ExamCode(request.args.get("exam", ""))
        taken_on = date.fromisoformat(request.args.get("taken_on", ""))
        at = datetime.fromisoformat(request.args.get("at", ""))
    except ValueError:
        raise NotFoundError("release") from None
    for row in reader.waiting():
        if (row.exam, row.taken_on, row.release_at) == (exam, taken_on, at):
            return row
    raise NotFoundError("release")
