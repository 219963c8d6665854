"""Finding shared results, opening them, and looking them up."""

from dependency_injector import providers

from core.verification.usecases.looking_up import LookUpResult
from core.verification.usecases.opening import OpenResult, SeePhoto
from core.verification.usecases.policy import ChangeLookUpPolicy
from core.verification.usecases.searching import ForgetSearches, SearchResults
from core.verification.usecases.telling import TellChange
from web.container.access import Access
from web.container.house import House
from web.container.results import Results
from web.container.verification import Verification


class Finding(Verification):
    search_results = providers.Singleton(
        SearchResults, open_unit=House.open_unit, secrets=Access.secrets, clock=House.clock
    )
    forget_searches = providers.Singleton(ForgetSearches, open_unit=House.open_unit, clock=House.clock)
    open_result = providers.Singleton(
        OpenResult, reader=Verification.verification_reader, open_unit=House.open_unit, clock=House.clock
    )
    see_photo = providers.Singleton(
        SeePhoto,
        reader=Verification.verification_reader,
        files=Results.file_store,
        open_unit=House.open_unit,
        clock=House.clock,
    )
    look_up_result = providers.Singleton(
        LookUpResult, open_unit=House.open_unit, throttle=Access.throttle, clock=House.clock
    )
    change_look_up_policy = providers.Singleton(ChangeLookUpPolicy, open_unit=House.open_unit)
    tell_change = providers.Singleton(TellChange, open_unit=House.open_unit, clock=House.clock)
