"""What is typed into a search bar, as a condition on a list."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, or_

from core.shared.text import fold_name


def every_word(
    search: str, *, folded: Sequence[ColumnElement[str]], plain: Sequence[ColumnElement[str]]
) -> ColumnElement[bool]:
    """Each word typed is a part of one of the columns: of a folded one as names are compared, of a plain one, such as a
    centre number, without regard to the case of plain letters. Nothing holds what has neither letter nor digit."""
    words = fold_name(search).split()
    if not words:
        return false()
    return and_(
        *(
            or_(
                *(column.contains(word, autoescape=True) for column in folded),
                *(column.icontains(word, autoescape=True) for column in plain),
            )
            for word in words
        )
    )
