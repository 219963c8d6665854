"""The components of the pages: what every template may use, put into an application by one call."""

from collections.abc import Callable

from flask import Flask, Response, g, request

from core.results.reference import written_reference
from web.counts import counted
from web.interface.assets import asset_url
from web.interface.charts import bar_width, sparkline
from web.interface.icons import icon
from web.interface.money import money
from web.interface.navigation import (
    Frame,
    FrameAddresses,
    NavigationItem,
    OrganisationChoice,
    initials_of,
    query_with,
)
from web.interface.scales import draw_scale, grade_in_words, place_on
from web.interface.times import ReadersClock, day, duration

__all__ = ["Frame", "FrameAddresses", "NavigationItem", "OrganisationChoice", "install_interface", "let_scripts_follow"]

# A page asked for by our own script, to be shown in a dialog over the page that is open.
_WINDOW_HEADER = "X-Window"
_WINDOW_LOCATION = "X-Window-Location"


def in_window() -> bool:
    """Is this page to be shown in a dialog, without the frame around it?"""
    return _WINDOW_HEADER in request.headers


def let_scripts_follow() -> None:
    """Say that this request's redirect leads to what takes the place of the list that asked, without a message."""
    g.scripts_follow = True


def _answer_for_window(response: Response) -> Response:
    """Tell our script where a redirect leads instead of sending it there.

    A script cannot read the target of a redirect, only follow it, and following it would use up the messages that the
    next page has to show. The page differs with the header, and a cache must know.
    """
    response.vary.add(_WINDOW_HEADER)
    if in_window() and "scripts_follow" not in g and response.status_code in {301, 302, 303, 307, 308}:
        response.headers[_WINDOW_LOCATION] = response.headers.pop("Location")
        response.status_code = 204
        response.set_data(b"")
    return response


def install_interface(
    app: Flask,
    *,
    frame: Callable[[], Frame | None],
    addresses: FrameAddresses = FrameAddresses(),  # noqa: B008 (frozen, nobody can change it for another)
    visitors_zone: str = "UTC",
) -> None:
    """Give the templates of `app` their filters, globals and the variable `frame`.

    `frame` is called at most once a request and answers None when nobody is signed in; such a visitor reads times in
    `visitors_zone`.
    """

    def current_frame() -> Frame | None:
        if "interface_frame" not in g:
            g.interface_frame = frame()
        found: Frame | None = g.interface_frame
        return found

    def readers_zone() -> str:
        found = current_frame()
        return found.time_zone if found else visitors_zone

    clock = ReadersClock(readers_zone)
    app.jinja_env.filters |= {
        "when": clock.when,
        "clock": clock.clock,
        "day": day,
        "duration": duration,
        "grouped": written_reference,
        "counted": counted,
        "in_words": grade_in_words,
        "money": money,
        "initials": initials_of,
    }
    app.jinja_env.globals |= {
        "addresses": addresses,
        "asset_url": asset_url,
        "bar_width": bar_width,
        "draw_scale": draw_scale,
        "icon": icon,
        "in_window": in_window,
        "place_on": place_on,
        "query_with": query_with,
        "readers_zone": readers_zone,
        "span": clock.span,
        "sparkline": sparkline,
    }
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.context_processor(lambda: {"frame": current_frame()})
    app.after_request(_answer_for_window)
