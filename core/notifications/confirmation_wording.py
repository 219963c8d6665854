"""The words of the mail that confirms an entry to the candidate."""

from core.bookings.confirmation import BRING, Confirmation


def confirmation_words(confirmation: Confirmation, url: str) -> tuple[str, str]:
    """Subject and text. `url` is the page of the confirmation, with the PDF; it opens without a log-in."""
    zone = confirmation.session.plan.time_zone
    facts = [f"{label}: {value}" for label, value in confirmation.facts()]
    papers = [f"{paper}: {day}, {time}" for paper, day, time in confirmation.papers()]
    paragraphs = [
        f"Hello {confirmation.name},",
        f"You are entered for {confirmation.title}.",
        "\n".join(facts),
        "\n".join([f"When you sit it, on the clocks of {zone}:", *papers]),
        "\n".join(["What to bring:", *(f"- {line}" for line in BRING)]),
        f"Your confirmation of entry, to print:\n{url}",
        f"Questions: {confirmation.contact()}",
        "Whoever has this link can open the confirmation, so keep it to yourself.",
    ]
    return f"You are entered: {confirmation.title}", "\n\n".join(paragraphs) + "\n"
