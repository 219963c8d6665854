"""The one place where failures become answers: a status, and a page or problem details (RFC 9457)."""

import json
from http import HTTPStatus

from flask import Flask, Response, g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from wtforms import Form

from core.shared.errors import (
    ConflictError,
    ExamhallError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    UnavailableError,
)
from web.words import explain

STATUSES: dict[type[ExamhallError], HTTPStatus] = {
    NotFoundError: HTTPStatus.NOT_FOUND,
    ConflictError: HTTPStatus.CONFLICT,
    NotAllowedError: HTTPStatus.FORBIDDEN,
    InvalidInputError: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
}

_TITLES = {
    HTTPStatus.BAD_REQUEST: "The page could not be read",
    HTTPStatus.FORBIDDEN: "You may not do this",
    HTTPStatus.NOT_FOUND: "Not found",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address is for something else",
    HTTPStatus.CONFLICT: "This is not possible now",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Too large",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Something is not right",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many attempts",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong on our side",
    HTTPStatus.SERVICE_UNAVAILABLE: "Not available now",
}

_SENTENCES = {
    HTTPStatus.BAD_REQUEST: "What the browser sent cannot be understood. Load the page again and try once more.",
    HTTPStatus.NOT_FOUND: "There is no such page, or it is not one of your organisation's.",
    HTTPStatus.METHOD_NOT_ALLOWED: "The page exists, but it cannot be used in this way.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The file or form is larger than this installation takes.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "It is not your doing, and nothing was half saved. If it happens again, "
    "tell the people who run this installation the reference below.",
}


def status_of(error: ExamhallError) -> HTTPStatus:
    return next(
        (status for kind, status in STATUSES.items() if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR
    )


def problems_into(form: Form, error: InvalidInputError) -> None:
    """Show each problem at its field; one about no field of the form stands above all of them."""
    for problem in error.problems:
        text = f"Line {problem.line}: {problem.text}" if problem.line is not None else problem.text
        if problem.field in form:
            field = form[problem.field]
            field.errors = [*field.errors, text]
        else:
            form.form_errors.append(text)


def _wants_json() -> bool:
    kinds = ["text/html", "application/json", "application/problem+json"]
    return request.accept_mimetypes.best_match(kinds, default="text/html") != "text/html"


def _answer(status: HTTPStatus, sentence: str, *, code: str) -> Response:
    title = _TITLES.get(status, status.phrase)
    if _wants_json():
        problem = {"type": "about:blank", "title": title, "status": status.value, "detail": sentence, "code": code}
        content = json.dumps({**problem, "reference": g.get("request_id", "")})
        return Response(content, status=status, content_type="application/problem+json")
    reference = g.get("request_id", "") if status >= HTTPStatus.INTERNAL_SERVER_ERROR else ""
    page = render_template("errors/error.html", title=title, sentence=sentence, reference=reference)
    return Response(page, status=status)


def install_errors(app: Flask) -> None:
    """Answer every failure by the table. What is not known becomes a page with a reference that the log repeats."""
    # Also in tests: what a person would be shown is what is tested.
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @app.errorhandler(ExamhallError)
    def known(error: ExamhallError) -> Response:
        status = HTTPStatus.TOO_MANY_REQUESTS if error.code == "too_many_attempts" else status_of(error)
        answer = _answer(status, explain(error), code=error.code)
        if isinstance(error, UnavailableError) and error.retry_after is not None:
            answer.headers["Retry-After"] = str(round(error.retry_after.total_seconds()))
        return answer

    @app.errorhandler(CSRFError)
    def forged(error: CSRFError) -> Response:
        app.logger.warning("form refused: %s", error.description)
        sentence = "This form was open for too long. Go back, load the page again and try once more."
        return _answer(HTTPStatus.BAD_REQUEST, sentence, code="form_not_ours")

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response | HTTPException:
        """Also what nobody expected: Flask has logged it by then and hands it over as a 500."""
        if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
            return error  # A redirect that the router asks for.
        status = HTTPStatus(error.code)
        answer = _answer(status, _SENTENCES.get(status, "This did not work."), code=status.name.lower())
        for name, value in error.get_headers():
            if name.lower() not in {"content-type", "content-length"}:
                answer.headers.setdefault(name, value)
        return answer
