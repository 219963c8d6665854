"""A real browser against a real server: Chromium as the system has it, pages served by waitress on a free port."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from flask import Flask, Response, request
from jinja2 import StrictUndefined
from waitress.server import create_server
from whitenoise import WhiteNoise

from web.interface import Frame, NavigationItem, OrganisationChoice, install_interface
from web.interface.assets import CACHE_SECONDS, static_roots
from web.interface.gallery import build_gallery

# The arguments of Chromium as root in a container; each keeps it from reaching out or from waiting for hardware.
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

# A Flask or WSGI application in, the address it is served at out.
Serve = Callable[[Any], str]


# The plugin for pytest hands its launch arguments around as plain dictionaries.
@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Let every browser test use the system's Chromium; without one they are not run, except where that is an error."""
    chromium = os.environ.get("EXAMHALL_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("the browser tests need Chromium, and there is none")
        pytest.skip("NOT RUN: there is no Chromium on this machine")
    return {**browser_type_launch_args, "executable_path": chromium, "args": _ARGUMENTS}


@contextmanager
def _serving(application: Any) -> Iterator[str]:
    server = create_server(application, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, name="pages under test", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        server.task_dispatcher.shutdown()
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
