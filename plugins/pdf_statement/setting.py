"""Typst at work on many pages."""

import json
import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plugins.pdf_statement.page import FONTS, Page
from plugins.pdf_statement.parts import page_count

if TYPE_CHECKING:
    from typst import Compiler, Fonts

_FOLDER = Path(__file__).parent
_REMEMBERED = 10
"""So many compilations back typst keeps what it worked out, which is 60 MB for each hundred pages."""
_FEW = 5
"""So few pages are left to be forgotten by and by."""


class Typesetter:
    """PDF/UA-1 wherever the installed fonts have every letter. Where one is missing, that standard refuses the pages:
    then they are made without, with a box in the letter's place, as they are needed all the same.

    May be used from several threads at a time: the fonts are shared, and each call has a compiler of its own.
    """

    def __init__(self) -> None:
        self._fonts: Fonts | None = None
        self._looking = threading.Lock()

    def set(self, pages: Sequence[Page]) -> bytes:
        compiler = self._compiler("statement.typ")
        made = _made(compiler, pages)
        if pages and page_count(made) != len(pages):
            # One was longer than it looked.
            made = _made(compiler, [replace(page, is_long=True) for page in pages])
        return made

    def forget(self, number: int) -> None:
        """So many pages were set. Typst counts age in compilations, so a few empty ones make it let go of what it keeps
        of them; that keeps memory flat."""
        if number > _FEW:
            compiler = self._compiler("nothing.typ")
            for _ in range(_REMEMBERED):
                compiler.compile(format="pdf")

    def _compiler(self, name: str) -> "Compiler":
        from typst import Compiler

        return Compiler(str(_FOLDER / name), root=str(_FOLDER), font_paths=self._found())

    def _found(self) -> "Fonts":
        """Looking for the fonts of the system takes a while, so it is done at the first page and not at the start."""
        from typst import Fonts

        with self._looking:
            if self._fonts is None:
                self._fonts = Fonts()
            return self._fonts


def as_data(pages: Iterable[Page]) -> dict[str, str]:
    """As the template takes them."""
    return {"data": json.dumps({"fonts": FONTS, "pages": list(pages)}, ensure_ascii=False, default=_members)}


def _members(value: Any) -> dict[str, object]:  # Any: whatever JSON has no form for, here a dataclass with slots.
    """Quicker than `asdict`, which copies what is in it."""
    return {name: getattr(value, name) for name in value.__slots__}


def _made(compiler: "Compiler", pages: Sequence[Page]) -> bytes:
    from typst import TypstError

    given = as_data(pages)
    try:
        made = compiler.compile(sys_inputs=given, format="pdf", pdf_standards="ua-1")
    except TypstError as refusal:
        if "could not be displayed" not in str(refusal):
            raise
        made = compiler.compile(sys_inputs=given, format="pdf")
    if not isinstance(made, bytes):
        raise TypeError("typst made several files where one was asked for")
    return made
