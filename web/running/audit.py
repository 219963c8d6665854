"""The audit trail."""

from uuid import UUID

from flask import Blueprint, render_template, request

from core.access.model import EVERYTHING
from core.access.permissions import Permission
from core.access.ports import AccessReader
from core.audit.model import AuditRecord
from core.audit.ports import AuditTrail
from core.audit.usecases import Verdict, VerifyTrail
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId, PersonId
from core.shared.paging import PageRequest
from web.security import requires


def build_audit_pages(*, trail: AuditTrail, verify_trail: VerifyTrail, reader: AccessReader) -> Blueprint:
    pages = Blueprint("audit", __name__, url_prefix="/admin/audit")

    def shown(verdict: Verdict | None) -> str:
        page = trail.latest(PageRequest(size=50, after=request.args.get("after")))
        names = names_in(page.items)
        return render_template("running/audit.html", page=page, names=names, verdict=verdict)

    def names_in(records: tuple[AuditRecord, ...]) -> dict[str, str]:
        """The trail names nobody; what it points to is looked up for as long as it is there."""
        found = {}
        for label in {label for record in records for label in (record.by, record.on)}:
            kind, _, key = label.partition(":")
            try:
                if kind == "person":
                    found[label] = reader.person(PersonId(UUID(key)), EVERYTHING).name
                elif kind == "organisation":
                    found[label] = reader.organisation(OrganisationId(UUID(key)), EVERYTHING).name
            except (NotFoundError, ValueError):
                continue
        return found

    @pages.get("")
    @requires(Permission.READ_AUDIT_TRAIL)
    def audit() -> str:
        return shown(None)

    @pages.post("")
    @requires(Permission.READ_AUDIT_TRAIL)
    def verify() -> str:
        """Read the whole chain. Long trails are better verified by the command."""
        return shown(verify_trail())

    return pages
