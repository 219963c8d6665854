"""Recognising organisations: registration, the public list, their own details and people."""

from dependency_injector import providers

from adapters.holidays import CountryHolidays
from core.verification.usecases.answering import ApproveProposal, RefuseProposal
from core.verification.usecases.approving import ApproveRegistration, RefuseRegistration
from core.verification.usecases.organising import RecogniseExams, TellOwnContact
from core.verification.usecases.proposing import ProposeIdentity, WithdrawProposal
from core.verification.usecases.registering import RegisterOrganisation
from core.verification.usecases.staffing import AddUser, DeleteUser, EditUser, SendUserLink
from core.verification.usecases.succeeding import ChangePrimaryUser
from core.verification.usecases.watching import WatchRegistrations
from web.container.access import Access
from web.container.house import House
from web.container.verification import Verification


class Recognition(Verification):
    holidays = providers.Singleton(CountryHolidays, House.settings.provided.working_days)
    register_organisation = providers.Singleton(
        RegisterOrganisation,
        open_unit=House.open_unit,
        throttle=Access.throttle,
        holidays=holidays,
        clock=House.clock,
    )
    approve_registration = providers.Singleton(ApproveRegistration, open_unit=House.open_unit, clock=House.clock)
    refuse_registration = providers.Singleton(RefuseRegistration, open_unit=House.open_unit, clock=House.clock)
    watch_registrations = providers.Singleton(
        WatchRegistrations, open_unit=House.open_unit, holidays=holidays, clock=House.clock
    )
    propose_identity = providers.Singleton(
        ProposeIdentity, open_unit=House.open_unit, holidays=holidays, clock=House.clock
    )
    withdraw_proposal = providers.Singleton(WithdrawProposal, open_unit=House.open_unit, clock=House.clock)
    approve_proposal = providers.Singleton(ApproveProposal, open_unit=House.open_unit, clock=House.clock)
    refuse_proposal = providers.Singleton(RefuseProposal, open_unit=House.open_unit, clock=House.clock)
    tell_own_contact = providers.Singleton(TellOwnContact, open_unit=House.open_unit)
    recognise_exams = providers.Singleton(RecogniseExams, open_unit=House.open_unit)
    add_user = providers.Singleton(AddUser, open_unit=House.open_unit, clock=House.clock)
    edit_user = providers.Singleton(EditUser, open_unit=House.open_unit)
    delete_user = providers.Singleton(DeleteUser, open_unit=House.open_unit)
    send_user_link = providers.Singleton(SendUserLink, open_unit=House.open_unit, clock=House.clock)
    change_primary_user = providers.Singleton(ChangePrimaryUser, open_unit=House.open_unit, clock=House.clock)
