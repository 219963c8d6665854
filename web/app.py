"""The web application, put together from the container."""

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from web.container import Container
from web.doors import all_pages
from web.errors import install_errors
from web.interface import install_interface
from web.interface.assets import CACHE_SECONDS, static_roots
from web.places import current_frame
from web.requests import install_requests
from web.security import declared_access, install_security
from web.sought import install_sought


def create_app(container: Container) -> Flask:
    """A new application over one container. Nothing is shared with another one but the database."""
    app = Flask("web", static_folder=None)
    _configure(app, container)
    install_requests(app, tell_origin=container.tell_origin())
    install_errors(app)
    install_security(
        app, resume=container.resume_log_in(), cookie=container.log_in_cookie(), is_https=container.settings().is_https
    )
    forms = CSRFProtect(app)
    app.jinja_env.globals["demo"] = container.settings().demo
    install_interface(app, frame=current_frame)
    install_sought(app, seal=container.seal())
    for pages in all_pages(container):
        app.register_blueprint(pages)
    for view in app.view_functions.values():
        access = declared_access(view)
        if access is not None and access.for_machines:
            forms.exempt(view)
    _serve_static_files(app)
    _trust_proxies(app, container.settings().trusted_proxies)
    return app


def _configure(app: Flask, container: Container) -> None:
    settings = container.settings()
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.largest_body,
        # Flask's own cookie holds the token of forms and the messages for the next page; the log-in has another one.
        SESSION_COOKIE_NAME="__Host-examhall-form" if settings.is_https else "examhall-form",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # The token lives as long as its cookie: a page left open over lunch must still be good.
        WTF_CSRF_TIME_LIMIT=None,
    )


def _serve_static_files(app: Flask) -> None:
    """Before Flask, so that a picture costs no log-in. The addresses carry a hash, see `web.interface.assets`."""
    # In the installed package the files do not change; they are listed once.
    static = WhiteNoise(app.wsgi_app, max_age=CACHE_SECONDS, add_headers_function=_harden_static)
    for root in static_roots():
        static.add_files(str(root.directory), prefix=root.prefix)
    app.wsgi_app = static  # type: ignore[method-assign]  # Wrapping it is how Flask takes middleware.


def _harden_static(headers: dict[str, str], _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


def _trust_proxies(app: Flask, count: int) -> None:
    """Believe what so many proxies in front say of the visitor's address; with none in front anyone could lie."""
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
