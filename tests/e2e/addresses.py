"""What the addresses of a page give away."""

from __future__ import annotations

import base64
import re
from html import unescape
from urllib.parse import unquote_plus

from werkzeug.test import TestResponse


def addresses_of(answer: TestResponse) -> list[str]:
    """Its own, those of the redirects that led to it, and all that stand in it."""
    own = [one.request.full_path for one in (*answer.history, answer)]
    return own + [unescape(one) for one in re.findall(r'(?:href|action|src|formaction)="([^"]*)"', answer.text)]


def told_in_addresses(answer: TestResponse, *personal: str) -> list[str]:
    """Addresses in which one of these stands, also where it is only written in another way, as a cursor is. It begins
    like a word: short ones are found by chance inside ids and sealed texts."""
    words = re.compile("|".join(rf"(?<!\w){re.escape(one.casefold())}" for one in personal))
    return [one for one in addresses_of(answer) if words.search(_read(one))]


def _read(address: str) -> str:
    plain = unquote_plus(address)
    return "\n".join([plain, *(_decoded(part) for part in re.split(r"[?&=/]", plain))]).casefold()


def _decoded(part: str) -> str:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode(errors="replace")
    except ValueError:
        return ""
