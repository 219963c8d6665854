"""The face that plugin authors write against changes on purpose only, and every name of it says what it is for."""

from __future__ import annotations

import inspect

import pytest

from examhall import hookspecs
from tests.public_surface import RECORD, hooks, public_names, surface

NAMES = [(f"{module}.{name}", thing) for module, name, thing in public_names()]
# A value or an alias holds no docstring.
WITH_DOCSTRING = [(name, thing) for name, thing in NAMES if inspect.isclass(thing) or inspect.isfunction(thing)]


def test_the_public_surface_is_the_one_on_record() -> None:
    assert surface() == RECORD.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(("name", "thing"), WITH_DOCSTRING, ids=[name for name, _ in WITH_DOCSTRING])
def test_every_public_name_has_a_docstring_of_its_own(name: str, thing: object) -> None:
    documented = inspect.getdoc(thing) or ""

    # A dataclass without one gets its signature for a docstring.
    assert documented
    assert not documented.startswith(f"{name.rpartition('.')[2]}(")
    assert "__doc__" in vars(thing) or inspect.isfunction(thing)


@pytest.mark.parametrize("name", ["ProctoringProvider", "NotificationChannel", "ExportFormat"])
def test_every_method_of_a_port_has_a_docstring(name: str) -> None:
    port = dict(NAMES)[f"examhall.{name}"]

    undocumented = [
        member
        for member, value in vars(port).items()
        if not member.startswith("_")
        and (inspect.isfunction(value) or isinstance(value, property))
        and not value.__doc__
    ]

    assert undocumented == []


def test_every_hook_is_specified_takes_nothing_and_says_what_it_returns() -> None:
    for hook in hooks(hookspecs).values():
        assert inspect.isfunction(hook)
        assert hasattr(hook, "examhall_spec")
        assert inspect.signature(hook).parameters == {}
        assert inspect.signature(hook).return_annotation is not inspect.Signature.empty
