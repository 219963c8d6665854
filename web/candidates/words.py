"""Sentences and signs for what candidates see."""

from dataclasses import dataclass

from core.results.model import ResultStatus
from core.verification.model.registration import InstitutionKind
from core.verification.model.sharing import ActivityKind, Field

WORDS = {
    "result": "There is no such result, or it is not yours to see.",
    "share": "There is no such share, or it is not one of yours.",
    "email_has_account": "There is an account with this e-mail address already. Log in, then add the candidate ID "
    "number under My results.",
    "already_shared": "This result is shared with that organisation already.",
    "share_is_over": "This share is over already.",
    "result_is_not_shown": "A result can be shared while its scores are shown. This one is being looked into, or was "
    "revoked.",
    "organisation_is_listed": "An organisation with this name or e-mail address is listed already. Yours is another "
    "one of the same name? Add its city to the name.",
    "too_many_invitations": "You have invited five organisations since this time yesterday. Invite more tomorrow.",
}

REFUSALS = {
    "candidate_number_taken": "This candidate ID number belongs to an account already. Is it yours? Log in, or choose "
    "Forgotten your log-in. Was the e-mail address mistyped, or did somebody else join with your number? Write to "
    "{awarding_body}, with your name and the number but without the secret number. It can free the number; then join "
    "again.",
    "joined_too_often": "Five links were sent for this candidate ID number within a day. Look for the last one, also "
    "among unwanted mail, or try again tomorrow.",
    "too_many_attempts": "Too many tries. Wait an hour, then type both numbers as they stand on your confirmation of "
    "entry.",
}
"""What means something else to a candidate than elsewhere in the house; the awarding body is named in its place."""

FIELDS = {
    Field.OVERALL: ("Overall score, grade and CEFR level", "What most organisations ask for."),
    Field.COMPONENTS: ("Score of each component", "Reading, writing, listening, speaking and so on."),
    Field.PHOTO: ("Photo of the test day", "Shows that the person who sat the exam is you."),
    Field.DATE_OF_BIRTH: ("Date of birth", "Helps to match the result with your application."),
    Field.ID_NUMBER: ("Candidate ID number", "The number on your confirmation of entry."),
    Field.EMAIL: ("E-mail address", "The one your centre entered you with."),
}
"""In the order in which they are offered: what it is, and what it is good for."""

ALWAYS = "Your name, the exam with its date and centre, the status of the result and its reference number"
"""What every share shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusWords:
    """What a status means for the candidate, in a callout of this kind."""

    title: str
    text: str
    kind: str = "info"


STATUSES = {
    ResultStatus.PROVISIONAL: StatusWords(
        title="This result is provisional",
        text="It may still change. You can share it: they see that it is provisional, and are told when it changes.",
    ),
    ResultStatus.AMENDED: StatusWords(
        title="This result was corrected",
        text="The awarding body has changed it since it was first released. Everyone you share it with was told, and "
        "sees it as it stands here.",
        kind="warning",
    ),
    ResultStatus.WITHHELD: StatusWords(
        title="This result is withheld",
        text="The awarding body is looking into it, and until it has decided nobody sees the scores. Your test centre "
        "can tell you more.",
        kind="danger",
    ),
    ResultStatus.REVOKED: StatusWords(
        title="This result was revoked",
        text="It does not count any more, and its scores are not shown. Your test centre can tell you why, and how to "
        "appeal.",
        kind="danger",
    ),
}

KINDS = {
    InstitutionKind.UNIVERSITY: "University",
    InstitutionKind.SCHOOL: "School",
    InstitutionKind.EMPLOYER: "Employer",
    InstitutionKind.GOVERNMENT: "Government",
    InstitutionKind.PROFESSIONAL_BODY: "Professional body",
    InstitutionKind.OTHER: "Other organisation",
}

ACTIVITIES = {
    ActivityKind.SHARED: ("You shared it with {}", "info", "send"),
    ActivityKind.OPENED: ("{} opened it for the first time", "success", "eye"),
    ActivityKind.DOWNLOADED: ("{} downloaded it", "success", "file-down"),
    ActivityKind.WITHDRAWN: ("You took it back from {}", "warning", "undo-2"),
    ActivityKind.EXPIRED: ("The share with {} expired", "neutral", "timer-off"),
    ActivityKind.LOOKED_UP: ("{} looked it up by its reference number", "info", "search"),
}
"""With the organisation's name in its place."""

OF_FORMER_ACCOUNT = ACTIVITIES | {
    ActivityKind.SHARED: ("Another account, which had your number then, shared it with {}", "warning", "send"),
    ActivityKind.WITHDRAWN: ("What another account shared with {} is taken back", "neutral", "undo-2"),
    ActivityKind.EXPIRED: ("What another account shared with {} expired", "neutral", "timer-off"),
}
"""The same of what was not shared by the person who reads it."""
