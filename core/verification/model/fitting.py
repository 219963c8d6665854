"""Whether one result fits what is asked for: the plain meaning of the criteria, result by result."""

from core.access.model import fold_email
from core.bookings.numbers import read_candidate_number
from core.results.model import Result
from core.shared.text import fold_name
from core.verification.model.searching import Criteria


def fits(criteria: Criteria, result: Result, *, centre: str) -> bool:
    """Whether all criteria that are given hold. `centre` is the name of the test centre. Nothing is left out here: who
    may ask for what is decided before."""
    holder, sitting = result.holder, result.sitting
    days = (criteria.taken_from or sitting.taken_on, criteria.taken_to or sitting.taken_on)
    return (
        words_begin(criteria.name, holder.name)
        and criteria.date_of_birth in {None, holder.date_of_birth}
        and (not criteria.number or read_candidate_number(criteria.number) == holder.number)
        and criteria.exam in {None, sitting.exam}
        and words_begin(criteria.place, sitting.place)
        and words_begin(criteria.centre, centre)
        and (not criteria.email or fold_email(criteria.email) == fold_email(holder.email))
        and days[0] <= sitting.taken_on <= days[1]
        and criteria.reference in {None, result.reference}
    )


def words_begin(typed: str, name: str) -> bool:
    """Whether every word that was typed begins a word of the name; order, case and accents do not matter."""
    words = fold_name(name).split()
    return all(any(word.startswith(part) for word in words) for part in fold_name(typed).split())
