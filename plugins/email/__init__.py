"""Messages by e-mail: any SMTP server that takes mail for delivery."""

from collections.abc import Sequence

from examhall import ChannelOffer, NotificationChannel, Setting, SettingKind, SettingValues, hookimpl

_SETTINGS = (
    Setting(name="host", label="Mail server", help="Its name, such as smtp.example.org."),
    Setting(
        name="security",
        label="Encryption",
        kind=SettingKind.CHOICE,
        choices=(
            ("starttls", "STARTTLS, usually port 587"),
            ("tls", "TLS from the start, usually port 465"),
            ("none", "None: only for a server on this machine or in a closed network"),
        ),
        default="starttls",
    ),
    Setting(name="port", label="Port", kind=SettingKind.NUMBER, default=587),
    Setting(name="sender", label="Sender address", help="People see it as the sender and may answer to it."),
    Setting(name="sender_name", label="Sender name", required=False, help="Such as the name of the awarding body."),
    Setting(name="user", label="User name", required=False, help="Leave empty where the server asks for none."),
    Setting(name="password", label="Password", required=False, secret=True),
)


def _build(values: SettingValues) -> NotificationChannel:
    # The libraries behind it take a noticeable part of the time in which every command starts.
    from plugins.email.channel import EmailChannel

    return EmailChannel(
        host=str(values["host"]),
        port=int(values["port"]),
        security=str(values["security"]),
        sender=str(values["sender"]),
        sender_name=str(values.get("sender_name") or ""),
        user=str(values.get("user") or ""),
        password=str(values.get("password") or ""),
    )


@hookimpl
def examhall_notification_channels() -> Sequence[ChannelOffer]:
    return [ChannelOffer(name="email", title="E-mail", settings=_SETTINGS, build=_build)]
