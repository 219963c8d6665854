"""Addresses in plain text, made clickable."""

import re

from markupsafe import Markup, escape

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_AFTER = ".,;:!?)]}'»”"
"""Signs that end a sentence or a bracket around an address, and hardly ever the address itself."""


def linked(text: str) -> Markup:
    """The text as paragraphs, safe to stand in a page, with each web address as a link. Nothing else becomes markup."""
    paragraphs = (part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")))
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(_line(line) for line in one.split("\n")))
        for one in paragraphs
        if one
    )


def _line(line: str) -> Markup:
    parts: list[Markup] = []
    end = 0
    for found in _ADDRESS.finditer(line):
        address = found[0].rstrip(_AFTER)
        parts += [escape(line[end : found.start()]), Markup('<a href="{0}">{0}</a>').format(address)]
        end = found.start() + len(address)
    return Markup("").join([*parts, escape(line[end:])])
