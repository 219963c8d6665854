"""My results: the list, one result with whom it is shared, and one share with its history."""

from uuid import UUID

from flask import Blueprint, Response, render_template

from core.access.permissions import Permission
from core.results.model import ResultId
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId
from core.shared.time import Clock
from core.verification.model.sharing import ShareId
from core.verification.ports import CandidateReader
from core.verification.usecases.seeing_own import SeeOwnPhoto, SeeOwnPhotoCommand
from core.verification.views import OwnResult, ShareRow
from web.candidates.language import install_language
from web.finding.results import photo_answer
from web.security import current_actor, requires


def build_own_results_pages(*, reader: CandidateReader, see_own_photo: SeeOwnPhoto, clock: Clock) -> Blueprint:
    pages = Blueprint("own_results", __name__, url_prefix="/my-results")
    install_language(pages)

    @pages.get("")
    @requires(Permission.SEE_OWN_RESULTS)
    def results() -> str:
        person = current_actor().person_id
        return render_template(
            "candidates/results.html", results=reader.own_results(person), numbers=reader.numbers(person)
        )

    @pages.get("/<uuid:result_id>")
    @requires(Permission.SEE_OWN_RESULTS)
    def result(result_id: UUID) -> str:
        own = reader.own_result(ResultId(result_id), current_actor().person_id, now=clock.now())
        active = [one for one in own.shares if one.ended_at is None]
        past = [one for one in own.shares if one.ended_at is not None]
        return render_template(
            "candidates/result.html", own=own, result=own.result, active=active, past=past, replaced=replaced(own)
        )

    @pages.get("/<uuid:result_id>/photo")
    @requires(Permission.SEE_OWN_RESULTS)
    def photo(result_id: UUID) -> Response:
        return photo_answer(see_own_photo(SeeOwnPhotoCommand(actor=current_actor(), result_id=ResultId(result_id))))

    @pages.get("/<uuid:result_id>/shares/<uuid:share_id>")
    @requires(Permission.SEE_OWN_RESULTS)
    def share(result_id: UUID, share_id: UUID) -> str:
        own = reader.own_result(ResultId(result_id), current_actor().person_id, now=clock.now())
        found = share_in(own, share_id)
        history = [one for one in own.activity if one.activity.share_id == found.share_id]
        return render_template(
            "candidates/share.html", result=own.result, share=found, history=history, replaced=replaced(own)
        )

    return pages


def share_in(own: OwnResult, share_id: UUID) -> ShareRow:
    """The share, if it is one of this result: an address that mixes two results leads nowhere."""
    found = next((one for one in own.shares if one.share_id == share_id), None)
    if found is None:
        raise NotFoundError("share", share=share_id)
    return found


def active_share(own: OwnResult, organisation_id: OrganisationId) -> ShareRow | None:
    return next((one for one in own.shares if one.organisation_id == organisation_id and one.ended_at is None), None)


def replaced(own: OwnResult) -> set[ShareId]:
    """The shares that ended at the very moment at which another with the same organisation began: they were changed."""
    return {
        one.share_id
        for one in own.shares
        for other in own.shares
        if other.share_id != one.share_id
        and (other.organisation_id, other.shared_at) == (one.organisation_id, one.ended_at)
    }
