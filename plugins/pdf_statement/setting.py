"""Typst at work on many pages."""

import json
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from plugins.pdf_statement.page import FONTS, Page

if TYPE_CHECKING:
    from typst import Compiler, Fonts

_FOLDER = Path(__file__).parent
_REMEMBERED = 10
"""So many compilations back typst keeps what it worked out, which is 100 MB for each hundred pages."""


class Typesetter:
    """PDF/UA-1 wherever the installed fonts have every letter. Where one is missing, that standard refuses the pages:
    then they are made without, with a box in the letter's place, as they are needed all the same.

    May be used from several threads at a time: the fonts are shared, and each call has a compiler of its own.
    """

    def __init__(self) -> None:
        self._fonts: Fonts | None = None
        self._looking = threading.Lock()

    def set(self, pages: Sequence[Page]) -> bytes:
        from typst import Compiler, TypstError

        data = {"fonts": FONTS, "pages": [asdict(page) for page in pages]}
        # A letter and its marks are brought together, or they may stand apart in print.
        given = {"data": unicodedata.normalize("NFC", json.dumps(data, ensure_ascii=False))}
        fonts = self._found()
        compiler = Compiler(str(_FOLDER / "statement.typ"), root=str(_FOLDER), font_paths=fonts)
        try:
            made = compiler.compile(sys_inputs=given, format="pdf", pdf_standards="ua-1")
        except TypstError as refusal:
            if "could not be displayed" not in str(refusal):
                raise
            made = compiler.compile(sys_inputs=given, format="pdf")
        _forget(Compiler(str(_FOLDER / "nothing.typ"), root=str(_FOLDER), font_paths=fonts))
        if not isinstance(made, bytes):
            raise TypeError("typst made several files where one was asked for")
        return made

    def _found(self) -> "Fonts":
        """Looking for the fonts of the system takes a while, so it is done at the first page and not at the start."""
        from typst import Fonts

        with self._looking:
            if self._fonts is None:
                self._fonts = Fonts()
            return self._fonts


def _forget(compiler: "Compiler") -> None:
    """Typst counts age in compilations, so a few empty ones make it let go; that keeps memory flat."""
    for _ in range(_REMEMBERED):
        compiler.compile(format="pdf")
