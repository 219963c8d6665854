"""The confirmation of entry as PDF."""

import json
import threading
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from core.bookings.confirmation import ACCOUNT_NOTE, BRING, Confirmation

if TYPE_CHECKING:
    from typst import Compiler

_TEMPLATE = Path(__file__).with_name("confirmation.typ")

# What Debian's fonts-noto-core and fonts-noto-cjk carry. One that is not installed is passed over.
_SCRIPTS = (
    *(f"Noto Sans {script}" for script in ("Arabic", "Hebrew", "Devanagari", "Bengali", "Tamil", "Telugu", "Gujarati")),
    *(f"Noto Sans {script}" for script in ("Gurmukhi", "Kannada", "Malayalam", "Sinhala", "Thai", "Lao", "Khmer")),
    *(f"Noto Sans {script}" for script in ("Myanmar", "Georgian", "Armenian", "Ethiopic")),
    *(f"Noto Sans CJK {country}" for country in ("SC", "TC", "JP", "KR")),
)

_IN_THE_HEAD = {"Candidate ID number", "Secret number", "Name"}


class TypstConfirmations:
    """PDF/UA-1, so that screen readers read it. Where no installed font has a letter of the name, that standard refuses
    the page: then it is made without, with a box for the letter, as the candidate needs it all the same."""

    def __init__(self) -> None:
        self._compiler: Compiler | None = None
        # One compiler with its fonts serves everybody; it is not made for two threads at once.
        self._turn = threading.Lock()

    def pdf(self, confirmation: Confirmation) -> bytes:
        from typst import TypstError

        given = {"data": unicodedata.normalize("NFC", json.dumps(_data(confirmation), ensure_ascii=False))}
        with self._turn:
            compiler = self._made()
            try:
                return _bytes(compiler.compile(sys_inputs=given, format="pdf", pdf_standards="ua-1"))
            except TypstError as refusal:
                if "could not be displayed" not in str(refusal):
                    raise
                return _bytes(compiler.compile(sys_inputs=given, format="pdf"))

    def _made(self) -> "Compiler":
        """Looking for the fonts of the system takes a while, so it is done at the first page and not at the start."""
        if self._compiler is None:
            from typst import Compiler

            self._compiler = Compiler(str(_TEMPLATE), root=str(_TEMPLATE.parent))
        return self._compiler


def _bytes(made: object) -> bytes:
    if not isinstance(made, bytes):
        raise TypeError("typst made several files of one page")
    return made


def _data(confirmation: Confirmation) -> dict[str, object]:
    session = confirmation.session
    withdrawn = "This entry is withdrawn. Ask the test centre before you travel."
    return {
        "heading": "Confirmation of entry",
        "title": confirmation.title,
        "withdrawn": withdrawn if confirmation.is_withdrawn else "",
        "number": confirmation.entry.number,
        "secret_number": confirmation.secret_number,
        "account_note": ACCOUNT_NOTE,
        "name": confirmation.name,
        "centre": session.centre.name,
        "facts": [fact for fact in confirmation.facts() if fact[0] not in _IN_THE_HEAD],
        "papers": confirmation.papers(),
        "clock": f"Times on the clocks of {session.plan.time_zone.replace('_', ' ')}.",
        "bring": BRING,
        "questions": f"Ask {confirmation.contact()}.",
        "footer": f"{session.centre.name} · centre number {session.centre.number} · {confirmation.entry.number}",
        "fonts": _SCRIPTS,
    }
