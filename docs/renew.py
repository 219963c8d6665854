"""Brings what the documents repeat from the code up to date: the table of log codes, and quoted files.

    python -m docs.renew

A part that is repeated stands between two comments, which a browser does not show: `<!-- log codes: seed -->` or
`<!-- file: path -->`, and `<!-- end -->`. A test says when a document is out of date.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from core.proctoring.log_codes import CATALOGUE, LogCode, Move, Origin

DOCS = Path(__file__).parent
ROOT = DOCS.parent

_PART = re.compile(r"<!-- (log codes|file): (\S+) -->\n.*?<!-- end -->", re.DOTALL)
_TITLE = "{Test title} – "
_LANGUAGES = {".py": "python", ".toml": "toml"}


def documents() -> list[Path]:
    return sorted([ROOT / "README.md", *DOCS.rglob("*.md")])


def renewed(text: str) -> str:
    """The document with every repeated part as it is in the code now."""

    def part(found: re.Match[str]) -> str:
        kind, name = found.groups()
        body = _table(Origin(name)) if kind == "log codes" else _quoted(ROOT / name)
        return f"<!-- {kind}: {name} -->\n{body}\n<!-- end -->"

    return _PART.sub(part, text)


def _quoted(path: Path) -> str:
    return f"```{_LANGUAGES[path.suffix]}\n{path.read_text(encoding='utf-8').strip()}\n```"


def _table(origin: Origin) -> str:
    rows = (_row(line) for line in CATALOGUE.values() if line.origin is origin)
    return "\n".join(["| Code | The log says | What happened | Whose move it is |", "|---|---|---|---|", *rows])


def _row(line: LogCode) -> str:
    says = line.message.removeprefix(_TITLE)
    cells = (f"**{line.title}**<br>`{line.code}`", says, line.cause, " ".join(_what_to_do(line)))
    return f"| {' | '.join(cells)} |"


def _what_to_do(line: LogCode) -> Iterator[str]:
    match line.move:
        case Move.NOBODY:
            yield "Nobody's."
        case Move.SYSTEM:
            yield "Ours: it goes on by itself."
        case _:
            yield f"The {line.move}'s. {line.next_step}"
    if line.retry:
        yield f"*Trying again helps:* {line.retry[0].lower()}{line.retry[1:]}"


def main() -> None:
    for path in documents():
        before = path.read_text(encoding="utf-8")
        after = renewed(before)
        if after != before:
            path.write_text(after, encoding="utf-8")


if __name__ == "__main__":
    main()
