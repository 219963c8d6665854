from __future__ import annotations

import os
from pathlib import Path

import pytest

from adapters.settings import load_settings
from core.shared.errors import InvalidInputError

KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("EXAMHALL_")]:
        monkeypatch.delenv(name)


def test_all_that_is_wrong_is_told_at_once_with_the_name_of_each_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXAMHALL_PORT", "eighty")
    monkeypatch.setenv("EXAMHALL_DATABASE_URL", "mysql://localhost/exams")
    monkeypatch.setenv("EXAMHALL_PUBLIC_ADDRESS", "exams.example.org")
    monkeypatch.setenv("EXAMHALL_IDEL_HOURS", "4")

    with pytest.raises(InvalidInputError) as caught:
        load_settings()

    assert {problem.field for problem in caught.value.problems} == {
        "EXAMHALL_PORT",
        "EXAMHALL_DATABASE_URL",
        "EXAMHALL_PUBLIC_ADDRESS",
        "EXAMHALL_IDEL_HOURS",
        "EXAMHALL_SECRET_KEY",
    }


def test_there_is_no_secret_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXAMHALL_SECRET_KEY", "short")

    with pytest.raises(InvalidInputError) as caught:
        load_settings()

    assert [problem.field for problem in caught.value.problems] == ["EXAMHALL_SECRET_KEY"]


def test_a_variable_outweighs_the_file_and_the_command_line_both(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "examhall.toml"
    file.write_text(f'secret_key = "{KEY}"\nport = 9001\nhost = "192.0.2.1"\nthreads = 3\n')
    monkeypatch.setenv("EXAMHALL_CONFIG", str(file))
    monkeypatch.setenv("EXAMHALL_PORT", "9002")
    monkeypatch.setenv("EXAMHALL_HOST", "192.0.2.2")

    settings = load_settings({"EXAMHALL_HOST": "192.0.2.3"})

    assert (settings.threads, settings.port, settings.host) == (3, 9002, "192.0.2.3")


@pytest.mark.parametrize("content", ["port = ", "\xff"])
def test_a_file_that_cannot_be_read_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str) -> None:
    file = tmp_path / "examhall.toml"
    file.write_bytes(content.encode("latin-1"))
    monkeypatch.setenv("EXAMHALL_CONFIG", str(file))

    with pytest.raises(InvalidInputError) as caught:
        load_settings()

    assert caught.value.problems[0].field == "EXAMHALL_CONFIG"


def test_a_secret_may_lie_in_a_file_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n")
    monkeypatch.setenv("EXAMHALL_SECRET_KEY_FILE", str(tmp_path / "key"))

    assert load_settings().secret_key == KEY


def test_the_text_of_the_settings_shows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXAMHALL_SECRET_KEY", KEY)
    monkeypatch.setenv("EXAMHALL_METRICS_TOKEN", "the token of the metrics")
    monkeypatch.setenv("EXAMHALL_DATABASE_URL", "postgresql://exams:hidden@localhost/exams")

    text = repr(load_settings())

    assert not any(secret in text for secret in (KEY, "token of", "hidden"))
