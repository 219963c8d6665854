"""The one place where ports meet their adapters. Only the application and the command line know it.

A class for each context, and each is derived from those it takes something from; `Container` has the names of all.
Names are those of the things: `clock`, `database`, `open_unit`; a use case has its own name in small letters:
`start_log_in`.
"""

from adapters.settings import Settings, load_settings
from web.container.demo import Demo, VendorServer
from web.container.signing import Signing

__all__ = ["Container", "Settings", "VendorServer", "load_settings"]


class Container(Demo, Signing):
    """Made with the settings: `Container(settings=load_settings())`."""
