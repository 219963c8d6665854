"""What templates are given: times, addresses, geometry, icons, and the frame."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask, redirect, render_template_string
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue

from web.interface import Frame, install_interface
from web.interface.assets import asset_url, static_roots
from web.interface.charts import bar_width, sparkline
from web.interface.icons import icon
from web.interface.navigation import initials_of, query_with
from web.interface.times import ReadersClock, day, duration

_CLOCK = ReadersClock(lambda: "Europe/London")
_SUMMER = datetime(2026, 7, 1, 8, 5, 9, tzinfo=UTC)


def _frame(time_zone: str = "Asia/Tokyo") -> Frame:
    return Frame(
        person_name="Aiko Tanaka",
        initials="AT",
        organisation_name="Northgate College",
        organisations=(),
        navigation=(),
        time_zone=time_zone,
        csrf="token",
    )


def _app(frame: Callable[[], Frame | None]) -> Flask:
    app = Flask("web", static_folder=None)
    app.config["SECRET_KEY"] = "only for tests"
    install_interface(app, frame=frame, visitors_zone="Europe/Paris")

    @app.get("/time")
    def time() -> str:
        return render_template_string("{{ at | when }} {{ at | when }} {{ readers_zone() }}", at=_SUMMER)

    @app.get("/moved")
    def moved() -> ResponseReturnValue:
        return redirect("/time")

    return app


def _client(frame: Frame | None = None) -> FlaskClient:
    return _app(lambda: frame).test_client()


def test_a_moment_is_shown_in_the_readers_zone_with_the_zone_named() -> None:
    shown = _CLOCK.when(_SUMMER)

    assert shown == '<time datetime="2026-07-01T09:05:09+01:00">1 Jul 2026, 09:05 (Europe/London)</time>'


def test_a_moment_may_be_shown_where_the_exam_is_and_to_the_second() -> None:
    assert "1 Jul 2026, 17:05 (Asia/Tokyo)" in _CLOCK.when(_SUMMER, "Asia/Tokyo")
    assert ">1 Jul 2026, 09:05:09<" in _CLOCK.clock(_SUMMER)
    assert ">1 Jul 2026, 09:05<" in _CLOCK.when(_SUMMER, named=False)


def test_a_span_names_the_second_day_only_when_it_is_another() -> None:
    same_day = _CLOCK.span(_SUMMER, _SUMMER + timedelta(hours=3))
    next_day = _CLOCK.span(_SUMMER, _SUMMER + timedelta(hours=20), named=False)

    assert same_day.striptags() == "1 Jul 2026, 09:05 to 12:05 (Europe/London)"
    assert next_day.striptags() == "1 Jul 2026, 09:05 to 2 Jul 2026, 05:05"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        _CLOCK.when(_SUMMER.replace(tzinfo=None))


def test_a_day_is_a_date_and_never_a_moment() -> None:
    assert day(date(2026, 12, 1)) == '<time datetime="2026-12-01">1 Dec 2026</time>'
    with pytest.raises(TypeError):
        day(_SUMMER)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(), "0 seconds"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(minutes=90), "1 hour 30 minutes"),
        (timedelta(days=2, hours=3, minutes=4), "2 days 3 hours"),
    ],
)
def test_a_duration_is_said_in_its_two_largest_units(length: timedelta, words: str) -> None:
    assert duration(length) == words


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Aiko Tanaka", "AT"), ("María del Carmen Ruiz", "MR"), ("Sukarno", "S"), ("(…)", "–"), ("", "–")],
)
def test_initials_come_from_the_first_and_the_last_word(name: str, initials: str) -> None:
    assert initials_of(name) == initials


def test_a_changed_query_keeps_what_it_does_not_name() -> None:
    with _app(lambda: None).test_request_context("/tests?q=B2+First&status=a&status=b&after=7"):
        assert query_with(sort="title", after=None) == "/tests?q=B2+First&status=a&status=b&sort=title"
        assert query_with(q=None, status=None, after=None) == "/tests"


def test_a_sparkline_fills_its_box_and_a_flat_one_lies_in_the_middle() -> None:
    rising, flat = sparkline([1, 3]), sparkline([5, 5, 5])

    assert rising.line == "2.0,26.0 118.0,2.0"
    assert rising.area == "2.0,28 2.0,26.0 118.0,2.0 118.0,28"
    assert flat.line == "2.0,14.0 60.0,14.0 118.0,14.0"
    with pytest.raises(ValueError, match="two values"):
        sparkline([1])


def test_a_bar_stays_inside_its_scale() -> None:
    assert [bar_width(value, 80, 230, 300) for value in (155, 60, 400)] == [150.0, 0.0, 300.0]
    with pytest.raises(ValueError, match="two different ends"):
        bar_width(1, 5, 5, 100)


def test_an_icon_is_hidden_from_screen_readers_and_a_misspelt_one_is_an_error() -> None:
    assert 'aria-hidden="true" focusable="false"><path d="M20 6 9 17l-5-5"/></svg>' in icon("check")
    with pytest.raises(LookupError):
        icon("chekc")


def test_static_files_are_found_in_our_folder_and_in_packages() -> None:
    assert asset_url("css/base.css").startswith("/static/css/base.css?v=")
    assert asset_url("vendor/htmx/htmx.min.js").startswith("/static/vendor/htmx/htmx.min.js?v=")
    assert all(root.directory.is_dir() for root in static_roots())
    with pytest.raises(LookupError):
        asset_url("css/missing.css")


def test_times_follow_the_frame_which_is_asked_for_once() -> None:
    asked: list[int] = []

    def frame() -> Frame:
        asked.append(1)
        return _frame()

    page = _app(frame).test_client().get("/time").text

    assert page.count("(Asia/Tokyo)") == 2
    assert asked == [1]


def test_a_visitor_reads_times_in_the_visitors_zone() -> None:
    assert "10:05 (Europe/Paris)" in _client().get("/time").text


def test_a_redirect_is_told_to_a_window_instead_of_followed() -> None:
    answer = _client().get("/moved", headers={"X-Window": "1"})

    assert (answer.status_code, answer.headers["X-Window-Location"], answer.data) == (204, "/time", b"")
    assert "Location" not in answer.headers
    assert "X-Window" in answer.headers["Vary"]


def test_a_redirect_of_a_page_stays_one() -> None:
    answer = _client().get("/moved")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/time")
