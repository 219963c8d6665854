"""Files of results: chosen, looked at, taken over; and photos."""

import csv
from io import BytesIO, StringIO
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.bookings.uploads import Spreadsheets
from core.catalogue.ports import CatalogueReader
from core.results.result_file import COLUMNS
from core.results.uploads import ResultFiles, ResultUploadId
from core.results.usecases.importing import (
    MOST_UPLOADED,
    ResultUploadCommand,
    TakeUpload,
    UploadResults,
    UploadResultsCommand,
)
from core.results.usecases.photographing import ImportPhotos, ImportPhotosCommand
from core.shared.errors import ConflictError, InvalidInputError, Problem
from web.errors import problems_into
from web.results.forms import PhotosForm, ResultFileForm, moment_of
from web.results.language import install_language
from web.security import current_actor, requires, signed_in_visit
from web.words import explain

_EXAMPLE = {
    "candidate_number": "K7QF2-M9XRT",
    "exam": "FCE",
    "exam_date": "2026-12-05",
    "centre_number": "GB104",
    "given_name": "Maya",
    "family_name": "Lindqvist",
    "date_of_birth": "2009-04-23",
    "email": "maya@example.org",
    "place": "Leeds",
    "status": "final",
}
_COMPONENTS = ("Reading", "Use of English", "Writing", "Listening", "Speaking")
_KINDS = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def build_result_import_pages(
    *,
    catalogue: CatalogueReader,
    upload_results: UploadResults,
    take_upload: TakeUpload,
    result_files: ResultFiles,
    spreadsheets: Spreadsheets,
    import_photos: ImportPhotos,
) -> Blueprint:
    pages = Blueprint("result_files", __name__, url_prefix="/results")
    install_language(pages)

    @pages.route("/import", methods=["GET", "POST"])
    @requires(Permission.MANAGE_RESULTS)
    def choose() -> ResponseReturnValue:
        form = ResultFileForm()
        if form.validate_on_submit():
            upload = form.file.data
            try:
                command = UploadResultsCommand(
                    actor=current_actor(),
                    name=upload.filename or "results.csv",
                    content=upload.read(),
                    release_at=moment_of(form.release_at, signed_in_visit().time_zone),
                )
                return redirect(url_for("result_files.upload", upload_id=upload_results(command)))
            except InvalidInputError as error:
                problems_into(form, error)
        page = render_template("results/import.html", form=form, columns=COLUMNS, most=MOST_UPLOADED)
        return page, 422 if form.errors else 200

    @pages.get("/uploads/<uuid:upload_id>")
    @requires(Permission.MANAGE_RESULTS)
    def upload(upload_id: UUID) -> ResponseReturnValue:
        return _preview(upload_id, failure="")

    @pages.post("/uploads/<uuid:upload_id>/take")
    @requires(Permission.MANAGE_RESULTS)
    def take(upload_id: UUID) -> ResponseReturnValue:
        command = ResultUploadCommand(actor=current_actor(), upload_id=ResultUploadId(upload_id))
        try:
            report = take_upload(command)
        except ConflictError as error:
            return _preview(upload_id, failure=explain(error)), 422
        if not report.is_stored:
            return _preview(upload_id, failure="Something in the file is not right any more."), 422
        flash(f"{report.rows} results are taken over." if report.rows != 1 else "1 result is taken over.", "success")
        return redirect(url_for("release.waiting"))

    @pages.get("/uploads/<uuid:upload_id>/marked")
    @requires(Permission.MANAGE_RESULTS)
    def marked(upload_id: UUID) -> Response:
        """The file with a column that says what is wrong in each line."""
        looked = take_upload.look(ResultUploadCommand(actor=current_actor(), upload_id=ResultUploadId(upload_id)))
        rows = list(result_files.rows(BytesIO(looked.content)))
        name = looked.upload.name
        ending = "xlsx" if name.casefold().endswith(".xlsx") else "csv"
        content = spreadsheets.marked(rows, looked.report.problems, name=name)
        headers = {"Content-Disposition": f'attachment; filename="results-marked.{ending}"'}
        return Response(content, content_type=_KINDS[ending], headers=headers)

    @pages.get("/template.csv")
    @requires(Permission.MANAGE_RESULTS)
    def template() -> Response:
        buffer = StringIO()
        example = [_EXAMPLE.get(name, "") for name in COLUMNS]
        csv.writer(buffer).writerows([(*COLUMNS, *_COMPONENTS), (*example, "172", "168", "175", "170", "181")])
        headers = {"Content-Disposition": 'attachment; filename="results-template.csv"'}
        # The mark lets a spreadsheet see that names are in UTF-8.
        return Response(buffer.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8", headers=headers)

    @pages.route("/photos", methods=["GET", "POST"])
    @requires(Permission.MANAGE_RESULTS)
    def photos() -> ResponseReturnValue:
        form, problems = PhotosForm(), tuple[Problem, ...]()
        form.offer(catalogue.exams())
        if form.validate_on_submit():
            command = ImportPhotosCommand(
                actor=current_actor(),
                exam=form.chosen(),
                taken_on=form.taken_on.data,
                archive=form.archive.data.stream,
            )
            try:
                report = import_photos(command)
            except InvalidInputError as error:
                problems_into(form, error)
            else:
                if report.is_stored:
                    flash(f"{report.photos} photos are taken over.", "success")
                    return redirect(url_for("results.results", exam=command.exam, taken_on=command.taken_on))
                problems = report.problems
                form.form_errors.append("Nothing was taken over. Correct the archive and choose it again.")
        page = render_template("results/photos.html", form=form, problems=problems)
        return page, 422 if form.errors else 200

    def _preview(upload_id: UUID, *, failure: str) -> str:
        looked = take_upload.look(ResultUploadCommand(actor=current_actor(), upload_id=ResultUploadId(upload_id)))
        is_json = looked.upload.name.casefold().endswith(".json")
        return render_template(
            "results/upload.html",
            upload=looked.upload,
            report=looked.report,
            failure=failure,
            can_be_marked=looked.report.wrong and not is_json,
        )

    return pages
