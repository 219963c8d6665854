"""The words of messages about proposals to change by what an organisation is found."""

from dataclasses import dataclass
from datetime import datetime

from core.notifications.message import Addressee, Desk, Words, choosing, told_time, written
from core.verification.model.proposing import ProposalId, ProposalState


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalNews:
    """`organisation` is its name when it was proposed, `name` the proposed one, which may be the same. `team` is how
    the recognition team is reached, `reason` why it refused; empty where it did not."""

    proposal_id: ProposalId
    organisation: str
    name: str
    state: ProposalState
    due_at: datetime
    reason: str
    team: str


def proposed_words(news: ProposalNews, to: Addressee, desk: Desk) -> Words:
    return written(
        f"{news.organisation} proposes a change of its details",
        f"Hello {to.name},",
        f"The Primary User of {news.organisation} proposes {_what(news)}. Until you approve it, candidates and "
        "everybody else see the former details.",
        f"Whose move it is: the recognition team. The answer is late from {told_time(news.due_at, to)} on.",
        _approve_or_refuse(news, desk),
        choosing(desk),
    )


def nearly_late_words(news: ProposalNews, to: Addressee, desk: Desk) -> Words:
    return written(
        f"Nearly late: the change that {news.organisation} proposes",
        f"Hello {to.name},",
        f"The change of its details that {news.organisation} proposes is not answered yet. The answer is late from "
        f"{told_time(news.due_at, to)} on.",
        "Whose move it is: the recognition team.",
        _approve_or_refuse(news, desk),
        choosing(desk),
    )


def answered_words(news: ProposalNews, to: Addressee, desk: Desk) -> Words:
    if news.state is ProposalState.APPROVED:
        return written(
            f"The change you proposed is approved: {news.name}",
            f"Hello {to.name},",
            "The recognition team has approved the change that you proposed. The Global Recognition Database and "
            f"candidates show it now:\n{desk.addresses.own_organisation()}",
            f"Questions: {news.team}",
        )
    return written(
        f"The change you proposed for {news.organisation} is refused",
        f"Hello {to.name},",
        f"The recognition team has refused the change that you proposed for {news.organisation}. The former details "
        "stay as they are.",
        f"The reason given: {news.reason}",
        f"If you can put that right, propose it again:\n{desk.addresses.own_organisation()}",
        f"Questions: {news.team}",
    )


def _what(news: ProposalNews) -> str:
    return "a change of its details" if news.name == news.organisation else f"the new name {news.name}"


def _approve_or_refuse(news: ProposalNews, desk: Desk) -> str:
    return f"Approve or refuse it:\n{desk.addresses.proposal(news.proposal_id)}"
