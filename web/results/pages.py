"""The list of results, one result, and its photo."""

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.catalogue.ports import CatalogueReader
from core.results.model import ResultId
from core.results.ports import ResultsReader
from core.results.usecases.opening import SeeResult, SeeResultCommand, SeeResultPhoto
from core.shared.paging import PageRequest
from web.finding.results import photo_answer
from web.results.forms import ListForm
from web.results.language import exam_of, install_language, shown_marks
from web.security import current_actor, requires
from web.sought import searched, sought


def build_result_pages(
    *, reader: ResultsReader, catalogue: CatalogueReader, see_result: SeeResult, see_photo: SeeResultPhoto
) -> Blueprint:
    pages = Blueprint("results", __name__, url_prefix="/results")
    install_language(pages)

    @pages.route("", methods=["GET", "POST"])
    @requires(Permission.MANAGE_RESULTS)
    @searched("exam", "taken_on", "status", "released")
    def results() -> ResponseReturnValue:
        form = ListForm(request.args, meta={"csrf": False})
        form.offer(catalogue.exams())
        if not form.validate():
            return redirect(url_for("results.results", sought=request.args.get("sought")))
        wanted = replace(form.wanted(), search=sought())
        page = reader.results(PageRequest(size=25, after=request.args.get("after")), wanted)
        return render_template("results/results.html", page=page, form=form, search=wanted.search)

    @pages.get("/<uuid:result_id>")
    @requires(Permission.MANAGE_RESULTS)
    def result(result_id: UUID) -> str:
        view = see_result(SeeResultCommand(actor=current_actor(), result_id=ResultId(result_id)))
        exam = exam_of(catalogue, view.result)
        marks = shown_marks(view.result.marks, exam.marking)
        return render_template("results/result.html", view=view, result=view.result, exam=exam, marks=marks)

    @pages.get("/<uuid:result_id>/photo")
    @requires(Permission.MANAGE_RESULTS)
    def photo(result_id: UUID) -> Response:
        return photo_answer(see_photo(SeeResultCommand(actor=current_actor(), result_id=ResultId(result_id))))

    return pages
