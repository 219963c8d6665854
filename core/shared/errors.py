"""The five kinds of failure. Each carries a stable code and the data it speaks of; none knows HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta


class ExamhallError(Exception):
    """The root of every failure the platform knows. `code` is stable and may be relied on by programs."""

    def __init__(self, code: str, **data: object) -> None:
        super().__init__(code)
        self.code = code
        self.data = data

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value}" for name, value in self.data.items())
        return f"{self.code} ({facts})" if facts else self.code


class NotFoundError(ExamhallError):
    """There is no such thing, or it lies outside the actor's scope: the two are never told apart."""


class ConflictError(ExamhallError):
    """The thing is in a state that does not allow this; looking again and choosing anew may help."""


class NotAllowedError(ExamhallError):
    """The actor lacks the permission, or is not known at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with what was handed in, told to the person who handed it in.

    `field` is the name of the field; `line` counts from 1 with the header as line 1, as a spreadsheet shows it.
    """

    field: str
    text: str
    line: int | None = None


class InvalidInputError(ExamhallError):
    """What was handed in is wrong; `problems` name each field and say what would be right."""

    def __init__(self, code: str, problems: Sequence[Problem], **data: object) -> None:
        super().__init__(code, **data)
        self.problems = tuple(problems)

    @classmethod
    def of(cls, field: str, text: str, *, code: str = "invalid_input") -> "InvalidInputError":
        return cls(code, (Problem(field=field, text=text),))


class UnavailableError(ExamhallError):
    """Something outside did not answer; the same request may succeed later, after `retry_after` where it is known."""

    def __init__(self, code: str, *, retry_after: timedelta | None = None, **data: object) -> None:
        super().__init__(code, **data)
        self.retry_after = retry_after
