"""A real browser against a real server: Chromium as the system has it, pages served by waitress on a free port."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pytest
from flask import Flask, Response, request
from jinja2 import StrictUndefined
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect
from waitress.server import create_server
from whitenoise import WhiteNoise

from tests.browser.looking import OpenPage
from tests.browser.product import CHROMIUM_ARGUMENTS, LoggedIn, Product, chromium, log_in, running_product
from web.interface import Frame, NavigationItem, OrganisationChoice, install_interface
from web.interface.assets import CACHE_SECONDS, static_roots
from web.interface.gallery import build_gallery

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

# A Flask or WSGI application in, the address it is served at out.
Serve = Callable[[Any], str]

# A machine that does everything else at the same time takes long, and nothing here measures how long.
_PATIENCE_OF_A_TEST = 300

# Nobody is as quick as a test, which may click before the scripts of the page have run, or when a list has just come
# and htmx does not know its links yet. Such a click follows the link as it does without scripts, which is right, but
# not what a test asks. Playwright waits while a click would not arrive. Sheets made by script are not subject to the
# policy.
_SLOW_HANDS = """(() => {
    const sheet = rules => {
        const made = new CSSStyleSheet();
        made.replaceSync(`${rules} { pointer-events: none !important; }`);
        document.adoptedStyleSheets.push(made);
        return made;
    };
    sheet(".htmx-swapping, .htmx-settling, .htmx-added");
    const loading = sheet("body");
    window.addEventListener("load", () => {
        document.adoptedStyleSheets = document.adoptedStyleSheets.filter(one => one !== loading);
    });
})();"""
expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.timeout(_PATIENCE_OF_A_TEST))


# The plugin for pytest hands its launch arguments around as plain dictionaries.
@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Let every browser test use the system's Chromium; without one they are not run, except where that is an error."""
    program = chromium()
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("the browser tests need Chromium, and there is none")
        pytest.skip("NOT RUN: there is no Chromium on this machine")
    return {**browser_type_launch_args, "executable_path": program, "args": CHROMIUM_ARGUMENTS}


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens an address in a context of its own; whatever the console complains of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(
        url: str,
        *,
        width: int = 1360,
        scheme: Literal["light", "dark"] = "light",
        scripts: bool = True,
        storage: StorageState | None = None,
        time_zone: str | None = None,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
            storage_state=storage,
            timezone_id=time_zone,
        )
        if scripts:
            context.add_init_script(_SLOW_HANDS)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(url)
        return page

    yield open_one

    for context in contexts:
        context.close()
    # A form sent with mistakes is answered with 422, which Chromium counts among its errors; the others answer what a
    # test asked for on purpose.
    expected = ("status of 422", "status of 404", "status of 403", "status of 409", "status of 429")
    assert [complaint for complaint in complaints if not any(one in complaint for one in expected)] == []


@pytest.fixture(scope="session")
def product(browser_type_launch_args: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The whole product with its demo world, started once. The browser is asked for first: without one, all of this
    would be for nothing."""
    with running_product(tmp_path_factory.mktemp("product") / "data") as started:
        yield started


@pytest.fixture(scope="session")
def logged_in(browser: Browser, product: Product) -> LoggedIn:
    """Logs a person of the demo in once and answers what later contexts start from."""

    @cache
    def once(email: str) -> StorageState:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        log_in(page, product, email)
        left_behind = context.storage_state()
        context.close()
        return left_behind

    return once


@contextmanager
def _serving(application: Any) -> Iterator[str]:
    server = create_server(application, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, name="pages under test", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.task_dispatcher.shutdown()
        # By the thread that waits on its sockets, which would otherwise wait on some that are closed.
        server.trigger.pull_trigger(server.close)
        thread.join(timeout=5)


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """Serves applications until the tests end."""
    with ExitStack() as servers:
        yield lambda application: servers.enter_context(_serving(application))


def with_static_files(app: Flask) -> Any:
    """The application behind WhiteNoise, as the product is."""
    served = WhiteNoise(app.wsgi_app, max_age=CACHE_SECONDS)
    for root in static_roots():
        served.add_files(str(root.directory), root.prefix)
    return served


def _frame() -> Frame | None:
    if "visitor" in request.args:
        return None
    places = (
        ("Overview", "layout-dashboard"),
        ("Test sessions", "calendar-days"),
        ("Bookings", "ticket-check"),
        ("Candidates", "users"),
        ("Deliver", "video"),
        ("Results", "shield-check"),
        ("Your organisation", "building"),
    )
    return Frame(
        person_name="Priya Raman",
        initials="PR",
        organisation_name="Northgate College",
        organisations=(
            OrganisationChoice(id="1", name="Northgate College", role="Planner, proctoring scheduler", current=True),
            OrganisationChoice(id="2", name="Leeds Language Centre", role="Centre manager"),
        ),
        navigation=tuple(
            NavigationItem(
                label=label,
                icon=icon,
                href="/components",
                current=label == "Deliver",
                count=2 if label == "Deliver" else None,
            )
            for label, icon in places
        ),
        menu=(NavigationItem(label="Email notifications", icon="mail", href="/components"),),
        time_zone="Europe/London",
        csrf="token",
    )


def gallery_app() -> Flask:
    """The gallery under the policy of the product; a misspelt variable in a template is an error."""
    app = Flask("web", template_folder="templates", static_folder=None)
    app.config["SECRET_KEY"] = "only for tests"
    app.jinja_env.undefined = StrictUndefined
    install_interface(app, frame=_frame, visitors_zone="Europe/London")
    app.register_blueprint(build_gallery())

    def add_policy(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _POLICY
        return response

    app.after_request(add_policy)
    return app


@pytest.fixture(scope="session")
def gallery(serve: Serve) -> str:
    """The address of the gallery."""
    return serve(with_static_files(gallery_app())) + "/components"
