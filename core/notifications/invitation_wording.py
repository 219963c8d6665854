"""The words of messages about invitations to organisations that are not listed."""

from dataclasses import dataclass

from core.notifications.message import Addressee, Desk, Words, choosing, written
from core.verification.model.sharing import InvitationId


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationNews:
    """`candidate` is the name of who asks; nothing else of them is told."""

    invitation_id: InvitationId
    organisation: str
    candidate: str
    awarding_body: str


def invitation_words(news: InvitationNews, to: Addressee, desk: Desk) -> Words:
    del to
    return written(
        "A candidate wants to share exam results with you",
        "Hello,",
        f"{news.candidate} wants to share results of {news.awarding_body} with {news.organisation}, and has not found "
        "it among the recognising organisations. Who is listed there sees the results that candidates share with them, "
        "as they stand at the awarding body. It costs nothing.",
        f"To be listed, register your organisation:\n{desk.addresses.register_organisation(news.invitation_id)}",
        f"{news.awarding_body} answers within two working days. If you do not want this, you need not do anything: "
        "nothing about you is kept but this invitation.",
    )


def listed_words(news: InvitationNews, to: Addressee, desk: Desk) -> Words:
    return written(
        f"{news.organisation} is listed now",
        f"Hello {to.name},",
        f"{news.organisation}, which you have invited, is now among the recognising organisations.",
        f"Choose a result and share it:\n{desk.addresses.own_results()}",
        choosing(desk),
    )
