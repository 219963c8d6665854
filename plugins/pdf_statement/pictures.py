"""Whether bytes are a picture. Typst leaves out without a word what it cannot read, and a statement must not."""

_PNG = (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82")
_JPEG = (b"\xff\xd8\xff", b"\xff\xd9")


def picture_kind(content: bytes) -> str | None:
    """`jpeg` or `png` for a whole file of that kind, as far as its beginning and its end tell."""
    # Some cameras pad the end.
    trimmed = content.rstrip(b"\0")
    for kind, (first, last) in (("png", _PNG), ("jpeg", _JPEG)):
        if trimmed.startswith(first) and trimmed.endswith(last):
            return kind
    return None
