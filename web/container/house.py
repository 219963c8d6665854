"""What every context stands on: settings, clock, database, and the audit trail."""

from dependency_injector import containers, providers

from adapters.clock import SystemClock
from adapters.jobs.bell import Bell
from adapters.origin import origin
from adapters.security.seal import AesGcmSeal
from adapters.settings import Settings
from adapters.sql import migrate
from adapters.sql.audit import SqlAuditTrail
from adapters.sql.database import Database
from adapters.sql.unit import open_unit_on
from core.audit.usecases import VerifyTrail


class House(containers.DeclarativeContainer):
    settings: providers.Dependency[Settings] = providers.Dependency(instance_of=Settings)
    clock = providers.Singleton(SystemClock)
    tell_origin = providers.Object(origin.set)
    seal = providers.Singleton(AesGcmSeal, settings.provided.sealing_keys, purpose="addresses")

    # Storage
    database = providers.Singleton(Database, settings.provided.database_url)
    bell = providers.Singleton(Bell)
    open_unit = providers.Singleton(open_unit_on, database, clock, bell.provided.ring)
    upgrade_tables = providers.Callable(migrate.upgrade, database)
    check_tables = providers.Callable(migrate.check, database)
    table_revision = providers.Callable(migrate.current, database)
    release_revision = providers.Callable(migrate.head)

    # Audit
    audit_trail = providers.Singleton(SqlAuditTrail, database=database)
    verify_trail = providers.Singleton(VerifyTrail, trail=audit_trail)
