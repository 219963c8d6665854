"""The order of a template's fields, as it is arranged with buttons and typed numbers."""

from collections.abc import Mapping, Sequence


def arranged(ticked: Sequence[str], *, former: Sequence[str], typed: Mapping[str, int]) -> list[str]:
    """The ticked fields: those that were there in their former order, new ones behind them. A field beside which
    another number was typed than that of its place moves there, and those between make room."""
    order = [one for one in former if one in ticked] + [one for one in ticked if one not in former]
    places = {one: place for place, one in enumerate(former, start=1)}
    moving = {one: typed[one] for one in order if one in typed and typed[one] != places.get(one)}
    resting = [one for one in order if one not in moving]
    for one, place in sorted(moving.items(), key=lambda item: item[1]):
        resting.insert(max(place - 1, 0), one)
    return resting


def stepped(order: Sequence[str], field: str, *, by: int) -> list[str]:
    """The order with one field a step up (-1) or down (1); at the end it stays."""
    found = list(order)
    if field not in found:
        return found
    here = found.index(field)
    there = min(max(here + by, 0), len(found) - 1)
    found.insert(there, found.pop(here))
    return found
