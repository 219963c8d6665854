"""Whether what came back from a plugin is what its port promises, field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

LONGEST_TEXT = 4000
"""Characters. A vendor's note fits; a web page that a plugin mistook for one does not."""

LONGEST_NAME = 200
_NAMES = {"reference", "key", "event_id", "session"}
"""Fields that name something to the vendor or to us: stored, compared, never empty."""


def flaw(value: object, wanted: object) -> str | None:
    """What is wrong with the value, in words that hold none of it; None where it is as the type says.

    Texts are short enough to be stored, and made of characters that every database takes.
    """
    origin = get_origin(wanted)
    if origin in {Union, UnionType}:
        return _flaw_of_union(value, get_args(wanted))
    if origin is tuple:
        return _flaw_of_items(value, get_args(wanted)[0])
    if not isinstance(wanted, type) or not isinstance(value, wanted) or isinstance(value, bool) is not (wanted is bool):
        return f"{type(value).__name__} instead of {getattr(wanted, '__name__', wanted)}"
    if isinstance(value, str):
        return _flaw_of_text(value)
    if isinstance(value, datetime) and value.utcoffset() != timedelta(0):
        return "a time that is not in UTC"
    if is_dataclass(wanted):
        return _flaw_of_fields(value, wanted)
    return None


def _flaw_of_union(value: object, members: Sequence[object]) -> str | None:
    for member in members:
        if isinstance(member, type) and isinstance(value, member):
            return flaw(value, member)
    names = ", ".join(getattr(member, "__name__", str(member)) for member in members)
    return f"{type(value).__name__} instead of one of {names}"


def _flaw_of_items(value: object, wanted: object) -> str | None:
    if not isinstance(value, tuple):
        return f"{type(value).__name__} instead of tuple"
    return next((found for one in value if (found := flaw(one, wanted))), None)


def _flaw_of_text(text: str) -> str | None:
    if len(text) > LONGEST_TEXT:
        return f"a text of {len(text)} characters"
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        return "a text that cannot be stored"
    return None


def _flaw_of_fields(value: object, wanted: type) -> str | None:
    hints = _hints(wanted)
    for field in fields(wanted):
        part = getattr(value, field.name)
        found = flaw(part, hints[field.name]) or (_flaw_of_name(part) if field.name in _NAMES else None)
        if found:
            return f"{wanted.__name__}.{field.name}: {found}"
    return None


def _flaw_of_name(text: str) -> str | None:
    if not text:
        return "an empty text"
    return f"a text of {len(text)} characters" if len(text) > LONGEST_NAME else None


@cache
def _hints(wanted: type) -> Mapping[str, Any]:  # Any: what a type hint evaluates to has no common type.
    return get_type_hints(wanted)
