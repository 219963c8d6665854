"""Public holidays, as the library `holidays` knows them."""

import re
from datetime import date
from functools import cache

from core.shared.errors import InvalidInputError

AREA = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,3}))?")
"""An ISO 3166 country, and of one with several calendars the part: `PT`, `GB-ENG`."""


class CountryHolidays:
    """Those of a country or of a part of one, such as `GB-ENG`. Raises InvalidInputError for an area that the library
    does not know. The years it knows end with 2100; later there are none."""

    def __init__(self, area: str) -> None:
        self._area = area
        _days(area, 2026)

    def is_holiday(self, day: date) -> bool:
        return day in _days(self._area, day.year)


@cache
def _days(area: str, year: int) -> frozenset[date]:
    # The library takes a quarter of a second to import, which only the first question waits for.
    from holidays import country_holidays

    read = AREA.fullmatch(area)
    try:
        if read is not None:
            return frozenset(country_holidays(read[1], subdiv=read[2], years=year))
    except NotImplementedError:
        pass
    raise InvalidInputError.of(
        "area", f"No calendar of public holidays is known for {area}. Give one like GB-ENG or PT."
    )
