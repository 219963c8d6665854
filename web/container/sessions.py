"""The exam catalogue, venues, and test sessions."""

from dependency_injector import providers

from adapters.sql.catalogue import SqlCatalogueReader
from adapters.sql.sessions.reader import SqlSessionsReader
from core.catalogue.usecases.importing import ImportCatalogue
from core.catalogue.usecases.keeping_venues import KeepVenue
from core.sessions.usecases.making_available import ShareSession
from core.sessions.usecases.parting import EndPartnership
from core.sessions.usecases.planning import CopySession, CreateSession, MoveSession, ReviseSession
from web.container.access import Access
from web.container.house import House


class Sessions(Access):
    catalogue_reader = providers.Singleton(SqlCatalogueReader, database=House.database)
    import_catalogue = providers.Singleton(ImportCatalogue, open_unit=House.open_unit)
    keep_venue = providers.Singleton(KeepVenue, open_unit=House.open_unit)
    sessions_reader = providers.Singleton(SqlSessionsReader, database=House.database)
    create_session = providers.Singleton(CreateSession, open_unit=House.open_unit)
    revise_session = providers.Singleton(ReviseSession, open_unit=House.open_unit)
    copy_session = providers.Singleton(CopySession, open_unit=House.open_unit)
    move_session = providers.Singleton(MoveSession, open_unit=House.open_unit, clock=House.clock)
    share_session = providers.Singleton(ShareSession, open_unit=House.open_unit)
    end_partnership = providers.Singleton(EndPartnership, open_unit=House.open_unit, clock=House.clock)
