"""A PDF file as typst writes it, taken apart: plain objects, and a plain table of their places."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise

_PLACES = re.compile(rb"startxref\n(\d+)\n%%EOF\s*\Z")
_SIZE = re.compile(rb"xref\n0 (\d+)\n")
_ROOT = re.compile(rb"/Root (\d+) 0 R")
_INFO = re.compile(rb"/Info (\d+) 0 R")
_PAIR = re.compile(rb"(\d+) (\d+) 0 R")
_NAMED = re.compile(rb"\((U\d+x\d+y\d+)\)(\d+) 0 R")
_COUNT = re.compile(rb"/Count (\d+)")
_FIRST_COUNT = re.compile(rb"<</Type/Pages/Count (\d+)")
_ROLE = re.compile(rb"/(\w+)/(\w+)")
_IN_TEXT = rb"[^()\\]++|\\."
_TEXT = re.compile(rb"(\((?:" + _IN_TEXT + rb"|\((?:" + _IN_TEXT + rb")*+\))*+\))", re.DOTALL)
"""With texts in it that hold none again."""
_PLACE = re.compile(rb"(/StructParents? )(\d+)")
_OBJECT, _SOME_TEXT = b"\0", b"\1"
"""Typst writes neither into a dictionary."""
_DIGITS = b"0123456789"
_PARENTHESIS = re.compile(rb"\\.|[()]", re.DOTALL)
_TABLE_ID = re.compile(rb"\((U\d+x\d+y\d+)\)")
_ENTRY = 20
_END = b"\nendobj"
_STREAM = b">>\nstream\n"


class Part:
    """`objects` are the contents by number, without those that stand above all parts and are written once by whoever
    joins them. The rest is read out of these: the catalogue, and the root of the tags."""

    def __init__(self, pdf: bytes) -> None:
        objects = _objects(pdf)
        trailer = pdf[pdf.rindex(b"trailer") :]
        catalog = _number(_ROOT, trailer)
        held = objects[catalog]
        self.pages = _number(re.compile(rb"/Pages (\d+) 0 R"), held)
        self.tags = _number(re.compile(rb"/StructTreeRoot (\d+) 0 R"), held)
        metadata = _number(re.compile(rb"/Metadata (\d+) 0 R"), held)
        self.is_accessible = b"<pdfuaid:part>1</pdfuaid:part>" in objects[metadata]
        self.page_count = _number(_COUNT, objects[self.pages])
        root = objects[self.tags]
        self.roles = dict(_ROLE.findall(_between(root, b"/RoleMap<<", b">>")))
        (self.document,) = (int(one) for one in re.findall(rb"(\d+) 0 R", _between(root, b"/K[", b"]")))
        pairs = _PAIR.findall(_between(root, b"/ParentTree<</Nums[", b"]"))
        self.parents = sorted((int(key), int(number)) for key, number in pairs)
        self.table_ids = sorted(
            (name, int(number)) for name, number in _NAMED.findall(_between(root, b"/Names[", b"]"))
        )
        above = {catalog, metadata, self.tags}
        for found in (re.search(rb"/Outlines (\d+) 0 R", held), _INFO.search(trailer)):
            if found:
                above.add(int(found[1]))
        self.objects = {number: content for number, content in objects.items() if number not in above}


def page_count(pdf: bytes) -> int:
    """Typst writes the list of pages first."""
    return _number(_FIRST_COUNT, pdf)


def _objects(pdf: bytes) -> dict[int, bytes]:
    start = _number(_PLACES, pdf[-64:])
    head = _SIZE.match(pdf, start)
    if head is None:
        raise ValueError("typst wrote its table of places in another way")
    entries = range(head.end() + _ENTRY, head.end() + _ENTRY * int(head[1]), _ENTRY)
    rows = (pdf[at : at + _ENTRY] for at in entries)
    places = {int(row[:10]): number for number, row in enumerate(rows, start=1) if row[17:18] == b"n"}
    return {places[at]: _content(pdf, places[at], at, end) for at, end in pairwise([*sorted(places), start])}


def _content(pdf: bytes, number: int, at: int, end: int) -> bytes:
    header = b"%d 0 obj\n" % number
    if not pdf.startswith(header, at):
        raise ValueError("typst wrote an object in another way")
    return pdf[at + len(header) : pdf.rindex(_END, at, end)]


def _number(pattern: re.Pattern[bytes], text: bytes) -> int:
    found = pattern.search(text)
    if found is None:
        raise ValueError(f"typst wrote a file without {pattern.pattern!r}")
    return int(found[1])


def _between(text: bytes, first: bytes, last: bytes) -> bytes:
    _, _, rest = text.partition(first)
    return rest.partition(last)[0]


def renumbered(
    contents: Sequence[bytes], references: Mapping[bytes, bytes], *, parents: int, prefix: bytes
) -> list[bytes]:
    """The contents with each reference replaced, places in the tree of parents moved on by `parents`, and the names of
    cells in tables made unique by `prefix`. What stands in a text or in a stream is left as it is."""
    cut = [content.partition(_STREAM) for content in contents]
    tokens = _tokens(_OBJECT.join(dictionary for dictionary, _, _ in cut))
    plain, texts = tokens[::2], tokens[1::2]
    for place, text in enumerate(texts):
        # A cell may have several headers, one after another.
        if text.startswith(b"(U") and (not plain[place] or plain[place].endswith((b"/ID", b"/Headers["))):
            texts[place] = _TABLE_ID.sub(rb"(" + prefix + rb"\1)", text)
    *before, last = _SOME_TEXT.join(plain).split(b" 0 R")
    heads = [one.rstrip(_DIGITS) for one in before]
    moved = b"".join([head + references[one[len(head) :]] for head, one in zip(heads, before, strict=True)]) + last
    moved = _PLACE.sub(lambda found: found[1] + b"%d" % (int(found[2]) + parents), moved)
    plain = moved.split(_SOME_TEXT)
    moved = b"".join(chain.from_iterable(zip(plain, [*texts, b""], strict=True)))
    return [one + mark + stream for one, (_, mark, stream) in zip(moved.split(_OBJECT), cut, strict=True)]


def _tokens(dictionaries: bytes) -> list[bytes]:
    """What is no text and the text after it, in turn. Patterns do not count parentheses: where these stand deeper than
    usual, they are counted by hand."""
    tokens = _TEXT.split(dictionaries)
    plain = b"".join(tokens[::2])
    if b"(" in plain or b")" in plain:
        return list(_counted(dictionaries))
    return tokens


def _counted(dictionaries: bytes) -> Iterator[bytes]:
    """Within a text, parentheses come in pairs or escaped."""
    position = 0
    while (start := dictionaries.find(b"(", position)) >= 0:
        depth, end = 0, len(dictionaries)
        for found in _PARENTHESIS.finditer(dictionaries, start):
            depth += {b"(": 1, b")": -1}.get(found[0], 0)
            if depth == 0:
                end = found.end()
                break
        yield dictionaries[position:start]
        yield dictionaries[start:end]
        position = end
    yield dictionaries[position:]
