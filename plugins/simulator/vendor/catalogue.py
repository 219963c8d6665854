"""Every fault the vendor can be told to have, in words for the control page, and where it can strike."""

from dataclasses import dataclass

CHAOS = "chaos"

OPERATIONS = (
    "account",
    "availability",
    "book",
    "check",
    "find",
    "change",
    "cancel",
    "sessions",
    "join_link",
    "rating",
    "erase",
)
NOTIFY = "notify"


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of misbehaviour.

    `possible` are the operations it may be told to strike on, `default` those it takes untold; `params` its settings.
    """

    name: str
    words: str
    possible: tuple[str, ...]
    default: tuple[str, ...]
    params: tuple[str, ...] = ()


def _on(*operations: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return operations, operations


_ANY = _on(*OPERATIONS)
_PUSH = _on(NOTIFY)

_ALL = (
    Kind("no_capacity", "No proctors are free", ("availability", "book", "check"), ("availability", "book"), ("text",)),
    Kind("availability_unknown", "Cannot say whether proctors are free", *_on("availability")),
    Kind("availability_unavailable", "The availability service is down (503)", *_on("availability")),
    Kind("other_window", "Holds another time for the same test, as if booked by telephone", *_on("book")),
    Kind("refuse_credentials", "Refuses the API key everywhere (401)", *_ANY),
    Kind("refuse_credentials_on_book", "Refuses the API key when booking only (401)", *_on("book")),
    Kind("refuse_credentials_on_check", "Refuses the API key when checking only (401)", *_on("check")),
    Kind("refuse_credentials_on_rating", "Refuses the API key when a rating is fetched only (401)", *_on("rating")),
    Kind("too_many_requests", "Says that there are too many requests (429 with Retry-After)", *_ANY, ("delay",)),
    Kind("server_error", "Fails with a server error (500, or another status)", *_ANY, ("status", "processed")),
    Kind("slow", "Takes long to answer", *_ANY, ("delay", "processed")),
    Kind(
        "reply_lost_after_booking", "Books, then the line drops before the reply", OPERATIONS, ("book",), ("processed",)
    ),
    Kind("half_reply", "The line drops in the middle of the reply", *_ANY, ("processed",)),
    Kind("garbage", "Answers with a web page instead of data", *_ANY, ("processed",)),
    Kind("decline_without_reason", "Declines and does not say why", *_on("book", "check")),
    Kind("decline_lead_time", "Declines because the request comes too late", *_on("book", "check"), ("text",)),
    Kind("decline_other", "Declines for a reason in words of its own", *_on("book", "check"), ("text",)),
    Kind("never_decides", "Accepts and never decides", *_on("book", "check")),
    Kind("confirm_at_once", "Confirms at once", *_on("book")),
    Kind("books_twice", "Ignores the key and books the same thing again", *_on("book")),
    Kind("forget_booking", "Does not remember the booking when asked", ("check", "find"), ("check",)),
    Kind("cancelled_by_vendor", "Cancels the booking by itself before it is asked", *_on("check"), ("text",)),
    Kind("rating_unavailable", "The rating service is down (503)", *_on("rating")),
    Kind("rating_server_fault", "The rating is answered with a web page", *_on("rating"), ("processed",)),
    Kind("unknown_rating_value", "The rating has a value outside the scale", ("rating", NOTIFY), ("rating",)),
    Kind("other_candidates_session", "Speaks of another candidate's session", (NOTIFY, "rating"), (NOTIFY,)),
    Kind("duplicate_notices", "Sends every notice twice", *_PUSH),
    Kind("out_of_order_notices", "Tells of the rating before it tells that the candidate joined", *_PUSH),
    Kind("notice_without_candidate", "Leaves the candidate out of the notice", *_PUSH),
    Kind("untrue_notice_value", "The notice states another rating than the real one", *_PUSH),
    Kind("bad_signature", "Signs notices wrongly", *_PUSH),
    Kind("lost_notices", "Does not send notices", *_PUSH),
    Kind(
        CHAOS,
        "Any of several faults by chance",
        (*OPERATIONS, NOTIFY),
        (*OPERATIONS, NOTIFY),
        ("seed", "probabilities", "delay", "status", "processed", "text"),
    ),
)

KINDS = {kind.name: kind for kind in _ALL}
