"""One result as a recognising organisation sees it, and its test-day photo."""

from uuid import UUID

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.results.model import SHOWN, ResultId
from core.verification.model.sharing import Field
from core.verification.usecases.opening import OpenResult, OpenResultCommand, SeePhoto
from core.verification.views import VerifiedResult
from web.finding.language import install_language
from web.finding.words import FIELDS
from web.security import current_actor, requires

_KINDS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}


def build_found_result_pages(*, open_result: OpenResult, see_photo: SeePhoto) -> Blueprint:
    pages = Blueprint("finding_result", __name__, url_prefix="/find/result")
    install_language(pages)

    @pages.get("/<uuid:result_id>")
    @requires(Permission.FIND_RESULTS)
    def result(result_id: UUID) -> ResponseReturnValue:
        """`search` in the address leads back to the list that one came from."""
        actor = current_actor()
        found = open_result(OpenResultCommand(actor=actor, result_id=ResultId(result_id)))
        return render_template(
            "finding/result.html",
            result=found,
            no_photo=_why_no_photo(found, may_see=actor.may(Permission.SEE_PHOTOS)),
            missing=_missing(found),
            search_id=request.args.get("search", ""),
        )

    @pages.get("/<uuid:result_id>/photo")
    @requires(Permission.SEE_PHOTOS)
    def photo(result_id: UUID) -> Response:
        return photo_answer(see_photo(OpenResultCommand(actor=current_actor(), result_id=ResultId(result_id))))

    return pages


def photo_answer(content: bytes) -> Response:
    kind = next((kind for start, kind in _KINDS.items() if content.startswith(start)), "application/octet-stream")
    return Response(content, content_type=kind, headers={"Cache-Control": "no-store"})


def _missing(found: VerifiedResult) -> dict[Field, str]:
    """What there is of this result and is not shown, in words."""
    there_is_none = {Field.PHOTO} if not found.has_photo else set()
    if found.marking is None or found.marking.scale is None:
        there_is_none.add(Field.OVERALL)
    return {one: text for one, text in FIELDS.items() if one not in found.fields | there_is_none}


def _why_no_photo(found: VerifiedResult, *, may_see: bool) -> str:
    """Empty when there is one to be seen."""
    if not found.has_photo:
        return "No photos are taken at this exam."
    if found.status not in SHOWN:
        return "Not shown while the scores are not shown."
    if Field.PHOTO not in found.fields:
        return "The candidate did not share it with you."
    if not may_see:
        return "Your user may not see photos. The Primary User of your organisation can change this."
    return "" if found.photo else "No photo of this test day was handed in."
