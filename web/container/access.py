"""People, organisations and log-ins."""

from dependency_injector import providers

from adapters.security.hasher import Argon2Hasher
from adapters.security.judge import ZxcvbnJudge
from adapters.security.secrets import SystemSecrets
from adapters.sql.access.partnerships_reader import SqlPartnershipsReader
from adapters.sql.access.reader import SqlAccessReader
from adapters.sql.access.throttle import SqlThrottle
from core.access.model import SessionLimits
from core.access.usecases.choosing import ChangePassword, ChoosePassword
from core.access.usecases.employing import (
    CreatePerson,
    DeactivatePerson,
    GiveRoles,
    ReactivatePerson,
    ReviseAccount,
    RevisePerson,
)
from core.access.usecases.entering import StartLogIn
from core.access.usecases.leaving import EndAllLogIns, EndLogIn, PurgeLogIns
from core.access.usecases.linking import AskPasswordLink, IssuePasswordLink, SendPasswordLink
from core.access.usecases.organising import CreateOrganisation, ReviseOrganisation
from core.access.usecases.partnering import (
    BeginPartnership,
    CreatePreparationCentre,
    LetInPreparationUser,
    SendPreparationUserLink,
    TakeOffPreparationUser,
    TellContact,
)
from core.access.usecases.resuming import ResumeLogIn
from core.access.usecases.switching import SwitchOrganisation
from web.container.house import House
from web.log_in_cookie import LogInCookie


class Access(House):
    access_reader = providers.Singleton(SqlAccessReader, database=House.database)
    throttle = providers.Singleton(SqlThrottle, database=House.database)
    password_hasher = providers.Singleton(Argon2Hasher)
    password_judge = providers.Singleton(ZxcvbnJudge)
    secrets = providers.Singleton(SystemSecrets)
    session_limits = providers.Singleton(
        SessionLimits, idle=House.settings.provided.idle_limit, absolute=House.settings.provided.absolute_limit
    )
    log_in_cookie = providers.Singleton(LogInCookie, is_https=House.settings.provided.is_https)
    resume_log_in = providers.Singleton(
        ResumeLogIn, reader=access_reader, open_unit=House.open_unit, clock=House.clock, limits=session_limits
    )
    start_log_in = providers.Singleton(
        StartLogIn,
        open_unit=House.open_unit,
        throttle=throttle,
        hasher=password_hasher,
        secrets=secrets,
        clock=House.clock,
    )
    end_log_in = providers.Singleton(EndLogIn, open_unit=House.open_unit)
    end_all_log_ins = providers.Singleton(EndAllLogIns, open_unit=House.open_unit)
    purge_log_ins = providers.Singleton(
        PurgeLogIns, open_unit=House.open_unit, limits=session_limits, clock=House.clock
    )
    switch_organisation = providers.Singleton(SwitchOrganisation, open_unit=House.open_unit)
    ask_password_link = providers.Singleton(
        AskPasswordLink, open_unit=House.open_unit, throttle=throttle, clock=House.clock
    )
    send_password_link = providers.Singleton(SendPasswordLink, open_unit=House.open_unit, clock=House.clock)
    issue_password_link = providers.Singleton(
        IssuePasswordLink,
        open_unit=House.open_unit,
        secrets=secrets,
        lifetime=House.settings.provided.password_link_lifetime,
        clock=House.clock,
    )
    choose_password = providers.Singleton(
        ChoosePassword, open_unit=House.open_unit, hasher=password_hasher, judge=password_judge, clock=House.clock
    )
    change_password = providers.Singleton(
        ChangePassword,
        open_unit=House.open_unit,
        throttle=throttle,
        hasher=password_hasher,
        judge=password_judge,
        clock=House.clock,
    )
    create_organisation = providers.Singleton(CreateOrganisation, open_unit=House.open_unit)
    revise_organisation = providers.Singleton(ReviseOrganisation, open_unit=House.open_unit)
    create_person = providers.Singleton(CreatePerson, open_unit=House.open_unit, clock=House.clock)
    revise_person = providers.Singleton(RevisePerson, open_unit=House.open_unit)
    revise_account = providers.Singleton(ReviseAccount, open_unit=House.open_unit)
    give_roles = providers.Singleton(GiveRoles, open_unit=House.open_unit)
    deactivate_person = providers.Singleton(DeactivatePerson, open_unit=House.open_unit)
    reactivate_person = providers.Singleton(ReactivatePerson, open_unit=House.open_unit, clock=House.clock)
    partnerships_reader = providers.Singleton(SqlPartnershipsReader, database=House.database)
    begin_partnership = providers.Singleton(BeginPartnership, open_unit=House.open_unit, clock=House.clock)
    create_preparation_centre = providers.Singleton(
        CreatePreparationCentre, open_unit=House.open_unit, clock=House.clock
    )
    let_in_preparation_user = providers.Singleton(LetInPreparationUser, open_unit=House.open_unit, clock=House.clock)
    send_preparation_user_link = providers.Singleton(
        SendPreparationUserLink, open_unit=House.open_unit, clock=House.clock
    )
    take_off_preparation_user = providers.Singleton(TakeOffPreparationUser, open_unit=House.open_unit)
    tell_contact = providers.Singleton(TellContact, open_unit=House.open_unit)
