"""Days and moments as arguments of commands."""

from datetime import UTC, datetime

import click

DAY = click.DateTime(formats=["%Y-%m-%d"])


class _Moment(click.ParamType[datetime]):
    name = "moment"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            read = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value} is not a moment such as 2027-03-01T09:00+01:00.", param, ctx)
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)


MOMENT = _Moment()
"""With an offset, or in UTC without one."""
