"""Candidates: their account, their results, and sharing them."""

from dependency_injector import providers

from core.verification.usecases.claiming import AddCandidateNumber, JoinAsCandidate, NumberClaims
from core.verification.usecases.expiring import ExpireShares
from core.verification.usecases.freeing import FreeCandidateNumber
from core.verification.usecases.inviting import InviteOrganisation
from core.verification.usecases.seeing_own import SeeOwnPhoto
from core.verification.usecases.sharing import ChangeShare, ShareResult, WithdrawShare
from web.container.access import Access
from web.container.bookings import Bookings
from web.container.house import House
from web.container.results import Results
from web.container.verification import Verification


class Candidates(Verification):
    number_claims = providers.Singleton(NumberClaims, secret_numbers=Bookings.secret_numbers, throttle=Access.throttle)
    join_as_candidate = providers.Singleton(
        JoinAsCandidate, open_unit=House.open_unit, claims=number_claims, clock=House.clock
    )
    add_candidate_number = providers.Singleton(
        AddCandidateNumber, open_unit=House.open_unit, claims=number_claims, clock=House.clock
    )
    free_candidate_number = providers.Singleton(FreeCandidateNumber, open_unit=House.open_unit, clock=House.clock)
    see_own_photo = providers.Singleton(
        SeeOwnPhoto, reader=Verification.candidate_reader, files=Results.file_store, clock=House.clock
    )
    share_result = providers.Singleton(ShareResult, open_unit=House.open_unit, clock=House.clock)
    change_share = providers.Singleton(ChangeShare, open_unit=House.open_unit, clock=House.clock)
    withdraw_share = providers.Singleton(WithdrawShare, open_unit=House.open_unit, clock=House.clock)
    expire_shares = providers.Singleton(ExpireShares, open_unit=House.open_unit, clock=House.clock)
    invite_organisation = providers.Singleton(
        InviteOrganisation, open_unit=House.open_unit, reader=Verification.recognition_reader, clock=House.clock
    )
