"""The words of messages about somebody's own account and place in an organisation."""

from dataclasses import dataclass
from datetime import datetime

from core.notifications.message import Addressee, Desk, Words, told_time, written
from core.notifications.ports import LinkToSetPassword
from core.shared.ids import PersonId

_UNEXPECTED = (
    "If you have not asked for this and expect no account, you need not do anything: nobody can use your account "
    "without this link. Do not pass it on."
)


def password_words(person_id: PersonId, to: Addressee, desk: Desk) -> Words:
    """To a new person, and to one who forgot the password."""
    link = desk.password_link_for(person_id)
    return written(
        "Set your password for Examhall",
        f"Hello {to.name},",
        f"Here is your link to set a password for Examhall. You log in with {to.email}.",
        *_how_to_set_it(link, to),
        _UNEXPECTED,
    )


def _how_to_set_it(link: LinkToSetPassword, to: Addressee) -> tuple[str, ...]:
    return (
        f"1. Open this link:\n   {link.url}",
        "2. Choose a password and save it. You are then asked to log in with it.",
        f"The link works once, until {told_time(link.expires_at, to)}. A link sent to you earlier no longer works.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """To a new user of a recognising organisation. `without_password` is the person when they have none yet."""

    organisation: str
    is_primary_user: bool
    without_password: PersonId | None


def welcome_words(news: Welcome, to: Addressee, desk: Desk) -> Words:
    if news.is_primary_user:
        subject = f"{news.organisation} is approved: welcome to Examhall"
        opening = (
            f"{news.organisation} is approved as a recognising organisation. You are its Primary User: you find and "
            "verify results, say who else may, and keep the organisation's details and the exams and tests that it "
            "recognises."
        )
    else:
        subject = f"You can now find results for {news.organisation}"
        opening = (
            f"You are now a user of {news.organisation}: you can find and verify the results that candidates share "
            "with it."
        )
    return written(subject, f"Hello {to.name},", opening, *_how_to_log_in(news, to, desk))


def _how_to_log_in(news: Welcome, to: Addressee, desk: Desk) -> tuple[str, ...]:
    page = desk.addresses.log_in()
    if news.without_password is None:
        return (f"How to log in: with {to.email} and the password that you have already.\n{page}",)
    link = desk.password_link_for(news.without_password)
    return (
        f"How to log in: first set a password. You log in with {to.email}.",
        *_how_to_set_it(link, to),
        f"From then on you log in here. If the link has run out, «Forgotten your log-in?» there sends another.\n{page}",
        _UNEXPECTED,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PrimaryUserNews:
    """To the new and the former Primary User. `is_new` says which of the two reads it, `is_user_still` whether that one
    can still work for the organisation; `team` is how the recognition team is reached."""

    organisation: str
    new_name: str
    is_new: bool
    is_user_still: bool
    team: str


def primary_user_words(news: PrimaryUserNews, to: Addressee, desk: Desk) -> Words:
    asked = f"Only the recognition team can change this. If it is not right, ask there: {news.team}"
    if news.is_new:
        return written(
            f"You are now the Primary User of {news.organisation}",
            f"Hello {to.name},",
            f"The recognition team has made you the Primary User of {news.organisation}. You say who else may find "
            "results for it, and keep its details and the exams and tests that it recognises.",
            f"Your organisation:\n{desk.addresses.own_organisation()}",
            asked,
        )
    remains = "You can still find results for it." if news.is_user_still else "You can no longer work for it here."
    return written(
        f"{news.organisation} has another Primary User",
        f"Hello {to.name},",
        f"The recognition team has made {news.new_name} the Primary User of {news.organisation} instead of you.",
        remains,
        asked,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeingNews:
    """To an account from which a candidate ID number was taken. Whoever reads it may never have been a candidate."""

    at: datetime
    awarding_body: str


def freeing_words(news: FreeingNews, to: Addressee, desk: Desk) -> Words:
    """Nothing in it is about a person: neither the number nor why it was freed nor whose it is."""
    return written(
        "A candidate ID number was taken from your account",
        "Hello,",
        "There is an account for Examhall with this e-mail address. The awarding body has taken a candidate ID number "
        f"from it, on {told_time(news.at, to)}. The results under that number no longer stand in the account, and what "
        "was shared of them from it is taken back.",
        "This is done when an e-mail address was mistyped, or when a number was in the account of somebody else.",
        "If you never sat an exam, you need not do anything.",
        f"If the number is yours, ask the awarding body: {news.awarding_body}. You can join with it again by what "
        f"stands on your confirmation of entry:\n{desk.addresses.candidate_account()}",
    )
