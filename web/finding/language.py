"""What the templates of finding may use beside the components."""

from flask import Blueprint

from core.verification.model.sharing import Field
from web.finding import words


def install_language(pages: Blueprint) -> None:
    @pages.context_processor
    def shown() -> dict[str, object]:
        return {"words": words, "Field": Field}
