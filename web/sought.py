"""Searches for people: what is typed is sent by POST, and stands in addresses only sealed, for the one who typed it.

    @pages.route("/people", methods=["GET", "POST"])
    @requires(Permission.MANAGE_PEOPLE)
    @searched()
    def people() -> str:
        page = reader.people(..., search=sought())

Nothing is stored: the address itself holds the search, so that Back, the next page and a bookmark lead to it as to any
other. In the template, `table.search(private=true)` is the form. Whatever else an address would tell of a person is
sealed in the same way: the place in a list that is sorted by names, or the number of a candidate in a link.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import ParamSpec, Protocol, TypeVar
from urllib.parse import urlencode

from flask import Flask, current_app, flash, redirect, request
from flask.typing import ResponseReturnValue

from core.shared.errors import InvalidInputError, Problem
from core.shared.paging import Page, PageRequest
from web.forms import NO_SUCH_CHARACTER
from web.interface import let_scripts_follow
from web.security import current_actor

Arguments = ParamSpec("Arguments")
Item = TypeVar("Item")

MOST_SOUGHT = 200
"""Letters of a search."""

_EXTENSION = "examhall_seal"
_SEE_OTHER = 303

_UNREADABLE = {
    "sought": "This search can no longer be read. Type it again.",
    "after": "This place in the list can no longer be found. The list begins at its start.",
}


class Seal(Protocol):
    """Encrypts a text so that only this installation reads it, and only for the one it is bound to.

    The same text is sealed otherwise each time, in letters that an address may hold. `open` answers None for whatever
    it cannot read: sealed with a key that is gone, bound to somebody else, changed, or never sealed at all.
    """

    def seal(self, text: str, *, bound_to: str) -> str: ...
    def open(self, sealed: str, *, bound_to: str) -> str | None: ...


class SealBrokenError(InvalidInputError):
    """The address holds something sealed that cannot be read; `argument` is its name."""

    def __init__(self, argument: str) -> None:
        text = _UNREADABLE.get(argument, "This address can no longer be read. Follow the link in the list again.")
        super().__init__("seal_broken", (Problem(field=argument, text=text),))
        self.argument = argument


def install_sought(app: Flask, *, seal: Seal) -> None:
    app.extensions[_EXTENSION] = seal
    app.jinja_env.globals |= {"sealed": sealed, "most_sought": MOST_SOUGHT}


def sealed(argument: str, text: str) -> str:
    """The text for this argument of an address, readable to nobody but the signed-in person."""
    return _seal().seal(text, bound_to=_bond(argument))


def unsealed(argument: str) -> str | None:
    """What an argument of this address holds; None where it is missing. Raises SealBrokenError."""
    given = request.args.get(argument)
    if given is None:
        return None
    opened = _seal().open(given, bound_to=_bond(argument))
    if opened is None:
        raise SealBrokenError(argument)
    return opened


def sought() -> str:
    """What this list is searched for; nothing where it is not."""
    return unsealed("sought") or ""


def sealed_place(size: int) -> PageRequest:
    """For a list whose cursor would tell of a person; `with_sealed_place` gives it to the next page."""
    return PageRequest(size=size, after=unsealed("after"))


def with_sealed_place(page: Page[Item]) -> Page[Item]:
    return replace(page, next=sealed("after", page.next)) if page.next else page


def searched(
    *filters: str,
) -> Callable[[Callable[Arguments, ResponseReturnValue]], Callable[Arguments, ResponseReturnValue]]:
    """The view of a list that is searched by POST. What is typed leads to the same list with the search sealed in its
    address; these filters, which tell of nobody, stand there as they are. A search that cannot be read is none."""

    def make(view: Callable[Arguments, ResponseReturnValue]) -> Callable[Arguments, ResponseReturnValue]:
        @wraps(view)
        def answer(*args: Arguments.args, **kwargs: Arguments.kwargs) -> ResponseReturnValue:
            if request.method == "POST":
                return _to_what_was_typed(filters)
            try:
                return view(*args, **kwargs)
            except SealBrokenError as error:
                flash(error.problems[0].text, "warning")
                # A place in what cannot be read is none either.
                kept = {name: given for name, given in request.args.items() if name not in {error.argument, "after"}}
                return redirect(_here(kept))

        return answer

    return make


def _to_what_was_typed(filters: tuple[str, ...]) -> ResponseReturnValue:
    text = request.form.get("q", "").strip()
    chosen = {name: request.form.get(name, "").strip() for name in filters}
    query = {name: given for name, given in chosen.items() if given}
    problem = _problem_of(text)
    if problem:
        flash(problem, "danger")
        return redirect(_here(query), _SEE_OTHER)
    if text:
        query["sought"] = sealed("sought", text)
    let_scripts_follow()
    return redirect(_here(query), _SEE_OTHER)


def _problem_of(text: str) -> str | None:
    if len(text) > MOST_SOUGHT:
        return f"Type at most {MOST_SOUGHT} letters to search for."
    return NO_SUCH_CHARACTER if "\0" in text else None


def _here(query: dict[str, str]) -> str:
    return f"{request.path}?{urlencode(query)}" if query else request.path


def _bond(argument: str) -> str:
    """Copied to somebody else, or to another argument, it says nothing."""
    return f"{current_actor().person_id}:{argument}"


def _seal() -> Seal:
    seal: Seal = current_app.extensions[_EXTENSION]
    return seal
