"""The awarding body's exams: the list, and bringing a catalogue in."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.catalogue.ports import CatalogueReader
from core.catalogue.usecases.importing import ImportCatalogue, ImportCatalogueCommand
from core.shared.errors import InvalidInputError
from web.catalogue.file import read_catalogue, told
from web.catalogue.forms import CatalogueForm
from web.security import current_actor, requires


def build_exam_pages(*, reader: CatalogueReader, import_catalogue: ImportCatalogue) -> Blueprint:
    pages = Blueprint("exams", __name__, url_prefix="/admin/exams")

    @pages.get("")
    @requires(Permission.MANAGE_CATALOGUE)
    def exams() -> str:
        return render_template("catalogue/exams.html", exams=reader.exams())

    @pages.route("/import", methods=["GET", "POST"])
    @requires(Permission.MANAGE_CATALOGUE)
    def upload() -> ResponseReturnValue:
        form, wrong = CatalogueForm(), list[str]()
        if form.validate_on_submit():
            try:
                listed = read_catalogue(form.file.data.read())
                changed = import_catalogue(ImportCatalogueCommand(actor=current_actor(), exams=listed))
            except InvalidInputError as error:
                wrong = [told(problem) for problem in error.problems]
                form.form_errors.append("Nothing was taken over. Correct the file and choose it again.")
            else:
                flash(f"{len(listed)} exams read, {changed} new or changed.", "success")
                return redirect(url_for("exams.exams"))
        return render_template("catalogue/upload.html", form=form, wrong=wrong), 422 if form.errors else 200

    return pages
