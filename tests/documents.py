"""The documents of the repository, taken apart for the tests that hold them to the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docs.renew import ROOT, documents

__all__ = ["ROOT", "Block", "blocks", "documents", "inline_code", "sample", "samples"]

_FENCE = re.compile(r"(?:<!-- sample: (\S+) -->\n)?^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Code that stands by itself. `name` is that of a sample, empty for any other."""

    document: Path
    language: str
    name: str
    content: str


def blocks(document: Path) -> Iterator[Block]:
    for name, language, content in _FENCE.findall(document.read_text(encoding="utf-8")):
        yield Block(document=document, language=language, name=name, content=content)


def inline_code(document: Path) -> Iterator[str]:
    """What stands between backticks within the text."""
    yield from _INLINE.findall(_FENCE.sub("", document.read_text(encoding="utf-8")))


def samples() -> dict[str, str]:
    """Python that is written in a document and nowhere else, by name."""
    found = [block for document in documents() for block in blocks(document) if block.name]
    return {block.name: block.content for block in found}


def sample(name: str) -> dict[str, object]:
    """The names that a sample defines, after it was run."""
    defined: dict[str, object] = {"__name__": f"sample_{name}"}
    exec(compile(samples()[name], f"<sample {name}>", "exec"), defined)  # noqa: S102 - it is our own
    return defined
