"""The words for what a check finds."""

from core.exports.signing import Signature

WORDS = {
    "statement": "There is no statement with this number and code. Compare both with the paper, letter by letter.",
    "signing_not_set_up": "The awarding body has no key here to sign statements with. Ask whoever operates this.",
    "certificate": "The awarding body signs no statements here, so there is no certificate.",
}

VERDICTS = {
    Signature.INTACT: (
        "success",
        "The signature is intact",
        "The file is exactly what the awarding body signed; nothing in it was changed since.",
    ),
    Signature.CHANGED: (
        "danger",
        "The file was changed after it was signed",
        "Do not rely on it. Ask for the file as it was given out, or check the reference number and the code.",
    ),
    Signature.UNSIGNED: (
        "warning",
        "The file has no signature",
        "It may be a scan or a print of a statement. Check the reference number and the code that stand on it instead.",
    ),
    Signature.ANOTHER_SIGNER: (
        "danger",
        "The file was signed by somebody else",
        "It was not the awarding body that signed it. Do not rely on it; check the reference number and the code.",
    ),
    Signature.NOT_A_PDF: (
        "warning",
        "This is not a PDF file that can be read",
        "Choose the file of the statement of results as it was downloaded.",
    ),
}
"""For each verdict: its kind, what it is, and what to do."""
