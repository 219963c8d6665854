"""Sentences for the codes of extensions, and the names of what plugins offer."""

from core.extensions.model import OfferKind
from core.extensions.views import SetupState

WORDS = {
    "plugin_offer": "No installed plugin offers this to the organisation.",
    "plugin_setup": "The organisation has no such plugin.",
    "plugin_not_installed": "The plugin for this is not installed. An administrator can install it again.",
    "plugin_switched_off": "The plugin for this is switched off here. An administrator can switch it on.",
    "plugin_settings_incomplete": "A setting of the plugin for this is missing or not right. An administrator can "
    "enter it.",
    "format_failed": "The file could not be written: the plugin of its format has a fault. An administrator finds more "
    "about it in the log.",
    "secret_unreadable": "A stored secret cannot be read any more. An administrator must enter it again.",
}

KINDS = {
    OfferKind.PROCTORING_PROVIDER: "Proctoring vendor",
    OfferKind.NOTIFICATION_CHANNEL: "Notification channel",
    OfferKind.EXPORT_FORMAT: "Export format",
}

STATES = {
    SetupState.ON: ("On", "success"),
    SetupState.OFF: ("Off", "neutral"),
    SetupState.INCOMPLETE: ("On, but settings are missing", "warning"),
    SetupState.UNREADABLE: ("Cannot be read: enter it again", "danger"),
    SetupState.NOT_INSTALLED: ("Not installed", "danger"),
}
"""The state in words, and the kind of its badge."""
