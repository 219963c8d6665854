"""The words of the mail that confirms an entry to the candidate."""

from core.bookings.confirmation import ACCOUNT_NOTE, BRING
from core.bookings.model import EntryId
from core.notifications.message import Addressee, Desk, Outdated, Words, written


def confirmation_words(entry_id: EntryId, to: Addressee, desk: Desk) -> Words | Outdated:
    """With the page of the confirmation and its PDF, which opens without a log-in. Nobody is told that they are entered
    who is not."""
    linked = desk.confirmation_for(entry_id)
    if linked is None:
        return Outdated(reason="The entry is withdrawn.")
    confirmation = linked.confirmation
    zone = confirmation.session.plan.time_zone
    facts = [f"{label}: {value}" for label, value in confirmation.facts()]
    papers = [f"{paper}: {day}, {time}" for paper, day, time in confirmation.papers()]
    return written(
        f"You are entered: {confirmation.title}",
        f"Hello {to.name},",
        f"You are entered for {confirmation.title}.",
        "\n".join(facts),
        ACCOUNT_NOTE,
        "\n".join([f"When you sit it, on the clocks of {zone}:", *papers]),
        "\n".join(["What to bring:", *(f"- {line}" for line in BRING)]),
        f"Your confirmation of entry, to print:\n{linked.url}",
        f"Questions: {confirmation.contact()}",
        "Whoever has this link can open the confirmation, so keep it to yourself.",
    )
