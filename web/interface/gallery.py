"""The gallery: every component in every state, with exam-office content; for the demo, and for whoever draws a page."""

from datetime import UTC, date, datetime, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    EmailField,
    FileField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, InputRequired, NumberRange, Optional

from web.forms import PageForm
from web.interface.gallery_examples import EXAMPLE_CANDIDATES, EXAMPLE_TESTS, page_of_tests
from web.security import public

_EXAMS = [
    SelectChoice("fce", "B2 First"),
    SelectChoice("cae", "C1 Advanced"),
    SelectChoice("ket", "A2 Key for Schools"),
]


class NewTestForm(PageForm):
    """One field of each type, as the set-up of a proctored test would have them."""

    title = StringField(
        "Title", [DataRequired("Enter a title for the test")], description="Planners and proctors see it"
    )
    exam = SelectField("Exam", choices=_EXAMS)
    starts_at = DateTimeLocalField("Start", [InputRequired("Enter when the test starts")])
    ratio = RadioField(
        "Candidates a proctor",
        [InputRequired("Choose how many candidates a proctor watches")],
        choices=[SelectChoice("4", "4 candidates"), SelectChoice("8", "8 candidates")],
    )
    extra_time = IntegerField("Extra time", [Optional(), NumberRange(0, 30, "Extra time is at most 30 minutes")])
    contact = EmailField(
        "E-mail address of the contact",
        [
            DataRequired("Enter an e-mail address, like name@example.org"),
            Email("Enter an e-mail address, like name@example.org"),
        ],
    )
    papers = SelectMultipleField(
        "Papers",
        [Optional()],
        choices=[
            SelectChoice("r", "Reading and Use of English"),
            SelectChoice("w", "Writing"),
            SelectChoice("l", "Listening"),
        ],
    )
    results_on = DateField("Results expected on", [Optional()])
    instructions = TextAreaField("Instructions for proctors", [Optional()])
    candidates = FileField("Candidates", [Optional()], description="CSV or XLSX, at most 500 rows")
    agreed = BooleanField(
        "The candidates were told that they are recorded", [DataRequired("Confirm that candidates were told")]
    )


class LogInForm(PageForm):
    """The form of the signed-out frame."""

    email = EmailField("E-mail address", [DataRequired("Enter your e-mail address")])
    password = PasswordField("Password", [DataRequired("Enter your password")])


def _log() -> list[dict[str, object]]:
    start = datetime(2026, 12, 1, 9, 2, 11, tzinfo=UTC)
    rows: list[tuple[str, str, str, str, str]] = [
        (
            "Proctor booking is confirmed",
            "success",
            "circle-check",
            "booking_declared_as_confirmed",
            "Vendor reference SIM-88213.",
        ),
        (
            "Proctor booking could not be checked now",
            "warning",
            "triangle-alert",
            "booking_check_failed_but_for_retry_later",
            "503 Service Unavailable. Asked again in 30 seconds, try 2 of 6.",
        ),
        ("Proctor booking status will be checked shortly", "info", "clock", "booking_check_scheduled", ""),
        (
            "Test has been sent for booking confirmation of Proctors",
            "info",
            "send",
            "booking_declared_as_sent",
            "12 proctors asked for at the vendor Simulator.",
        ),
        (
            "Test has been scheduled for booking of Proctors",
            "neutral",
            "calendar-clock",
            "booking_declared_as_scheduled",
            "Asked for by Priya Raman.",
        ),
    ]
    return [
        {
            "title": title,
            "kind": kind,
            "icon": sign,
            "code": code,
            "text": text,
            "at": start - timedelta(seconds=17 * number),
        }
        for number, (title, kind, sign, code, text) in enumerate(rows)
    ]


@public
def _components() -> str:
    sort = request.args.get("sort", "starts_at")
    words, status = request.args.get("q", ""), request.args.get("status", "")
    rows, previous, following, found = page_of_tests(
        words=words, status=status, sort=sort, after=request.args.get("after"), before=request.args.get("before")
    )
    return render_template(
        "gallery/components.html",
        rows=rows,
        previous=previous,
        following=following,
        found=found,
        sort=sort,
        words=words,
        status=status,
        log=_log(),
        release=date(2027, 1, 18),
        start=datetime(2026, 12, 1, 9, 0, tzinfo=UTC),
        end=datetime(2026, 12, 1, 12, 30, tzinfo=UTC),
    )


@public
def _detail(number: int) -> str:
    if not 0 <= number < len(EXAMPLE_TESTS):
        abort(404)
    return render_template("gallery/detail.html", test=EXAMPLE_TESTS[number], log=_log()[:3])


@public
def _candidates(number: int) -> str:
    return render_template("gallery/candidates.html", number=number, candidates=EXAMPLE_CANDIDATES)


@public
def _new() -> ResponseReturnValue:
    form = NewTestForm()
    if form.validate_on_submit():
        flash(f"«{form.title.data}» was made. Proctors can be booked now.", "success")
        return redirect(url_for("gallery.components"))
    return render_template("gallery/new.html", form=form), 422 if form.errors else 200


@public
def _live() -> str:
    """A booking on its way. Each look brings it a step further, so that one sees the page follow."""
    looks = 0 if "again" in request.args else session.get("gallery_looks", 0) + 1
    session["gallery_looks"] = looks
    stages = (
        ("Scheduled", "neutral"),
        ("Scheduled", "neutral"),
        ("Awaiting confirmation", "info"),
        ("Confirmed", "success"),
    )
    stage = min(looks, len(stages) - 1)
    return render_template(
        "gallery/live.html", text=stages[stage][0], kind=stages[stage][1], done=stage == len(stages) - 1, stage=stage
    )


@public
def _say(kind: str) -> ResponseReturnValue:
    sentences = {
        "success": "Export started. We will mail you when it is ready.",
        "info": "The vendor has not answered yet. Nothing is lost.",
        "warning": "The deadline for entries is in two hours.",
        "danger": "The file was not read: line 14 has no date of birth.",
    }
    if kind not in sentences:
        abort(404)
    flash(sentences[kind], kind)
    return redirect(url_for("gallery.components"))


@public
def _public() -> ResponseReturnValue:
    form = LogInForm()
    form.validate_on_submit()
    return render_template("gallery/public.html", form=form), 422 if form.errors else 200


def build_gallery() -> Blueprint:
    """The pages below `/components`. They read and change nothing but a counter in the visitor's own session."""
    gallery = Blueprint("gallery", __name__, url_prefix="/components")
    gallery.add_url_rule("", "components", _components)
    gallery.add_url_rule("/tests/<int:number>", "detail", _detail)
    gallery.add_url_rule("/tests/<int:number>/candidates", "candidates", _candidates)
    gallery.add_url_rule("/new", "new", _new, methods=["GET", "POST"])
    gallery.add_url_rule("/live", "live", _live)
    gallery.add_url_rule("/messages/<kind>", "say", _say)
    gallery.add_url_rule("/public", "public", _public, methods=["GET", "POST"])
    return gallery
