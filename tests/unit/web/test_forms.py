from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import flask
import pytest
from werkzeug.datastructures import MultiDict
from wtforms import StringField
from wtforms.fields.choices import SelectFieldBase

import web.access.forms
import web.extensions.forms
import web.interface.gallery
import web.notifications.forms
import web.proctoring.forms
from web.forms import NO_SUCH_CHARACTER, PageForm

WEB = Path(web.__file__).parent


def every_form(form: type[PageForm] = PageForm) -> Iterator[type[PageForm]]:
    for kind in form.__subclasses__():
        yield kind
        yield from every_form(kind)


def texts_of(form: type[PageForm]) -> list[str]:
    """The names of the fields that people type into, and of those that carry text unseen."""
    with flask.Flask("web").test_request_context():
        return [field.name for field in form(meta={"csrf": False}) if isinstance(field, StringField)]


WITH_TEXT = [form for form in every_form() if texts_of(form)]


@pytest.mark.parametrize("form", WITH_TEXT, ids=lambda form: f"{form.__module__}.{form.__name__}")
def test_every_text_of_every_form_refuses_the_character_zero(form: type[PageForm]) -> None:
    entered = MultiDict(dict.fromkeys(texts_of(form), "Kraków\x00"))

    with flask.Flask("web").test_request_context():
        filled = form(entered, meta={"csrf": False})
        for field in filled:
            # What there is to choose from is known to each page only.
            if isinstance(field, SelectFieldBase):
                field.choices = field.choices or []
        valid = filled.validate()

    assert not valid
    assert [name for name in texts_of(form) if NO_SUCH_CHARACTER not in filled[name].errors] == []


def test_text_without_it_is_taken() -> None:
    with flask.Flask("web").test_request_context():
        filled = web.proctoring.forms.ByHandForm(
            MultiDict({"reason": "They called.\nTwice.", "proof": "Ticket 4711"}), meta={"csrf": False}
        )

        assert filled.validate()


def test_there_is_no_form_beside_these() -> None:
    importing = [
        path.relative_to(WEB).as_posix()
        for path in WEB.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and "FlaskForm" in {name.name for name in node.names}
    ]

    assert importing == ["forms.py"]
    assert len(WITH_TEXT) > 10
