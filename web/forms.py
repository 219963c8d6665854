"""What the forms of all pages have in common."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm

NO_SUCH_CHARACTER = "This holds a character that cannot be kept (U+0000). Type the text anew."


class PageForm(FlaskForm):
    """Refuses the character U+0000 in every text: PostgreSQL keeps none, and no keyboard types one."""

    # Any: validators are functions of whatever form and field they were written for, as WTForms declares it.
    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        valid = bool(super().validate(extra_validators))
        for field in self:
            texts = field.data if isinstance(field.data, list) else [field.data]
            if any(isinstance(text, str) and "\0" in text for text in texts):
                field.errors = [*field.errors, NO_SUCH_CHARACTER]
                valid = False
        return valid
