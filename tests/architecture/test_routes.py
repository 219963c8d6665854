"""Every route says who may open it, and holds to it: each is asked by everybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask, url_for
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule, UUIDConverter

from adapters.sql.database import Database
from adapters.sql.migrate import upgrade
from core.access.permissions import Role, permissions_of
from core.shared.errors import NotAllowedError
from tests.e2e.world import Browser, World
from web.places import PLACES
from web.security import Access, current_actor, declared_access, public, signed_in

# What a route says that is open to the one who asks: a page, a redirect, or that it does not know the thing or the
# input. Never the way to the log-in, never «you may not», never a fault.
OPEN = {200, 204, 302, 303, 404, 409, 422, 429}


@dataclass(frozen=True)
class House:
    world: World
    browsers: dict[Role | None, Browser]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for all: log-ins are kept out of harm by asking each route with a log-in of its own."""
    file = tmp_path_factory.mktemp("routes") / "house.db"
    database = Database(f"sqlite:///{file}")
    upgrade(database)
    database.dispose()
    world = World(file)
    yield House(world=world, browsers={})
    world.close()


def routes() -> list[tuple[str, str]]:
    """Method and rule of every route, as ids of the tests."""
    app = _bare_app()
    return sorted((method, rule.rule) for rule in app.url_map.iter_rules() for method in _methods(rule))


def _bare_app() -> Flask:
    """The application alone; no database is touched by making it."""
    world = World(Path("/nonexistent/house.db"))
    world.close()
    return world.app


def _methods(rule: Rule) -> set[str]:
    return (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}


def _rule(app: Flask, text: str, method: str) -> Rule:
    return next(rule for rule in app.url_map.iter_rules() if rule.rule == text and method in (rule.methods or set()))


def _address(app: Flask, rule: Rule) -> str:
    """The route with something made up for each of its parts."""
    made_up: dict[str, object] = {name: _value(rule._converters[name]) for name in rule.arguments}
    with app.test_request_context():
        return url_for(rule.endpoint, **made_up)  # type: ignore[arg-type]  # url_for takes strings by name too.


def _value(converter: BaseConverter) -> object:
    if isinstance(converter, UUIDConverter):
        return uuid4()
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return 1 if isinstance(converter, IntegerConverter) else "x"


def _access(app: Flask, rule: Rule) -> Access | None:
    return declared_access(app.view_functions[rule.endpoint])


@pytest.mark.parametrize(("method", "text"), routes())
def test_a_route_says_who_may_open_it(house: House, method: str, text: str) -> None:
    app = house.world.app

    assert _access(app, _rule(app, text, method)) is not None


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role.value if role else "nobody")
@pytest.mark.parametrize(("method", "text"), routes())
def test_a_route_opens_for_those_it_names_and_nobody_else(
    house: House, method: str, text: str, role: Role | None
) -> None:
    app = house.world.app
    rule = _rule(app, text, method)
    access = _access(app, rule)
    assert access is not None
    browser = _browser(house, role)
    address = _address(app, rule)

    answer = browser.get(address) if method == "GET" else browser.post(address)

    at_log_in = answer.status_code == 302 and (answer.location or "").startswith("/log-in")
    if role is None and not access.public:
        assert at_log_in
    elif (
        role is not None
        and not access.public
        and access.any_of
        and not (access.any_of & permissions_of(frozenset({role})))
    ):
        assert answer.status_code == 403
    else:
        assert answer.status_code in OPEN | ({403} if access.for_machines else set())
        assert not at_log_in or rule.rule in {"/log-out", "/log-out-everywhere", "/set-password/<secret>"}


def _browser(house: House, role: Role | None) -> Browser:
    """Logged in until somebody asked to be logged out."""
    browser = house.browsers.get(role)
    if browser is None or (role is not None and browser.get("/account").status_code != 200):
        browser = house.world.client_as(role) if role else house.world.client()
        house.browsers[role] = browser
    return browser


@pytest.mark.parametrize("text", sorted({text for method, text in routes() if method != "GET"}))
def test_a_form_without_its_token_is_refused(house: House, text: str) -> None:
    app = house.world.app
    rule = _rule(app, text, "POST")
    access = _access(app, rule)
    assert access is not None
    admitted = [one for one in Role if access.any_of & permissions_of(frozenset({one}))]
    role = admitted[0] if admitted else Role.ADMINISTRATOR
    browser = _browser(house, role)

    answer = browser.http.post(_address(app, rule))

    assert (answer.status_code == 400) is not access.for_machines


def test_a_view_that_says_nothing_is_refused_to_everybody(house: House) -> None:
    app = _bare_app()
    app.add_url_rule("/forgotten", view_func=lambda: "shown")

    app.testing = True
    told = app.test_client().get("/forgotten").status_code
    app.testing = False
    refused = app.test_client().get("/forgotten").status_code

    assert (told, refused) == (500, 403)


def test_a_view_says_it_once() -> None:
    @public
    def page() -> str:
        return ""

    with pytest.raises(TypeError):
        signed_in(page)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.href)
def test_a_place_of_the_navigation_is_a_page_that_asks_for_the_same(house: House, place: object) -> None:
    app = house.world.app
    there = next(one for one in PLACES if one is place)

    access = _access(app, _rule(app, there.href, "GET"))

    assert access is not None
    assert there.permission in access.any_of


def test_without_a_log_in_there_is_no_actor(house: House) -> None:
    with house.world.app.test_request_context("/"), pytest.raises(NotAllowedError):
        current_actor()
