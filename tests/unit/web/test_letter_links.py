from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from web.notifications.links import linked


def test_an_address_becomes_a_link_and_the_rest_stays_text() -> None:
    shown = linked('Open <b> & "go":\n   https://exams.example.org/deliver?a=1&b=2.\n\nBye')

    address = "https://exams.example.org/deliver?a=1&amp;b=2"
    assert shown == (f'<p>Open &lt;b&gt; &amp; &#34;go&#34;:<br>   <a href="{address}">{address}</a>.</p><p>Bye</p>')


@pytest.mark.parametrize("text", ["javascript:alert(1)", "ftp://x.org/", "exams.example.org", "https:// nothing"])
def test_nothing_but_a_web_address_becomes_a_link(text: str) -> None:
    assert "<a" not in linked(text)


@given(st.text(st.sampled_from("<>\"'&\n https://x.y/;()"), max_size=60))
def test_whatever_stands_in_a_letter_no_other_markup_comes_out(text: str) -> None:
    shown = linked(text)

    bare = re.sub(r'</?p>|<br>|<a href="https?://[^"<>\s]+">|</a>', "", shown)
    assert "<" not in bare
    assert ">" not in bare
    assert '"' not in bare
    assert "".join(str(escape(text)).split()) == "".join(bare.split())
