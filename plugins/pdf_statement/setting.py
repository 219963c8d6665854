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
_MAIN = '#import "/statement.typ": statements\n#statements(json(bytes("%s")))'
"""What typst is given for each document. Everything in the template might depend on its own way, `sys.inputs`: typst
would set anew what the pages of all documents have in common."""
_BY_AND_BY = 5
"""Typst keeps what it worked out until ten more compilations were made without it. Few pages are left to that."""
_EMPTY = 8
"""More are made it forget by empty compilations: so many that of some pages nothing is left when the next ones are set,
but what both have in common. Fifty pages are 30 MB."""


class Typesetter:
    """PDF/UA-1 wherever the installed fonts have every letter. Where one is missing, that standard refuses the pages:
    then they are made without, with a box in the letter's place, as they are needed all the same.

    May be used from several threads at a time: the fonts are shared, and each call has a compiler of its own.
    """

    def __init__(self) -> None:
        self._fonts: Fonts | None = None
        self._looking = threading.Lock()

    def set(self, pages: Sequence[Page]) -> bytes:
        compiler = self._compiler()
        made = _made(compiler, pages)
        if pages and page_count(made) != len(pages):
            # One was longer than it looked.
            made = _made(compiler, [replace(page, is_long=True) for page in pages])
        if len(pages) > _BY_AND_BY:
            for _ in range(_EMPTY):
                compiler.compile(b"", format="pdf")
        return made

    def _compiler(self) -> "Compiler":
        from typst import Compiler

        return Compiler(root=str(_FOLDER), font_paths=self._found())

    def _found(self) -> "Fonts":
        """Looking for the fonts of the system takes a while, so it is done at the first page and not at the start."""
        from typst import Fonts

        with self._looking:
            if self._fonts is None:
                self._fonts = Fonts()
            return self._fonts


def as_data(pages: Iterable[Page]) -> str:
    """JSON, as the template takes it."""
    return json.dumps({"fonts": FONTS, "pages": list(pages)}, ensure_ascii=False, default=_members)


def _members(value: Any) -> dict[str, object]:  # Any: whatever JSON has no form for, here a dataclass with slots.
    """Quicker than `asdict`, which copies what is in it."""
    return {name: getattr(value, name) for name in value.__slots__}


def _made(compiler: "Compiler", pages: Sequence[Page]) -> bytes:
    from typst import TypstError

    # In quotes it is a value, whatever it says: only a quotation mark ends a text, and each has a backslash before it.
    quoted = as_data(pages).replace("\\", "\\\\").replace('"', '\\"')
    main = (_MAIN % quoted).encode()
    try:
        made = compiler.compile(main, format="pdf", pdf_standards="ua-1")
    except TypstError as refusal:
        if "could not be displayed" not in str(refusal):
            raise
        made = compiler.compile(main, format="pdf")
    if not isinstance(made, bytes):
        raise TypeError("typst made several files where one was asked for")
    return made
