"""Every address that stands in a letter leads to a page that exists."""

from __future__ import annotations

import inspect
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from tests.e2e.world import World
from web.notifications.addresses import PublicAddresses

HOUSE = "https://exams.example.org"
POSTED = {"vendor_notices"}
"""Those that are not pages."""


def every_address() -> dict[str, str]:
    """Of each kind of page one, by the method that writes it."""
    addresses = PublicAddresses(f"{HOUSE}/")
    methods = {name: method for name, method in inspect.getmembers(addresses, inspect.ismethod) if name[0] != "_"}
    found = {}
    for name, method in methods.items():
        wanted = inspect.signature(method).parameters.values()
        texts = {"secret", "provider"}
        found[name] = method(*("word" if one.name in texts else UUID(int=1) for one in wanted))
    return found


@pytest.mark.parametrize("name", every_address())
def test_an_address_in_a_letter_is_one_of_our_pages(world: World, name: str) -> None:
    address = every_address()[name]

    assert address.startswith(f"{HOUSE}/")
    method = "POST" if name in POSTED else "GET"
    world.app.url_map.bind("").match(urlsplit(address).path, method=method)
