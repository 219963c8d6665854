"""Which rows a page asks to be downloaded, as its address says it: ids and opaque ids only."""

from collections.abc import Callable, Mapping

from flask import url_for
from werkzeug.datastructures import MultiDict

from core.exports.downloads import Order

Asked = MultiDict[str, str]
Selection = Mapping[str, str]


def selection_of(dataset: str, asked: Asked) -> Selection | None:
    """None when nothing was chosen. What is in it the dataset judges."""
    return _READ[dataset](asked) if dataset in _READ else None


def way_back(dataset: str, asked: Asked) -> str:
    """The page on which it was chosen."""
    return _BACK[dataset](asked) if dataset in _BACK else url_for("downloads.history")


def options_for(order: Order) -> str:
    """Download Options for what an earlier download was to hold, where the form is chosen anew."""
    asked = _shared_results(order.selection) if order.dataset == "shared_results" else dict(order.selection)
    return url_for("download_options.options", dataset_name=order.dataset, **asked)


def _shared_results(selection: Selection) -> dict[str, object]:
    if "results" in selection:
        return {"result": selection["results"].split()}
    return {"all": "yes", **({"search": selection["search"]} if "search" in selection else {})}


def _results(asked: Asked) -> Selection | None:
    """«all» counts before what is ticked: whoever ticks it has seen how many that are."""
    if asked.get("all"):
        return {"search": asked["search"]} if asked.get("search") else {"all": "yes"}
    ticked = asked.getlist("result")
    return {"results": " ".join(ticked)} if ticked else None


def _booking(asked: Asked) -> Selection | None:
    return _named(asked, "session", "entrant")


def _log(asked: Asked) -> Selection | None:
    return _named(asked, "test")


def _named(asked: Asked, *names: str) -> Selection | None:
    found = {name: asked[name] for name in names if asked.get(name)}
    return found if len(found) == len(names) else None


def _search(asked: Asked) -> str:
    search = asked.get("search")
    return url_for("finding.found", search_id=search) if search else url_for("finding.find")


_READ: dict[str, Callable[[Asked], Selection | None]] = {
    "shared_results": _results,
    "booking_candidates": _booking,
    "proctoring_log": _log,
}
_BACK: dict[str, Callable[[Asked], str]] = {
    "shared_results": _search,
    # A booking and a log know their own pages by these ids; a wrong one leads to «not found» there.
    "booking_candidates": lambda asked: f"/bookings/{asked.get('session', '')}/{asked.get('entrant', '')}/candidates",
    "proctoring_log": lambda asked: f"/deliver/{asked.get('test', '')}/log",
}
