"""What stands around a signed-in page: who reads it, for which organisation, and where they can go."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request


@dataclass(frozen=True, slots=True, kw_only=True)
class NavigationItem:
    """A place to go. `count` is shown beside the label: how many things wait there."""

    label: str
    icon: str
    href: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationChoice:
    """An organisation of the reader's; `role` says in words what they are there."""

    id: str
    name: str
    role: str
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameAddresses:
    """Where the frame's own links and forms lead. The last three are posted to."""

    home: str = "/"
    log_in: str = "/log-in"
    account: str = "/account"
    switch_organisation: str = "/switch-organisation"
    log_out: str = "/log-out"
    log_out_everywhere: str = "/log-out-everywhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Everything the signed-in frame shows. `csrf` goes into the frame's own forms; `menu` follows Your account."""

    person_name: str
    initials: str
    organisation_name: str
    organisations: tuple[OrganisationChoice, ...]
    navigation: tuple[NavigationItem, ...]
    time_zone: str
    csrf: str
    menu: tuple[NavigationItem, ...] = ()


def initials_of(name: str) -> str:
    """Two letters at most, from the first and the last word, for the round mark beside a name."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "–"
    return "".join(word[0] for word in (words if len(words) < 3 else (words[0], words[-1]))).upper()


def query_with(**changes: str | int | None) -> str:
    """This page's address with some of its query changed: `None` takes an argument away.

    Sorting and paging keep the search that way, and a search keeps nothing it does not name.
    """
    query = request.args.to_dict(flat=False)
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = [str(value)]
    encoded = urlencode(query, doseq=True)
    return f"{request.path}?{encoded}" if encoded else request.path
