"""How an organisation is reached, and the exams it recognises (FEATURES R33, R34). Who it is, is proposed: see
proposing.py."""

from collections.abc import Set
from dataclasses import dataclass

from core.access.model import Actor
from core.access.permissions import Permission
from core.catalogue.model import ExamCode
from core.shared.errors import InvalidInputError, NotFoundError
from core.shared.unit import OpenUnit
from core.verification.ports import VerificationUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class TellOwnContactCommand:
    """What is empty is not shown."""

    actor: Actor
    email: str
    phone: str


class TellOwnContact:
    """By the Primary User, for the organisation they work for now."""

    def __init__(self, *, open_unit: OpenUnit[VerificationUnit]) -> None:
        self._open_unit = open_unit

    def __call__(self, command: TellOwnContactCommand) -> None:
        actor = command.actor
        actor.require(Permission.MANAGE_OWN_ORGANISATION)
        with self._open_unit() as unit:
            organisation = unit.recognising_organisations.get(actor.organisation_id, for_update=True)
            organisation.tell_contact(email=command.email, phone=command.phone)
            unit.record("contact_told", by=actor.label, on=f"organisation:{organisation.id}")
            unit.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecogniseExamsCommand:
    """`exams` are all that are ticked; what is not among them is no longer recognised."""

    actor: Actor
    exams: Set[ExamCode]


class RecogniseExams:
    def __init__(self, *, open_unit: OpenUnit[VerificationUnit]) -> None:
        self._open_unit = open_unit

    def __call__(self, command: RecogniseExamsCommand) -> None:
        actor = command.actor
        actor.require(Permission.MANAGE_OWN_ORGANISATION)
        with self._open_unit() as unit:
            for code in sorted(command.exams):
                _check_known(unit, code)
            organisation = unit.recognising_organisations.get(actor.organisation_id, for_update=True)
            organisation.recognise(set(command.exams))
            facts = {"exams": ", ".join(sorted(command.exams))}
            unit.record("exams_recognised", by=actor.label, on=f"organisation:{organisation.id}", facts=facts)
            unit.commit()


def _check_known(unit: VerificationUnit, code: ExamCode) -> None:
    try:
        unit.exams.get(code)
    except NotFoundError:
        raise InvalidInputError.of("exams", f"The catalogue has no exam {code}.") from None
