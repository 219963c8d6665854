"""Who may open which page. Closed by default: every view says who may, and one that says nothing is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn, TypeVar
from urllib.parse import quote

import flask
from flask import Flask, Request, Response, request
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user

from core.access.model import Actor
from core.access.permissions import Permission
from core.access.usecases.resuming import ResumeLogIn, Visit
from core.shared.errors import NotAllowedError
from web.log_in_cookie import LogInCookie

View = TypeVar("View", bound=Callable[..., object])

_DECLARED = "examhall_access"

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    # Nearly every page says something about somebody, and public ones carry a token for their form.
    "Cache-Control": "no-store",
}
_TWO_YEARS = 2 * 365 * 24 * 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who may open a view: anybody, or a signed-in person with any one of the permissions; none named asks for none."""

    public: bool = False
    for_machines: bool = False
    any_of: frozenset[Permission] = frozenset()

    def admits(self, actor: Actor) -> bool:
        return self.public or not self.any_of or bool(self.any_of & actor.permissions)


def _declare(view: View, access: Access) -> View:
    if hasattr(view, _DECLARED):
        raise TypeError(f"{view.__qualname__} declares twice who may open it")
    setattr(view, _DECLARED, access)
    return view


def public(view: View) -> View:
    """Anybody may open it, signed in or not."""
    return _declare(view, Access(public=True))


def for_machines(view: View) -> View:
    """A program calls it, and proves with each request who it is; a form's token is not asked for."""
    return _declare(view, Access(public=True, for_machines=True))


def signed_in(view: View) -> View:
    """Everybody who is signed in may open it, whatever their roles."""
    return _declare(view, Access())


def requires(permission: Permission) -> Callable[[View], View]:
    """Only those who have the permission in the organisation they work for now."""
    return any_of(permission)


def any_of(*permissions: Permission) -> Callable[[View], View]:
    """Those who have at least one of the permissions; what each of them sees is the use case's to decide."""
    if not permissions:
        raise TypeError("name at least one permission")
    return lambda view: _declare(view, Access(any_of=frozenset(permissions)))


def declared_access(view: Callable[..., object]) -> Access | None:
    """What a view declares; None for one that was forgotten."""
    found = getattr(view, _DECLARED, None)
    return found if isinstance(found, Access) else None


class SignedIn:
    """What Flask-Login holds for the length of a request."""

    is_authenticated = is_active = True
    is_anonymous = False

    def __init__(self, visit: Visit) -> None:
        self.visit = visit

    def get_id(self) -> str:
        return self.visit.digest


def current_visit() -> Visit | None:
    """The log-in behind this request; None for a visitor who is not signed in."""
    return current_user.visit if current_user.is_authenticated else None


def signed_in_visit() -> Visit:
    """The log-in behind this request, on a page that only signed-in people reach."""
    visit = current_visit()
    if visit is None:
        raise NotAllowedError("not_signed_in")
    return visit


def current_actor() -> Actor:
    """The signed-in person, in the organisation they work for now."""
    return signed_in_visit().actor


def install_security(app: Flask, *, resume: ResumeLogIn, cookie: LogInCookie, is_https: bool) -> None:
    """Set up log-ins, the check of every request, and the headers of every answer.

    Must come before the check of forms' tokens, so that who may not open a page is told that and nothing else.
    """
    logins = LoginManager()
    # Our cookie names a row of our own table; nothing about the log-in lies in Flask's signed cookie.
    logins.session_protection = None
    logins.init_app(app)

    def load(incoming: Request) -> SignedIn | None:
        secret = cookie.read(incoming)
        visit = resume(secret) if secret else None
        return SignedIn(visit) if visit else None

    logins.request_loader(load)

    @app.before_request
    def admit() -> ResponseReturnValue | None:
        if request.endpoint is None:
            return None  # No page has this address, or none takes this method; Flask says so next.
        access = declared_access(app.view_functions[request.endpoint])
        if access is None:
            _refuse_undeclared(app, request.endpoint)
        if access.public:
            return None
        visit = current_visit()
        if visit is None:
            return _to_log_in()
        if not access.admits(visit.actor):
            raise NotAllowedError("permission_missing")
        return None

    @app.after_request
    def harden(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if is_https:
            response.headers.setdefault("Strict-Transport-Security", f"max-age={_TWO_YEARS}; includeSubDomains")
        return response


def _refuse_undeclared(app: Flask, endpoint: str) -> NoReturn:
    message = f"the view {endpoint} does not declare who may open it"
    if app.testing or app.debug:
        raise RuntimeError(message)
    app.logger.error(message)
    raise NotAllowedError("permission_missing")


def _to_log_in() -> ResponseReturnValue:
    """Ask for the log-in. Only an address that can be loaded again is kept for afterwards."""
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        raise NotAllowedError("not_signed_in")
    wanted = f"?next={quote(request.full_path.rstrip('?'))}" if request.method == "GET" and request.path != "/" else ""
    return flask.redirect(f"/log-in{wanted}")


def is_own_path(target: str) -> bool:
    """Whether an address leads to a page of ours. Browsers read a backslash as a slash and drop tabs and line ends."""
    return (
        target.startswith("/")
        and not target.startswith("//")
        and "\\" not in target
        and not any(ord(character) < 0x20 for character in target)
    )
