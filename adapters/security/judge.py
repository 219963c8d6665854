"""How easily a password is guessed."""

from collections.abc import Sequence

from core.access.model import MAX_PASSWORD_LENGTH

ENOUGH = 3
"""Of zxcvbn's 0 to 4: «safely unguessable», ten to the eighth guesses and more."""


class ZxcvbnJudge:
    """Compares with lists of common passwords, names, words and keyboard patterns. It does not phone anyone."""

    def objection(self, password: str, *, about: Sequence[str]) -> str | None:
        # Its word lists take a third of a second to read; nobody but those who choose a password waits for it.
        from zxcvbn import zxcvbn

        # Its time grows faster than the length.
        found = zxcvbn(password[:MAX_PASSWORD_LENGTH], user_inputs=list(about), max_length=MAX_PASSWORD_LENGTH)
        if found["score"] >= ENOUGH:
            return None
        feedback = found["feedback"]
        said = [feedback["warning"].rstrip("."), *(text.rstrip(".") for text in feedback["suggestions"])]
        advice = ". ".join(text for text in said if text)
        return f"This password is too easy to guess. {advice}." if advice else "This password is too easy to guess."
