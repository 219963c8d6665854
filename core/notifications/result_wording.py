"""The words of messages about results: shared, changed, looked up. None of them tells a score."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.notifications.message import Addressee, Desk, Words, choosing, told_time, written
from core.results.model import ResultId
from core.shared.ids import OrganisationId


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultTold:
    """Which result it is, for who knows it already: `title` is the exam with its day, `reference` as it is printed."""

    id: ResultId
    title: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareNews:
    result: ResultTold
    organisation: str
    expires_at: datetime | None


def share_words(news: ShareNews, to: Addressee, desk: Desk) -> Words:
    until = ""
    if news.expires_at:
        until = f" You can open it until {told_time(news.expires_at, to)}."
    return written(
        f"A candidate has shared a result with {news.organisation}",
        f"Hello {to.name},",
        f"A candidate has shared a result with {news.organisation}: {news.result.title}.{until}",
        f"Open it:\n{desk.addresses.found_result(news.result.id)}",
        choosing(desk),
    )


class Turn(StrEnum):
    """What became of a result that others rely on."""

    AMENDED = "amended"
    WITHHELD = "withheld"
    RESTORED = "restored"
    REVOKED = "revoked"
    MADE_FINAL = "made_final"


_TURNS = {
    Turn.AMENDED: (
        "was amended",
        "The awarding body has corrected this result. What you saw before no longer holds.",
        "Open it, and see whether what you decided by it still stands.",
    ),
    Turn.WITHHELD: (
        "is withheld",
        "The awarding body withholds this result while something is looked into. Its scores are not shown for now.",
        "Do not rely on it for now. You are told when it is shown again, and when it is revoked.",
    ),
    Turn.RESTORED: (
        "is shown again",
        "The awarding body no longer withholds this result. Its scores are shown again.",
        "Nothing, unless you have put a decision off: you can rely on the result as it stands now.",
    ),
    Turn.REVOKED: (
        "is revoked",
        "The awarding body has revoked this result for good. It is not valid, and its scores are no longer shown.",
        "Do not rely on it, and see whether what you decided by it still stands.",
    ),
    Turn.MADE_FINAL: (
        "is final now",
        "This result was provisional, and might have changed without a word. From now on it changes only by amendment.",
        "Open it, and see whether it is what you decided by.",
    ),
}
"""What a change is called, what happened, and what to do next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeNews:
    """`is_choice` says that the reader may do without such messages."""

    result: ResultTold
    organisation: str
    turn: Turn
    at: datetime
    is_choice: bool


def change_words(news: ChangeNews, to: Addressee, desk: Desk) -> Words:
    called, happened, next_step = _TURNS[news.turn]
    return written(
        f"A result {called}: {news.result.title}",
        f"Hello {to.name},",
        f"A result that was shared with {news.organisation}, or that it looked up, {called}.",
        f"Exam: {news.result.title}\nReference number: {news.result.reference}\nSince: {told_time(news.at, to)}",
        f"What happened: {happened}",
        f"What to do next: {next_step}",
        f"The result as it stands now:\n{desk.addresses.found_result(news.result.id)}",
        "If the page does not open because your look-up is over, look the result up again by its reference number:\n"
        f"{desk.addresses.find_results()}",
        choosing(desk) if news.is_choice else "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpNews:
    """`has_account` says that the candidate can log in and see it."""

    result: ResultTold
    organisation: str
    at: datetime
    has_account: bool
    awarding_body: str


def look_up_words(news: LookUpNews, to: Addressee, desk: Desk) -> Words:
    if news.has_account:
        page = f"Your result, with everybody who opened it:\n{desk.addresses.own_result(news.result.id)}"
    else:
        page = f"To see who opens your results, make an account:\n{desk.addresses.candidate_account()}"
    return written(
        f"{news.organisation} has looked up your result",
        f"Hello {to.name},",
        f"{news.organisation} has opened your result by its reference number: {news.result.title}. It was on "
        f"{told_time(news.at, to)}.",
        "Whoever has the number of your statement of results can do this. They see what stands on the statement, and "
        "neither your date of birth nor your e-mail address.",
        "If you gave the number to them, all is well. If you did not, ask the awarding body: " + news.awarding_body,
        page,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmNews:
    organisation_id: OrganisationId
    organisation: str
    person: str
    at: datetime


def alarm_words(news: AlarmNews, to: Addressee, desk: Desk) -> Words:
    return written(
        f"Reference numbers are being guessed at {news.organisation}",
        f"Hello {to.name},",
        f"{news.person} of {news.organisation} has looked up many reference numbers that lead to no result, the last "
        f"on {told_time(news.at, to)}. It may be guessing, by them or by somebody in their name. For some minutes "
        "their look-ups are refused.",
        "Whose move it is: the recognition team. Ask the organisation's Primary User what happened.",
        f"The organisation:\n{desk.addresses.recognising_organisation(news.organisation_id)}",
        choosing(desk),
    )
