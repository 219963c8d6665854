"""A PDF file as typst writes it, taken apart: plain objects, and a plain table of their places."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

_PLACES = re.compile(rb"startxref\n(\d+)\n%%EOF\s*\Z")
_SIZE = re.compile(rb"xref\n0 (\d+)\n")
_ROOT = re.compile(rb"/Root (\d+) 0 R")
_INFO = re.compile(rb"/Info (\d+) 0 R")
_HEADER = re.compile(rb"\d+ 0 obj\n")
_PAIR = re.compile(rb"(\d+) (\d+) 0 R")
_NAMED = re.compile(rb"\((U\d+x\d+y\d+)\)(\d+) 0 R")
_ROLE = re.compile(rb"/(\w+)/(\w+)")
_REFERENCE = re.compile(rb"(\d+) 0 R|(/StructParents? )(\d+)")
_PARENTHESIS = re.compile(rb"\\.|[()]", re.DOTALL)
_TABLE_ID = re.compile(rb"\((U\d+x\d+y\d+)\)")
_ENTRY = 20
_END = b"\nendobj"
_STREAM = b">>\nstream\n"


class Part:
    """`objects` are the contents by number. The rest is read out of the catalogue and the root of the tags."""

    def __init__(self, pdf: bytes) -> None:
        self.objects = _objects(pdf)
        trailer = pdf[pdf.rindex(b"trailer") :]
        catalog = _number(_ROOT, trailer)
        held = self.objects[catalog]
        self.pages = _number(re.compile(rb"/Pages (\d+) 0 R"), held)
        self.tags = _number(re.compile(rb"/StructTreeRoot (\d+) 0 R"), held)
        metadata = _number(re.compile(rb"/Metadata (\d+) 0 R"), held)
        outline = re.search(rb"/Outlines (\d+) 0 R", held)
        # What stands above all parts is written once, by whoever joins them.
        self.left_out = {catalog, metadata, self.tags, *([int(outline[1])] if outline else [])}
        if info := _INFO.search(trailer):
            self.left_out.add(int(info[1]))
        self.is_accessible = b"<pdfuaid:part>1</pdfuaid:part>" in self.objects[metadata]
        self.page_count = _number(re.compile(rb"/Count (\d+)"), self.objects[self.pages])
        root = self.objects[self.tags]
        self.roles = dict(_ROLE.findall(_between(root, b"/RoleMap<<", b">>")))
        (self.document,) = (int(one) for one in re.findall(rb"(\d+) 0 R", _between(root, b"/K[", b"]")))
        pairs = _PAIR.findall(_between(root, b"/ParentTree<</Nums[", b"]"))
        self.parents = sorted((int(key), int(number)) for key, number in pairs)
        self.table_ids = sorted(
            (name, int(number)) for name, number in _NAMED.findall(_between(root, b"/Names[", b"]"))
        )


def _objects(pdf: bytes) -> dict[int, bytes]:
    start = _number(_PLACES, pdf[-64:])
    head = _SIZE.match(pdf, start)
    if head is None:
        raise ValueError("typst wrote its table of places in another way")
    entries = range(head.end() + _ENTRY, head.end() + _ENTRY * int(head[1]), _ENTRY)
    rows = (pdf[at : at + _ENTRY] for at in entries)
    places = {int(row[:10]): number for number, row in enumerate(rows, start=1) if row[17:18] == b"n"}
    return {places[at]: _content(pdf[at:end]) for at, end in pairwise([*sorted(places), start])}


def _content(written: bytes) -> bytes:
    header = _HEADER.match(written)
    if header is None:
        raise ValueError("typst wrote an object in another way")
    return written[header.end() : written.rindex(_END)]


def _number(pattern: re.Pattern[bytes], text: bytes) -> int:
    found = pattern.search(text)
    if found is None:
        raise ValueError(f"typst wrote a file without {pattern.pattern!r}")
    return int(found[1])


def _between(text: bytes, first: bytes, last: bytes) -> bytes:
    _, _, rest = text.partition(first)
    return rest.partition(last)[0]


def renumbered(content: bytes, references: Callable[[bytes], bytes], *, parents: int, prefix: bytes) -> bytes:
    """The content with each reference replaced, places in the tree of parents moved on by `parents`, and the names of
    cells in tables made unique by `prefix`. What stands in a text or in a stream is left as it is."""
    dictionary, mark, stream = content.partition(_STREAM)

    def replaced(match: re.Match[bytes]) -> bytes:
        if match[1] is not None:
            return references(match[1])
        return match[2] + b"%d" % (int(match[3]) + parents)

    if b"(" not in dictionary:
        return _REFERENCE.sub(replaced, dictionary) + mark + stream
    pieces: list[bytes] = []
    for plain, text in _texts(dictionary):
        pieces.append(_REFERENCE.sub(replaced, plain))
        names_cell = plain.endswith((b"/ID", b"/Headers[")) or not plain
        pieces.append(_TABLE_ID.sub(rb"(" + prefix + rb"\1)", text) if names_cell else text)
    return b"".join(pieces) + mark + stream


def _texts(dictionary: bytes) -> Iterator[tuple[bytes, bytes]]:
    """What is no text and the text after it, in turn. Within a text, parentheses come in pairs or escaped."""
    position = 0
    while (start := dictionary.find(b"(", position)) >= 0:
        depth, end = 0, len(dictionary)
        for found in _PARENTHESIS.finditer(dictionary, start):
            depth += {b"(": 1, b")": -1}.get(found[0], 0)
            if depth == 0:
                end = found.end()
                break
        yield dictionary[position:start], dictionary[start:end]
        position = end
    yield dictionary[position:], b""
