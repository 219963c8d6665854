"""Which scores stand on a statement, told by its check code.

A statement says what its candidate shared, and whoever checks it is shown what it says and no more: else the code would
open to an organisation what the candidate kept from it.
"""

from collections.abc import Set

from core.results.reference import ReferenceNumber
from core.shared.codes import DerivedCodes
from core.verification.model.sharing import Field

SCORES = frozenset({Field.OVERALL, Field.COMPONENTS})

_LEFT_OUT: tuple[frozenset[Field], ...] = (
    frozenset(),
    frozenset({Field.OVERALL}),
    frozenset({Field.COMPONENTS}),
)


def check_code(codes: DerivedCodes, reference: ReferenceNumber, *, shown: Set[Field]) -> str:
    """For a statement that shows these fields."""
    return codes.of(_subject(reference, SCORES - shown))


def left_out(codes: DerivedCodes, reference: ReferenceNumber, code: str) -> frozenset[Field] | None:
    """The scores that the statement with this code leaves out. None for a code that does not belong to the number."""
    fitting = [one for one in _LEFT_OUT if codes.fits(_subject(reference, one), code)]
    return fitting[0] if fitting else None


def _subject(reference: ReferenceNumber, without: frozenset[Field]) -> str:
    return " without ".join((reference, *sorted(without)))
