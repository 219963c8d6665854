"""Filling the demo world with candidates who share their results, and what organisations do with them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import count

from core.access.model import Actor
from core.access.ports import AccessUnit, PasswordHasher
from core.results.model import Result
from core.results.reference import written_reference
from core.shared.codes import DerivedCodes
from core.shared.ids import OrganisationId
from core.shared.unit import OpenUnit
from core.verification.model.searching import Criteria
from core.verification.model.sharing import ALL_FIELDS, Field, ShareId
from core.verification.usecases.claiming import (
    AddCandidateNumber,
    AddCandidateNumberCommand,
    JoinAsCandidate,
    JoinAsCandidateCommand,
)
from core.verification.usecases.expiring import ExpireShares
from core.verification.usecases.inviting import InviteOrganisation, InviteOrganisationCommand
from core.verification.usecases.looking_up import LookUpResult, LookUpResultCommand
from core.verification.usecases.opening import OpenResult, OpenResultCommand
from core.verification.usecases.sharing import (
    ShareResult,
    ShareResultCommand,
    Terms,
    WithdrawShare,
    WithdrawShareCommand,
)
from web.demo.bookings import Happening
from web.demo.cast import PASSWORD
from web.demo.marks import Sat
from web.demo.recognisers import CANDIDATES, SHARINGS, DemoSharing
from web.demo.recognition import with_password

_JOINED = 55.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingTools:
    open_access: OpenUnit[AccessUnit]
    hasher: PasswordHasher
    secret_numbers: DerivedCodes
    join: JoinAsCandidate
    add_number: AddCandidateNumber
    share: ShareResult
    withdraw: WithdrawShare
    expire: ExpireShares
    invite: InviteOrganisation
    open_result: OpenResult
    look_up: LookUpResult


class DemoSharings:
    """`result_of` answers the result of a place in one of the earlier sittings, `sat` who sat in them, `primary_users`
    the organisations' Primary Users by the keys of their registrations."""

    def __init__(
        self,
        tools: SharingTools,
        *,
        today: datetime,
        sat: list[list[Sat]],
        result_of: Callable[[int, int], Result],
        primary_users: Mapping[str, Actor],
    ) -> None:
        self._tools = tools
        self._today = today
        self._sat = sat
        self._result_of = result_of
        self._primary_users = primary_users
        self._password_hash = tools.hasher.hash(PASSWORD)
        self._origins = (f"198.51.100.{place % 250}" for place in count(1))
        self._candidates: dict[str, Actor] = {}
        self._shares: dict[tuple[int, int, str], ShareId] = {}

    def happenings(self) -> Iterator[Happening]:
        yield _JOINED, self._join_the_cast
        for sharing in SHARINGS:
            places = range(sharing.first, len(self._sat[sharing.sitting]), sharing.step)
            for back, place in enumerate(reversed(places)):
                ago = min(sharing.ago + back * sharing.apart, _JOINED - 1)
                yield ago, partial(self._share, sharing, place)
        yield 20.0, lambda: self._share_of_the_cast(0, ("aldermoor", "halden", "annes-halifax"))
        yield 12.4, lambda: self._open("aldermoor", 0, 0)
        yield 7.2, lambda: self._withdraw(0, 0, "halden")
        yield 6.3, self._open_some
        yield 5.1, lambda: self._tools.expire(())
        yield 4.2, lambda: self._look_up("aldermoor", 0, 1)
        yield 4.0, self._invite
        yield 2.0, lambda: self._share_of_the_cast(1, ("aldermoor", "sevilla"))

    def _join_the_cast(self) -> None:
        for one in CANDIDATES:
            for sitting, place in one.sittings:
                self._candidate(sitting, place)

    def _candidate(self, sitting: int, place: int) -> Actor:
        """With an account made when it is first needed; a further number is added to it."""
        sat = self._sat[sitting][place]
        secret = self._tools.secret_numbers.of(sat.number)
        known = self._candidates.get(sat.email)
        if known is None:
            self._tools.join(
                JoinAsCandidateCommand(
                    number=sat.number,
                    secret_number=secret,
                    name=sat.name,
                    email=sat.email,
                    time_zone="Europe/London",
                    origin=next(self._origins),
                )
            )
            self._candidates[sat.email] = with_password(self._tools.open_access, sat.email, self._password_hash)
        else:
            self._tools.add_number(
                AddCandidateNumberCommand(
                    actor=known, number=sat.number, secret_number=secret, origin=next(self._origins)
                )
            )
        return self._candidates[sat.email]

    def _share(self, sharing: DemoSharing, place: int) -> None:
        if self._result_of(sharing.sitting, place).shows_scores:
            fields = ALL_FIELDS - {Field(one) for one in sharing.without}
            actor = self._candidate(sharing.sitting, place)
            self._share_as(actor, sharing.sitting, place, sharing.to, fields, days=sharing.days)

    def _share_of_the_cast(self, sitting: int, organisations: tuple[str, ...]) -> None:
        actor = self._candidate(sitting, 0)
        for key in organisations:
            fields = ALL_FIELDS if key == "aldermoor" else ALL_FIELDS - {Field.DATE_OF_BIRTH, Field.PHOTO}
            self._share_as(actor, sitting, 0, key, fields)

    def _share_as(
        self, actor: Actor, sitting: int, place: int, key: str, fields: frozenset[Field], *, days: int | None = None
    ) -> None:
        until = (self._today + timedelta(days=days)).date() if days else None
        command = ShareResultCommand(
            actor=actor,
            result_id=self._result_of(sitting, place).id,
            organisation_id=self._at(key),
            terms=Terms(fields=fields, expires_on=until),
        )
        self._shares[sitting, place, key] = self._tools.share(command)

    def _withdraw(self, sitting: int, place: int, key: str) -> None:
        share_id = self._shares[sitting, place, key]
        self._tools.withdraw(WithdrawShareCommand(actor=self._candidate(sitting, place), share_id=share_id))

    def _open_some(self) -> None:
        """Older shares were looked at; the newest stand in bold."""
        for sitting, place, key in list(self._shares):
            if place % 3 and key in {"aldermoor", "sevilla"} and (sitting, place, key) != (0, 0, "halden"):
                self._open(key, sitting, place)

    def _open(self, key: str, sitting: int, place: int) -> None:
        result_id = self._result_of(sitting, place).id
        self._tools.open_result(OpenResultCommand(actor=self._primary_users[key], result_id=result_id))

    def _look_up(self, key: str, sitting: int, place: int) -> None:
        """By the number on the paper that the candidate handed in."""
        reference = written_reference(self._result_of(sitting, place).reference)
        command = LookUpResultCommand(
            actor=self._primary_users[key], reference=reference, criteria=Criteria(), origin=next(self._origins)
        )
        self._tools.look_up(command)

    def _invite(self) -> None:
        command = InviteOrganisationCommand(
            actor=self._candidate(0, 0), name="Fjordheim Folk High School", email="post@fjordheim.example"
        )
        self._tools.invite(command)

    def _at(self, key: str) -> OrganisationId:
        return self._primary_users[key].organisation_id
