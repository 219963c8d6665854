"""A catalogue as a file: JSON, as a person uploads it or the command line reads it."""

import json
from collections.abc import Mapping, Sequence

from core.shared.errors import InvalidInputError, Problem


def read_catalogue(content: bytes) -> Sequence[Mapping[str, object]]:
    """The list `exams` of the file, each an object, not looked at further. Raises InvalidInputError."""
    try:
        whole = json.loads(content)
    except (UnicodeDecodeError, RecursionError) as error:
        raise InvalidInputError.of("file", "This is not a JSON file in UTF-8.") from error
    except json.JSONDecodeError as error:
        text = f"This is not JSON: at line {error.lineno}, column {error.colno}."
        raise InvalidInputError.of("file", text) from error
    listed = whole.get("exams") if isinstance(whole, dict) else None
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise InvalidInputError.of("file", 'The file must be an object with the list "exams", an object for each exam.')
    return listed


def told(problem: Problem) -> str:
    """One thing wrong with an entry of the file, which is counted from 1."""
    return f"Exam {problem.line}, {problem.field}: {problem.text}" if problem.line is not None else problem.text
