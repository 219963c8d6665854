"""What plugin authors may rely on, written down: `python -m tests.public_surface` prints it.

A change to it is a promise changed: write it to `tests/architecture/public_surface.txt` in the same commit, and say in
the commit's message what a plugin's author has to do.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from dataclasses import is_dataclass
from enum import Enum
from pathlib import Path
from types import ModuleType, UnionType

import pytest

import examhall
from examhall import hookspecs, testing

RECORD = Path(__file__).parent / "architecture" / "public_surface.txt"

# pytest keeps the name of this type to itself.
FIXTURE = type(pytest.fixture(lambda: None))

# Where a name lives inside is nobody's business but ours.
_INSIDE = re.compile(r"\b(?:core|examhall|collections|contextlib|datetime|typing)\.(?:\w+\.)*(?=\w)")


def public_names() -> Iterator[tuple[str, str, object]]:
    """Module, name and thing, of everything public."""
    for module in (examhall, testing):
        for name in sorted(module.__all__):
            yield module.__name__, name, getattr(module, name)
    for name, hook in sorted(hooks(hookspecs).items()):
        yield hookspecs.__name__, name, hook


def hooks(module: ModuleType) -> dict[str, object]:
    return {name: thing for name, thing in vars(module).items() if name.startswith(f"{hookspecs.PROJECT}_")}


def surface() -> list[str]:
    return [line for module, name, thing in public_names() for line in _lines(f"{module}.{name}", thing)]


def _lines(name: str, thing: object) -> Iterator[str]:
    if not inspect.isclass(thing):
        yield f"{name}{_signature(thing) if inspect.isfunction(thing) else f' = {_value(thing)}'}"
        return
    bases = ", ".join(base.__name__ for base in thing.__bases__ if not base.__name__.endswith("Contract"))
    yield f"{name}({bases}){' ' + _signature(thing) if is_dataclass(thing) else ''}"
    if issubclass(thing, Enum):
        yield from (f"    {member.name} = {member.value!r}" for member in thing)
        return
    for member, value in sorted(inspect.getmembers_static(thing)):
        own = any(
            member in vars(one) for one in thing.__mro__ if one.__module__.partition(".")[0] in {"core", "examhall"}
        )
        # The tests of a contract may become more with any release; its fixtures are what a subclass relies on.
        if own and not member.startswith(("_", "test_")):
            yield from _member(member, value)
    if not is_dataclass(thing):
        yield from sorted(f"    {name}: {kind}" for name, kind in _attributes(thing).items())
    if issubclass(thing, Exception):
        yield f"    __init__{_signature(thing.__init__)}"


def _attributes(thing: type) -> dict[str, str]:
    """Those that a subclass may or must set."""
    found = {
        name: _plain(kind.__name__ if isinstance(kind, type) else str(kind))
        for one in reversed(thing.__mro__)
        if one.__module__.partition(".")[0] in {"core", "examhall"}
        for name, kind in inspect.get_annotations(one).items()
    }
    return {name: kind for name, kind in found.items() if not name.startswith("_")}


def _member(name: str, value: object) -> Iterator[str]:
    if isinstance(value, property):
        yield f"    {name}: property"
    elif inspect.isfunction(value):
        yield f"    {name}{_signature(value)}"
    elif isinstance(value, FIXTURE):
        yield f"    {name}: fixture"
    elif isinstance(value, classmethod):
        yield f"    {name}{_signature(value.__func__)}"


def _value(thing: object) -> str:
    """An alias by what it stands for, any other value by its type."""
    is_alias = type(thing).__module__ in {"types", "typing"} or isinstance(thing, UnionType)
    return _plain(str(thing)) if is_alias else type(thing).__name__


def _signature(thing: object) -> str:
    assert callable(thing)
    return _plain(str(inspect.signature(thing)))


def _plain(text: str) -> str:
    """Without modules."""
    return _INSIDE.sub("", text)


if __name__ == "__main__":
    sys.stdout.write("\n".join(surface()) + "\n")
