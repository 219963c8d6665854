"""What each request carries from the edge inwards: an id for the log, and where it came from."""

from collections.abc import Callable

from flask import Flask, Response, g, request
from werkzeug.exceptions import BadRequest

from core.shared.ids import new_id


def request_origin() -> str:
    """The address of the one who asks, as the outermost trusted proxy saw it."""
    return request.remote_addr or ""


def install_requests(app: Flask, *, tell_origin: Callable[[str], object]) -> None:
    """Name every request anew: an id from outside could be made up to confuse the log. `tell_origin` is told where
    each request came from, for the audit trail."""

    @app.before_request
    def name() -> None:
        g.request_id = new_id().hex
        tell_origin(request_origin())

    @app.before_request
    def read_address() -> None:
        """No name and no search holds the character U+0000, and PostgreSQL takes none."""
        if "\0" in request.path or any("\0" in value for _, value in request.args.items(multi=True)):
            raise BadRequest

    @app.teardown_request
    def forget(error: BaseException | None) -> None:
        # The thread goes on to other work.
        del error
        tell_origin("")

    @app.after_request
    def tell(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.get("request_id", "")
        return response
