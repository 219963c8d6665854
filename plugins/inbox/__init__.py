"""Messages into a mailbox folder on this server, in the Maildir format that mail programs read."""

from collections.abc import Sequence
from pathlib import Path

from examhall import ChannelOffer, NotificationChannel, Setting, SettingValues, hookimpl

_SETTINGS = (
    Setting(
        name="folder",
        label="Folder",
        help="The full path of a folder on the server. It is made when the first message comes.",
    ),
)


def _build(values: SettingValues) -> NotificationChannel:
    from plugins.inbox.channel import InboxChannel

    return InboxChannel(Path(str(values["folder"])))


@hookimpl
def examhall_notification_channels() -> Sequence[ChannelOffer]:
    return [ChannelOffer(name="inbox", title="Mailbox folder", settings=_SETTINGS, build=_build)]
