"""The messages that verification promises, by what they are about (see core/notifications/ports.py)."""

from datetime import datetime

from core.results.model import ResultId
from core.shared.ids import OrganisationId, PersonId
from core.shared.unit import Unit
from core.verification.model.proposing import ProposalId
from core.verification.model.registration import RegistrationId
from core.verification.model.sharing import InvitationId, ShareId

NOTIFY = "notifications.notify"
EXPIRE = "verification.expire_shares"


def _promise(unit: Unit, kind: str, now: datetime, **about: str) -> None:
    key = ":".join((NOTIFY, kind, *about.values()))
    unit.enqueue(NOTIFY, {"kind": kind, **about}, key=key, run_at=now)


def promise_acknowledgement(unit: Unit, registration: RegistrationId, *, now: datetime) -> None:
    """To the applicant: it is here, and answered within two working days."""
    _promise(unit, "registration_received", now, registration=str(registration))


def promise_warning(unit: Unit, registration: RegistrationId, *, now: datetime) -> None:
    """To the recognition team: it is nearly late."""
    _promise(unit, "registration_due", now, registration=str(registration))


def promise_refusal(unit: Unit, registration: RegistrationId, *, now: datetime) -> None:
    _promise(unit, "registration_refused", now, registration=str(registration))


def promise_proposal_news(unit: Unit, proposal: ProposalId, *, now: datetime) -> None:
    """To the recognition team: an organisation wants to be called otherwise."""
    _promise(unit, "proposal_received", now, proposal=str(proposal))


def promise_proposal_warning(unit: Unit, proposal: ProposalId, *, now: datetime) -> None:
    """To the recognition team: it is nearly late."""
    _promise(unit, "proposal_due", now, proposal=str(proposal))


def promise_proposal_answer(unit: Unit, proposal: ProposalId, *, now: datetime) -> None:
    """To the Primary User: what became of it, and why."""
    _promise(unit, "proposal_answered", now, proposal=str(proposal))


def promise_welcome(unit: Unit, person: PersonId, organisation: OrganisationId, *, now: datetime) -> None:
    """To a new Primary User or member: how to log in, with a link to set the password where there is none yet."""
    _promise(unit, "member_added", now, person=str(person), organisation=str(organisation), asked_at=now.isoformat())


def promise_primary_user_news(
    unit: Unit, organisation: OrganisationId, *, person: PersonId, former: PersonId, now: datetime
) -> None:
    """To the former and the new one."""
    about = {"organisation": str(organisation), "person": str(person), "former": str(former)}
    _promise(unit, "primary_user_changed", now, **about, asked_at=now.isoformat())


def promise_share_news(unit: Unit, share: ShareId, *, now: datetime) -> None:
    """To those of the organisation who asked for it (FEATURES R37)."""
    _promise(unit, "share_received", now, share=str(share))


def promise_expiry(unit: Unit, share: ShareId, *, at: datetime) -> None:
    """Have the share ended when its time has come."""
    unit.enqueue(EXPIRE, {"share": str(share)}, key=f"{EXPIRE}:{share}", run_at=at)


def promise_change_news(
    unit: Unit, result: ResultId, organisation: OrganisationId, *, change: int, now: datetime
) -> None:
    """To an organisation that holds a share or looked the result up: its `change`-th change, counted from 1."""
    about = {"result": str(result), "organisation": str(organisation), "change": str(change)}
    _promise(unit, "result_changed", now, **about)


def promise_look_up_news(unit: Unit, result: ResultId, organisation: OrganisationId, *, now: datetime) -> None:
    """To the candidate: an organisation opened the result by its reference number."""
    about = {"result": str(result), "organisation": str(organisation), "at": now.isoformat()}
    _promise(unit, "result_looked_up", now, **about)


def promise_freeing_news(unit: Unit, person: PersonId, *, now: datetime) -> None:
    """To an account from which a candidate ID number was taken."""
    _promise(unit, "candidate_number_freed", now, person=str(person), at=now.isoformat())


def promise_alarm(unit: Unit, organisation: OrganisationId, person: PersonId, *, now: datetime) -> None:
    """To the recognition team: somebody seems to guess reference numbers."""
    about = {"organisation": str(organisation), "person": str(person), "at": now.isoformat()}
    _promise(unit, "guessing_alarm", now, **about)


def promise_invitation(unit: Unit, invitation: InvitationId, *, now: datetime) -> None:
    """To the organisation that a candidate misses in the list."""
    _promise(unit, "invitation", now, invitation=str(invitation))


def promise_invited_news(unit: Unit, invitation: InvitationId, *, now: datetime) -> None:
    """To the candidate: the organisation they invited is listed now."""
    _promise(unit, "invited_listed", now, invitation=str(invitation))
