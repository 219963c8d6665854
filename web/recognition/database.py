"""The Global Recognition Database: who recognises which exams, for everybody (FEATURES R36)."""

from uuid import UUID

from flask import Blueprint, render_template, request

from core.catalogue.model import ExamCode
from core.catalogue.ports import CatalogueReader
from core.shared.ids import OrganisationId
from core.shared.paging import PageRequest
from core.verification.ports import RecognitionReader
from web.recognition.language import install_language
from web.recognition.lists import country_options, exam_options
from web.security import public


def build_database_pages(*, reader: RecognitionReader, catalogue: CatalogueReader) -> Blueprint:
    pages = Blueprint("recognised_by", __name__, url_prefix="/recognised-by")
    install_language(pages)

    @pages.get("")
    @public
    def organisations() -> str:
        asked = {name: request.args.get(name, "").strip() for name in ("q", "country", "exam")}
        page = reader.listed(
            PageRequest(size=25, after=request.args.get("after")),
            name=asked["q"],
            country=asked["country"],
            exam=ExamCode(asked["exam"]) if asked["exam"] else None,
        )
        return render_template(
            "recognition/database.html",
            page=page,
            asked=asked,
            countries=country_options(reader.countries()),
            exams=exam_options(catalogue),
        )

    @pages.get("/<uuid:organisation_id>")
    @public
    def organisation(organisation_id: UUID) -> str:
        found = reader.listed_organisation(OrganisationId(organisation_id))
        return render_template("recognition/listed.html", organisation=found)

    return pages
