"""The list of results, one result, and its photo."""

from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

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


def build_result_pages(
    *, reader: ResultsReader, catalogue: CatalogueReader, see_result: SeeResult, see_photo: SeeResultPhoto
) -> Blueprint:
    pages = Blueprint("results", __name__, url_prefix="/results")
    install_language(pages)

    def listed(form: ListForm, after: str | None) -> ResponseReturnValue:
        page = reader.results(PageRequest(size=25, after=after), form.wanted())
        return render_template("results/results.html", page=page, form=form)

    @pages.get("")
    @requires(Permission.MANAGE_RESULTS)
    def results() -> ResponseReturnValue:
        """What narrows the list stands in the address, what is searched for does not."""
        form = _narrowed(request.args)
        form.offer(catalogue.exams())
        if not form.validate():
            return redirect(url_for("results.results"))
        return listed(form, request.args.get("after"))

    @pages.post("")
    @requires(Permission.MANAGE_RESULTS)
    def search() -> ResponseReturnValue:
        form = ListForm()
        form.offer(catalogue.exams())
        if not form.validate():
            return render_template("results/results.html", page=None, form=form), 422
        if not form.wanted().search:
            return redirect(f"{url_for('results.results')}?{urlencode(form.narrowing)}".rstrip("?"))
        return listed(form, form.after.data or None)

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


def _narrowed(given: MultiDict[str, str]) -> ListForm:
    """Only what an address may hold; and nothing is sent by it, so no token is asked for."""
    known = {name: given[name] for name in ("exam", "taken_on", "status", "released") if name in given}
    return ListForm(MultiDict(known), meta={"csrf": False})
