"""What the templates of recognition may use beside the components."""

from flask import Blueprint

from web.candidates.words import KINDS
from web.catalogue.forms import country_name
from web.recognition.standing import last_day


def install_language(pages: Blueprint) -> None:
    @pages.context_processor
    def shown() -> dict[str, object]:
        return {"institution_kinds": KINDS, "country_name": country_name, "last_day": last_day}
