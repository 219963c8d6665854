"""The door for vendors' notices. The signature over the raw body is what lets one in."""

from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from core.proctoring.usecases.noticing import TakeNotice, TakeNoticeCommand
from core.proctoring.vendor import CredentialsRefused, ProviderFault
from core.shared.errors import UnavailableError
from core.shared.ids import OrganisationId
from web.security import for_machines

_MAX_BODY = 256_000


def build_notice_pages(*, take_notice: TakeNotice) -> Blueprint:
    pages = Blueprint("notices", __name__)

    @pages.post("/vendors/<provider>/<uuid:organisation_id>/notices")
    @for_machines
    def notice(provider: str, organisation_id: UUID) -> ResponseReturnValue:
        """204 when taken or seen before, 401 for a signature that does not hold, 400 for what cannot be read, 404
        where no such vendor is set up, 503 while the platform itself cannot take it: the vendor tries again after
        anything but the first."""
        if (request.content_length or 0) > _MAX_BODY:
            return "", 413
        command = TakeNoticeCommand(
            organisation_id=OrganisationId(organisation_id),
            provider=provider,
            headers={name.lower(): value for name, value in request.headers.items()},
            body=request.get_data(),
        )
        try:
            take_notice(command)
        except CredentialsRefused:
            return "", 401
        except ProviderFault:
            return "", 400
        except UnavailableError as error:
            if not error.code.startswith("plugin_"):
                raise
            return "", 404
        return "", 204

    return pages
