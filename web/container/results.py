"""Results of candidates, kept by the awarding body."""

from dependency_injector import providers

from adapters.files import LocalFiles
from adapters.security.codes import HmacCodes
from web.container.bookings import Bookings
from web.container.house import House


class Results(Bookings):
    file_store = providers.Singleton(LocalFiles, House.settings.provided.files)
    check_codes = providers.Singleton(HmacCodes, House.settings.provided.sealing_keys, purpose="statements of results")
