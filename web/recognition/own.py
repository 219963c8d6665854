"""Your organisation: its details, and the exams and tests it recognises. Members see, the Primary User edits."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.catalogue.model import Exam, ExamCode
from core.catalogue.ports import CatalogueReader
from core.shared.errors import InvalidInputError
from core.verification.ports import RecognitionReader
from core.verification.usecases.organising import (
    RecogniseExams,
    RecogniseExamsCommand,
    TellOwnContact,
    TellOwnContactCommand,
)
from core.verification.views import ListedOrganisation
from web.errors import problems_into
from web.recognition.forms import ContactForm, ExamsForm
from web.recognition.language import install_language
from web.recognition.standing import changed
from web.security import current_actor, requires


def build_own_organisation_pages(
    *,
    reader: RecognitionReader,
    catalogue: CatalogueReader,
    tell_contact: TellOwnContact,
    recognise: RecogniseExams,
) -> Blueprint:
    pages = Blueprint("own_organisation", __name__, url_prefix="/organisation")
    install_language(pages)

    def own() -> ListedOrganisation:
        return reader.listed_organisation(current_actor().organisation_id)

    @pages.get("")
    @requires(Permission.FIND_RESULTS)
    def details() -> str:
        shown = own()
        proposal = reader.latest_proposal(shown.row.id)
        return render_template(
            "recognition/own_details.html",
            organisation=shown,
            proposal=proposal,
            changes=changed(proposal.row) if proposal else (),
            may_edit=_may_edit(),
        )

    @pages.route("/edit", methods=["GET", "POST"])
    @requires(Permission.MANAGE_OWN_ORGANISATION)
    def edit() -> ResponseReturnValue:
        form = ContactForm(obj=own().details)
        if form.validate_on_submit():
            try:
                tell_contact(TellOwnContactCommand(actor=current_actor(), **form.contact()))
            except InvalidInputError as error:
                problems_into(form, error)
            else:
                flash("Saved. The Global Recognition Database shows it at once.", "success")
                return redirect(url_for("own_organisation.details"))
        return render_template("recognition/own_edit.html", form=form), 422 if form.errors else 200

    def exams_form(shown: ListedOrganisation) -> ExamsForm:
        recognised = [code for code, _, _ in shown.recognised]
        form = ExamsForm(verifiable=recognised, recognised_only=recognised)
        form.offer(_offered(catalogue, recognised))
        return form

    @pages.get("/exams")
    @requires(Permission.FIND_RESULTS)
    def exams() -> str:
        shown = own()
        form = exams_form(shown)
        return render_template("recognition/own_exams.html", organisation=shown, form=form, may_edit=_may_edit())

    @pages.post("/exams")
    @requires(Permission.MANAGE_OWN_ORGANISATION)
    def tick() -> ResponseReturnValue:
        shown = own()
        form = exams_form(shown)
        if form.validate_on_submit():
            recognise(RecogniseExamsCommand(actor=current_actor(), exams=form.chosen()))
            flash("Saved. The Global Recognition Database shows it at once.", "success")
            return redirect(url_for("own_organisation.exams"))
        return render_template("recognition/own_exams.html", organisation=shown, form=form, may_edit=True), 422

    return pages


def _offered(catalogue: CatalogueReader, recognised: Sequence[ExamCode]) -> list[Exam]:
    """All that are offered, and those no longer offered that are recognised already: unseen they would be unticked."""
    return [exam for exam in catalogue.exams() if exam.in_use or exam.code in recognised]


def _may_edit() -> bool:
    return current_actor().may(Permission.MANAGE_OWN_ORGANISATION)
