"""The cookie that names a log-in."""

from flask import Request
from werkzeug.wrappers import Response


class LogInCookie:
    """Ends with the browser: centres share computers.

    Over https its name begins with `__Host-`, so that no other host of the domain can set it; browsers take such a
    cookie only when it is Secure, which one served at http://127.0.0.1 is not in every browser.
    """

    def __init__(self, *, is_https: bool) -> None:
        self.name = "__Host-examhall" if is_https else "examhall"
        self._secure = is_https

    def read(self, request: Request) -> str | None:
        return request.cookies.get(self.name)

    def write(self, response: Response, secret: str) -> None:
        response.set_cookie(self.name, secret, path="/", secure=self._secure, httponly=True, samesite="Lax")

    def clear(self, response: Response) -> None:
        response.delete_cookie(self.name, path="/", secure=self._secure, httponly=True, samesite="Lax")
