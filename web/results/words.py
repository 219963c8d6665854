"""Sentences for the codes of results."""

from core.results.judging import Fate
from core.results.model import ResultStatus
from core.verification.model.claim import FreeingReason

WORDS = {
    "result": "There is no such result.",
    "result_upload": "This upload is not there any more: files are kept for a day. Choose the file again.",
    "result_is_released": "These results are released already.",
    "result_is_final": "This result is released and final. If it is wrong, amend it.",
    "result_is_not_shown": "This result is withheld or revoked. A withheld one can be restored first.",
    "result_is_not_provisional": "Only a provisional result is made final.",
    "result_is_not_withheld": "Only a withheld result is restored.",
    "result_is_revoked": "This result is revoked, and that is for good.",
    "result_exists": "There is a result of this candidate, exam and day already.",
    "candidate_number_is_free": "No account has this candidate ID number any more: the candidate can join with it.",
    "exam_is_not_marked": "The catalogue does not say any more how this exam is marked.",
    "file": "The file is not there any more.",
    "files_unavailable": "Files cannot be read or written now. Try again in a few minutes.",
}

STATUS_NAMES = {
    ResultStatus.PROVISIONAL: "Provisional",
    ResultStatus.FINAL: "Final",
    ResultStatus.AMENDED: "Amended",
    ResultStatus.WITHHELD: "Withheld",
    ResultStatus.REVOKED: "Revoked",
}

NEXT_STEPS = {
    ResultStatus.PROVISIONAL: "It may still change: a newer file replaces it. Make it final when it counts.",
    ResultStatus.FINAL: "It counts. Once it is released, it is changed only by amending it.",
    ResultStatus.AMENDED: "It was corrected, and whoever relied on it was told. It can be amended again.",
    ResultStatus.WITHHELD: "Nobody outside the awarding body sees its scores. Restore it, or revoke it for good.",
    ResultStatus.REVOKED: "It counts no more, and nothing brings it back.",
}

FREEING_REASONS = {
    FreeingReason.MISTYPED_ADDRESS: "The e-mail address of the account was mistyped",
    FreeingReason.ANOTHER_PERSON: "The account is another person’s",
    FreeingReason.MAILBOX_LOST: "The candidate cannot open the mailbox of the account any more",
}

FATES = {
    Fate.NEW: "New results",
    Fate.REVISED: "Changed by the file",
    Fate.UNCHANGED: "Unchanged",
}
