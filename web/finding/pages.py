"""Find results: the search, the list beneath it, and what was looked up."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import flask
from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.catalogue.ports import CatalogueReader
from core.shared.errors import InvalidInputError, NotFoundError, UnavailableError
from core.shared.paging import PageRequest
from core.shared.time import Clock
from core.verification.model.searching import Criteria, SearchId
from core.verification.ports import VerificationReader
from core.verification.usecases.looking_up import Found, LookUpResult, LookUpResultCommand
from core.verification.usecases.searching import SearchResults, SearchResultsCommand
from web.errors import problems_into
from web.finding.forms import ClearForm, SearchForm, chips_of
from web.finding.language import install_language
from web.finding.words import FIELDS
from web.requests import request_origin
from web.security import current_actor, requires, signed_in_visit

PAGE = 25


def build_finding_pages(
    *,
    reader: VerificationReader,
    catalogue: CatalogueReader,
    search_results: SearchResults,
    look_up_result: LookUpResult,
    clock: Clock,
) -> Blueprint:
    pages = Blueprint("finding", __name__, url_prefix="/find")
    install_language(pages)

    def page_of(criteria: Criteria, search_id: SearchId | None = None) -> str:
        actor, now = current_actor(), clock.now()
        asked = PageRequest(size=PAGE, after=request.args.get("after"))
        found = reader.search(actor.organisation_id, criteria, asked, person_id=actor.person_id, now=now)
        exams = catalogue.exams()
        chips = list(chips_of(criteria, exams))
        form = SearchForm()
        form.offer(exams)
        form.fill(criteria)
        return render(form, page=found.page, count=found.count, chips=chips, search_id=search_id)

    def render(form: SearchForm, **shown: object) -> str:
        asks_date = reader.look_up_policy().asks_date_of_birth
        return render_template("finding/find.html", form=form, asks_date=asks_date, today=_today(clock.now()), **shown)

    @pages.get("")
    @requires(Permission.FIND_RESULTS)
    def find() -> str:
        return page_of(Criteria())

    def new_form() -> SearchForm:
        form = SearchForm()
        form.offer(catalogue.exams())
        return form

    @pages.post("")
    @requires(Permission.FIND_RESULTS)
    def search() -> ResponseReturnValue:
        form = new_form()
        try:
            if form.validate():
                criteria = form.criteria(today=_today(clock.now()))
                return flask.redirect(look_up(form, criteria) if form.reference.data else kept(criteria))
        except InvalidInputError as error:
            problems_into(form, error)
            return render(form, problem=error.code), 422
        except UnavailableError as error:
            if error.code != "too_many_attempts":
                raise
            return render(form, problem=error.code), 429
        return render(form), 422

    def look_up(form: SearchForm, criteria: Criteria) -> str:
        actor, typed = current_actor(), form.reference.data or ""
        command = LookUpResultCommand(actor=actor, reference=typed, criteria=criteria, origin=request_origin())
        found = look_up_result(command)
        _say_what_was_not_compared(found)
        return url_for("finding_result.result", result_id=found.result_id)

    def kept(criteria: Criteria) -> str:
        if criteria.is_empty:
            return url_for("finding.find")
        search_id = search_results(SearchResultsCommand(actor=current_actor(), criteria=criteria))
        return url_for("finding.found", search_id=search_id)

    def criteria_of(search_id: str) -> Criteria:
        actor = current_actor()
        return reader.criteria(SearchId(search_id), actor.person_id, actor.organisation_id)

    @pages.get("/<search_id>")
    @requires(Permission.FIND_RESULTS)
    def found(search_id: str) -> ResponseReturnValue:
        return page_of(criteria_of(search_id), SearchId(search_id))

    @pages.post("/<search_id>")
    @requires(Permission.FIND_RESULTS)
    def clear(search_id: str) -> ResponseReturnValue:
        form = ClearForm()
        if not form.validate():
            raise NotFoundError("search")
        return flask.redirect(kept(_without(criteria_of(search_id), form.clear.data or "")))

    @pages.get("/look-ups")
    @requires(Permission.FIND_RESULTS)
    def look_ups() -> str:
        asked = PageRequest(size=PAGE, after=request.args.get("after"))
        page = reader.look_ups(current_actor().organisation_id, asked, now=clock.now())
        asks_date = reader.look_up_policy().asks_date_of_birth
        return render_template("finding/look_ups.html", page=page, form=new_form(), asks_date=asks_date)

    return pages


def _today(now: datetime) -> date:
    """On the reader's own calendar: what they type is meant by it."""
    return now.astimezone(ZoneInfo(signed_in_visit().time_zone)).date()


def _without(criteria: Criteria, key: str) -> Criteria:
    """A key that is none changes nothing."""
    names = {"taken": ("taken_from", "taken_to")}.get(key, (key,))
    empty = Criteria()
    known = {name: getattr(empty, name) for name in names if hasattr(empty, name) and name != "is_empty"}
    return replace(criteria, **known)


def _say_what_was_not_compared(found: Found) -> None:
    if found.not_compared:
        listed = ", ".join(words for field, words in FIELDS.items() if field in found.not_compared)
        flask.flash(f"Not compared, because the candidate did not share it with you: {listed}.", "warning")
