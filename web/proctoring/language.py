"""What the templates of proctoring may use beside the components."""

from collections.abc import Mapping

from flask import Blueprint

from core.access.model import OrganisationKind
from core.access.permissions import Permission
from core.proctoring.log_codes import CATALOGUE, Code, LogCode, Severity
from core.proctoring.ports import Providers
from core.proctoring.views import SimpleStatus
from web.proctoring import words
from web.security import current_visit

_SEVERITIES = {
    Severity.INFO: "Step",
    Severity.SUCCESS: "Success",
    Severity.WARNING: "Warning",
    Severity.DANGER: "Rejection or failure",
}


def _facts(parameters: Mapping[str, str]) -> list[tuple[str, str]]:
    """The facts of an entry that its message does not say already."""
    return [(words.FACTS[name], value) for name, value in parameters.items() if name in words.FACTS and value]


def _log_code(code: Code) -> LogCode:
    return CATALOGUE[code]


def _may(permission: str) -> bool:
    """Whether the reader has the permission; a button for what one may not do is not drawn."""
    visit = current_visit()
    return visit is not None and visit.actor.may(Permission(permission))


def _sees_all() -> bool:
    visit = current_visit()
    return visit is not None and visit.actor.organisation_kind is OrganisationKind.AWARDING_BODY


def vendor_in_words(providers: Providers, name: str) -> str:
    """A booking outlives its vendor's plugin and stays readable (FEATURES X06)."""
    if not name:
        return "Not chosen"
    return providers.title(name) or f"{name} (the plugin is not installed)"


def install_language(pages: Blueprint) -> None:
    """Give the templates of one blueprint of proctoring their words and filters."""
    pages.add_app_template_filter(_facts, "proctoring_facts")
    pages.add_app_template_filter(_log_code, "log_code")

    @pages.context_processor
    def shown() -> dict[str, object]:
        return {
            "words": words,
            "may": _may,
            "sees_all": _sees_all(),
            "statuses": [(status.value, status.value.capitalize()) for status in SimpleStatus],
            "severities": [(severity.value, text) for severity, text in _SEVERITIES.items()],
            "codes": [(line.code.value, line.title) for line in CATALOGUE.values()],
        }
