"""Keeps other web sites out of the control page, and scripts out of every page."""

import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, request

from .answers import RefusedError
from .serving import refusal

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_CHANGING = {"POST", "PUT", "DELETE", "PATCH"}


def install(app: Flask) -> None:
    """Check where a change comes from before it is made, and send the headers with every answer."""

    @app.before_request
    def same_site() -> Response | None:
        if request.method not in _CHANGING or request.path.startswith("/v1/"):
            return None
        by_form = not request.path.startswith("/control/")
        if _from_elsewhere(by_form=by_form):
            return refusal(RefusedError(403, "cross_site", "Changes are taken from the vendor's own pages only."))
        return None

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["X-Request-Id"] = "req_" + secrets.token_hex(8)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cache-Control"] = "no-store"
        return response


def _from_elsewhere(*, by_form: bool) -> bool:
    """A browser always says where a form comes from; a program at the control API says nothing, and that is fine."""
    fetched, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if fetched is not None:
        return fetched not in {"same-origin", "none"}
    if origin is not None:
        return urlsplit(origin).netloc != request.host
    return by_form
