"""What the templates of candidates may use beside the components."""

from flask import Blueprint

from web.candidates import words
from web.catalogue.forms import country_name


def install_language(pages: Blueprint) -> None:
    @pages.context_processor
    def shown() -> dict[str, object]:
        return {"words": words, "country_name": country_name}
