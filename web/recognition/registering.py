"""Registering an organisation, for whoever comes by: the form, and what happens next."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.shared.errors import InvalidInputError, UnavailableError
from core.verification.model.registration import RegistrationId
from core.verification.model.sharing import InvitationId
from core.verification.ports import RecognitionReader
from core.verification.usecases.registering import RegisterOrganisation, RegisterOrganisationCommand
from web.errors import problems_into
from web.recognition.forms import RegistrationForm
from web.recognition.language import install_language
from web.requests import request_origin
from web.security import public
from web.words import explain

_ZONE_TO_BEGIN_WITH = "Europe/London"


def build_registration_form_pages(*, register: RegisterOrganisation, reader: RecognitionReader) -> Blueprint:
    pages = Blueprint("registering_organisation", __name__, url_prefix="/register-organisation")
    install_language(pages)

    @pages.route("", methods=["GET", "POST"])
    @public
    def form() -> ResponseReturnValue:
        form, invitation = RegistrationForm(), _invitation()
        form.offer()
        form.offer_zones(_ZONE_TO_BEGIN_WITH)
        if form.validate_on_submit():
            command = RegisterOrganisationCommand(
                details=form.details(),
                applicant=form.applicant(),
                purpose=form.purpose.data,
                origin=request_origin(),
                invitation=invitation,
            )
            try:
                made = register(command)
            except InvalidInputError as error:
                problems_into(form, error)
            except UnavailableError as error:
                form.form_errors.append(explain(error))
            else:
                return redirect(url_for("registering_organisation.received", registration_id=made))
        answer = render_template("recognition/register.html", form=form, invitation=invitation)
        return answer, 422 if form.errors else 200

    @pages.get("/received/<uuid:registration_id>")
    @public
    def received(registration_id: UUID) -> str:
        """What happens next. Its address is known to who registered, and nothing personal stands on it."""
        found = reader.registration(RegistrationId(registration_id))
        return render_template("recognition/received.html", row=found.row, zone=found.applicant.time_zone)

    return pages


def _invitation() -> InvitationId | None:
    """From the address of the form, where a candidate's invitation led here; one that was cut off is no obstacle."""
    try:
        return InvitationId(UUID(request.args.get("invitation", "")))
    except ValueError:
        return None
