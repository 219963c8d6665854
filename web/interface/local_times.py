"""Times that people type: on the clock of a zone that stands beside them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

from wtforms.fields.choices import SelectChoice

SKIPPED = "This time does not exist on that day: the clocks are put forward over it."


def instant(local: datetime, zone: str) -> datetime:
    """The moment that the clocks of the zone show so; of two, after clocks are put back, the first."""
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def on_the_clock(moment: datetime, zone: str) -> datetime:
    """What the clocks of the zone show at that moment, for the field of a form."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def exists(local: datetime, zone: str) -> bool:
    """A clock that is put forward skips an hour; `zoneinfo` would take such a time without a word."""
    return on_the_clock(instant(local, zone), zone) == local


def zone_choices(present: str) -> list[SelectChoice]:
    """By continent, so that one finds one's way in a list of hundreds. Left out are names without a place, which stand
    for an offset or for an older name of a zone; one that is set already stays."""
    placed = {name for name in available_timezones() if "/" in name and not name.startswith("Etc/")}
    groups = [
        SelectChoice(name, name.replace("_", " "), optgroup=name.partition("/")[0])
        for name in sorted(placed | {present} - {"UTC"})
    ]
    return [SelectChoice("UTC", "UTC", optgroup="World"), *groups]
