"""Sentences and signs for what recognising organisations see of results."""

from dataclasses import dataclass

from core.results.model import ResultStatus
from core.verification.model.sharing import Field
from core.verification.usecases.looking_up import EXAMPLE

__all__ = ["CRITERIA", "EXAMPLE", "FIELDS", "STATUSES", "WORDS", "StatusWords"]

WORDS = {
    "search": "This search is forgotten: searches are kept for a day, and only for who made them. Search anew.",
    "photo": "There is no photo to be seen here. The page of the result says why.",
}

CRITERIA = {
    "name": "Candidate Name",
    "date_of_birth": "Candidate Date of Birth",
    "number": "Candidate ID Number",
    "email": "Candidate Email Address",
    "exam": "Exam Name",
    "place": "Exam Place of Entry",
    "centre": "Exam Centre Name",
    "taken": "Date of Exam",
    "reference": "Exam Reference Number",
}
"""As the guide for recognising organisations calls them. The days of the exam are one criterion."""

FIELDS = {
    Field.OVERALL: "overall score, grade and CEFR level",
    Field.COMPONENTS: "scores of the components",
    Field.PHOTO: "test day photo",
    Field.DATE_OF_BIRTH: "date of birth",
    Field.ID_NUMBER: "candidate ID number",
    Field.EMAIL: "email address",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusWords:
    """What a status means to who relies on the result. `next_step` is empty where there is nothing to do."""

    title: str
    kind: str
    meaning: str
    whose_move: str = ""
    next_step: str = ""


STATUSES = {
    ResultStatus.FINAL: StatusWords(
        title="This result is final",
        kind="success",
        meaning="It counts as it stands. If it is ever amended, withheld or revoked, your organisation is told.",
    ),
    ResultStatus.PROVISIONAL: StatusWords(
        title="This result is provisional",
        kind="info",
        meaning="It may still change before it is final.",
        whose_move="The awarding body’s",
        next_step="Make your decision conditional, or wait: this page always shows how it stands now.",
    ),
    ResultStatus.AMENDED: StatusWords(
        title="This result was amended",
        kind="warning",
        meaning="The awarding body corrected it after its release. What stands here counts; earlier copies do not.",
        whose_move="Yours",
        next_step="Compare it with what you have on file, and replace that.",
    ),
    ResultStatus.WITHHELD: StatusWords(
        title="This result is withheld",
        kind="danger",
        meaning="The awarding body is looking into it. Until it has decided, no scores are shown to anybody.",
        whose_move="The awarding body’s",
        next_step="Do not rely on a printed statement or an earlier copy. Your organisation is told what was decided.",
    ),
    ResultStatus.REVOKED: StatusWords(
        title="This result was revoked",
        kind="danger",
        meaning="It does not count any more, whatever a printed statement says. This is for good.",
        whose_move="Yours",
        next_step="Do not accept it. Ask the recognition team of the awarding body if a decision of yours rests on it.",
    ),
}
