"""The one place where ports meet their adapters. Only the application and the command line know it.

A block for each context. Names are those of the things, in the singular where there is one: `clock`, `database`,
`open_unit`; a use case has its own name in small letters: `log_in`.
"""

from dependency_injector import containers, providers

from adapters.clock import SystemClock
from adapters.origin import origin
from adapters.settings import Settings, load_settings
from adapters.sql.database import Database
from core.access.model import SessionLimits
from core.access.ports import AccessReader, AccessUnit
from core.access.usecases.resuming import ResumeLogIn
from core.shared.unit import OpenUnit
from web.log_in_cookie import LogInCookie

__all__ = ["Container", "Settings", "load_settings"]


class Container(containers.DeclarativeContainer):
    """Made with the settings: `Container(settings=load_settings())`."""

    settings: providers.Dependency[Settings] = providers.Dependency(instance_of=Settings)
    clock = providers.Singleton(SystemClock)
    tell_origin = providers.Object(origin.set)

    # Storage
    database = providers.Singleton(Database, settings.provided.database_url)
    open_unit: providers.Dependency[OpenUnit[AccessUnit]] = providers.Dependency()

    # Access
    access_reader: providers.Dependency[AccessReader] = providers.Dependency()
    session_limits = providers.Singleton(
        SessionLimits, idle=settings.provided.idle_limit, absolute=settings.provided.absolute_limit
    )
    log_in_cookie = providers.Singleton(LogInCookie, is_https=settings.provided.is_https)
    resume_log_in = providers.Singleton(
        ResumeLogIn, reader=access_reader, open_unit=open_unit, clock=clock, limits=session_limits
    )
