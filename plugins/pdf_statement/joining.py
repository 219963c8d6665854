"""Several PDF files that typst made, joined while they come.

Neither pypdf nor pikepdf carries the tags of pages over, and both hold the whole file in memory. Here each part is
written as soon as it is there, its objects numbered on from those before, and only their places are kept. The trees
that run through the file (pages, tags, bookmarks) get one root at the end.
"""

import hashlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO
from xml.sax.saxutils import escape

from plugins.pdf_statement.parts import Part, renumbered

_HEAD = b"%PDF-1.7\n%\x80\x80\x80\x80\n\n"
_CATALOG, _PAGES, _TAGS, _OUTLINE, _INFO, _METADATA = range(1, 7)
"""The numbers of the objects that stand above all parts."""
_PIECE = 1 << 18
_PLACES_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bookmark:
    number: int
    text: str
    page: int
    before: int | None


class JoinedPdf:
    """Writes to `out` in order and leaves it open. Tagged, and PDF/UA-1 if every part is; a bookmark for each page, if
    there are several. The parts have their pages in one list and one `Document` of tags, as typst does it."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._written = 0
        self._pending = bytearray()
        self._digest = hashlib.sha256()
        self._places = array("Q", [0] * (_METADATA + 1))
        """By number. Nothing has the number 0, and that of 0 is written as such."""
        self._page_lists: list[int] = []
        self._documents: list[int] = []
        self._parent_lists: list[int] = []
        self._id_lists: list[int] = []
        self._roles: dict[bytes, bytes] = {}
        self._page_count = 0
        self._parents = 0
        self._first_bookmark: int | None = None
        self._open_bookmark: _Bookmark | None = None
        self._is_accessible = True
        self._write(_HEAD)

    def add(self, pdf: bytes, bookmarks: Sequence[str]) -> None:
        """The next pages. `bookmarks` has a text for each of them, or is empty."""
        part = Part(pdf)
        first = len(self._places)
        self._places.extend([0] * len(part.objects))
        numbers = {old: new for new, old in enumerate(part.objects, start=first)}
        references = {b"%d" % old: b"%d 0 R" % new for old, new in (numbers | {part.tags: _TAGS}).items()}
        prefix = b"P%06d-" % len(self._documents)
        moved = renumbered(list(part.objects.values()), references, parents=self._parents, prefix=prefix)
        pages = []
        for old, content in zip(part.objects, moved, strict=True):
            if old == part.pages:
                content = content.replace(b"<</Type/Pages", b"<</Type/Pages/Parent %d 0 R" % _PAGES, 1)
            elif content.startswith(b"<</Type/Page/"):
                pages.append(numbers[old])
            self._put(numbers[old], content)
        self._page_lists.append(numbers[part.pages])
        self._documents.append(numbers[part.document])
        self._roles |= part.roles
        self._page_count += part.page_count
        self._is_accessible &= part.is_accessible
        self._add_parents(part, numbers)
        self._add_table_ids(part, numbers, prefix)
        for text, page in zip(bookmarks, pages, strict=bool(bookmarks)):
            self._add_bookmark(text, page)

    def _add_parents(self, part: Part, numbers: dict[int, int]) -> None:
        """Which tags belong to a page: one list for each part, of consecutive keys."""
        if not part.parents:
            return
        tags = [(key + self._parents, numbers[old]) for key, old in part.parents]
        pairs = b" ".join(b"%d %d 0 R" % pair for pair in tags)
        first, last = tags[0][0], tags[-1][0]
        self._parent_lists.append(self._put_new(b"<</Limits[%d %d]/Nums[%s]>>" % (first, last, pairs)))
        self._parents = last + 1

    def _add_table_ids(self, part: Part, numbers: dict[int, int], prefix: bytes) -> None:
        if not part.table_ids:
            return
        names = [prefix + name for name, _ in part.table_ids]
        pairs = b"".join(
            b"(%s)%d 0 R" % (name, numbers[old]) for name, (_, old) in zip(names, part.table_ids, strict=True)
        )
        self._id_lists.append(self._put_new(b"<</Limits[(%s)(%s)]/Names[%s]>>" % (names[0], names[-1], pairs)))

    def _add_bookmark(self, text: str, page: int) -> None:
        """A bookmark names the one after it, so it is written when that one is known."""
        last, number = self._open_bookmark, self._new_number()
        if last is None:
            self._first_bookmark = number
        else:
            self._close_bookmark(last, after=number)
        self._open_bookmark = _Bookmark(number=number, text=text, page=page, before=last.number if last else None)

    def _close_bookmark(self, one: _Bookmark, *, after: int | None) -> None:
        around = b"".join(
            b"/%s %d 0 R" % (name, number) for name, number in ((b"Prev", one.before), (b"Next", after)) if number
        )
        held = (_text(one.text), one.page, _OUTLINE, around)
        self._put(one.number, b"<</Title%s/Dest[%d 0 R/Fit]/Parent %d 0 R%s>>" % held)

    @property
    def page_count(self) -> int:
        return self._page_count

    def finish(self, *, title: str, identifier: str | None) -> None:
        """What runs through the file. `identifier` is the number of what a file with a single thing is about."""
        self._put(_PAGES, b"<</Type/Pages/Count %d/Kids[%s]>>" % (self._page_count, _list(self._page_lists)))
        roles = b"".join(b"/%s/%s" % pair for pair in self._roles.items())
        ids = b"/IDTree<</Kids[%s]>>" % _list(self._id_lists) if self._id_lists else b""
        tags = (roles, _list(self._documents), _list(self._parent_lists), self._parents, ids)
        root = b"<</Type/StructTreeRoot/RoleMap<<%s>>/K[%s]/ParentTree<</Kids[%s]>>/ParentTreeNextKey %d%s>>" % tags
        self._put(_TAGS, root)
        self._put(_OUTLINE, self._outline())
        self._put(_INFO, b"<</Title%s/Creator(Examhall)>>" % _text(title))
        metadata = _metadata(title, identifier, is_accessible=self._is_accessible)
        self._put(
            _METADATA, b"<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n%s\nendstream" % (len(metadata), metadata)
        )
        self._put(_CATALOG, self._catalog())
        self._write_places()

    def _outline(self) -> bytes:
        last = self._open_bookmark
        if last is None or self._first_bookmark is None:
            return b"<</Type/Outlines>>"
        self._close_bookmark(last, after=None)
        held = (self._first_bookmark, last.number, self._page_count)
        return b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % held

    def _catalog(self) -> bytes:
        return (
            b"<</Type/Catalog/Pages %d 0 R/StructTreeRoot %d 0 R/Outlines %d 0 R/Metadata %d 0 R/Lang(en)"
            b"/MarkInfo<</Marked true/Suspects false>>/ViewerPreferences<</DisplayDocTitle true>>%s>>"
        ) % (_PAGES, _TAGS, _OUTLINE, _METADATA, b"/PageMode/UseOutlines" if self._page_count > 1 else b"")

    def _write_places(self) -> None:
        self._flush()
        start = self._written
        self._write(b"xref\n0 %d\n0000000000 65535 f\r\n" % len(self._places))
        for first in range(1, len(self._places), _PLACES_AT_ONCE):
            self._write(
                b"".join(b"%010d 00000 n\r\n" % place for place in self._places[first : first + _PLACES_AT_ONCE])
            )
        name = self._digest.hexdigest()[:32].encode()
        held = (len(self._places), _CATALOG, _INFO, name, name)
        self._write(b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]>>\n" % held)
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)
        self._flush()

    def _new_number(self) -> int:
        self._places.append(0)
        return len(self._places) - 1

    def _put_new(self, content: bytes) -> int:
        number = self._new_number()
        self._put(number, content)
        return number

    def _put(self, number: int, content: bytes) -> None:
        self._places[number] = self._written
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, content))

    def _write(self, content: bytes) -> None:
        self._written += len(content)
        self._pending += content
        if len(self._pending) > _PIECE:
            self._flush()

    def _flush(self) -> None:
        piece = bytes(self._pending)
        self._pending.clear()
        self._digest.update(piece)
        self._out.write(piece)


def _list(numbers: Sequence[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _text(words: str) -> bytes:
    return b"<%s>" % ("\ufeff" + words).encode("utf-16-be").hex().encode()


def _metadata(title: str, identifier: str | None, *, is_accessible: bool) -> bytes:
    claim = "<pdfuaid:part>1</pdfuaid:part>" if is_accessible else ""
    named = f"<dc:identifier>{escape(identifier)}</dc:identifier>" if identifier else ""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:language><rdf:Bag><rdf:li>en</rdf:li></rdf:Bag></dc:language>{named}{claim}"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()
