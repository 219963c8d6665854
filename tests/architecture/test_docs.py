"""What the documents say is so: their links, commands, settings, tables and samples are held to the code."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from adapters.settings import load_settings
from core.exports.model import ColumnType, ExportFormat
from core.proctoring.vendor import ProctoringProvider
from core.proctoring.views import SimpleStatus
from core.results.result_file import COLUMNS, REQUIRED
from core.shared.errors import InvalidInputError
from docs.renew import main as renew
from docs.renew import renewed
from examhall import hookspecs
from tests.documents import ROOT, blocks, documents, inline_code, samples
from web.cli import main
from web.cli.demo import say_who
from web.demo.cast import PASSWORD

OPERATE = ROOT / "docs" / "operate.md"
NAMES = [str(document.relative_to(ROOT)) for document in documents()]
KEY = {"EXAMHALL_SECRET_KEY": "a secret of the tests, long enough for it"}
FOLDERS = "adapters|core|docs|examhall|plugins|requirements|tests|web"


@pytest.fixture
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("EXAMHALL_")]:
        monkeypatch.delenv(name)


# Links


def _anchor(heading: str) -> str:
    """As the usual renderers make it: small letters, no signs, a dash for each space."""
    return re.sub(r"[^\w\- ]", "", heading.replace("`", "").strip().lower()).replace(" ", "-")


def _anchors(document: Path) -> set[str]:
    text = document.read_text(encoding="utf-8")
    return {_anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_somewhere(name: str) -> None:
    document = ROOT / name
    missing = []
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8")):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        led_to = document.parent / path if path else document
        if not led_to.exists() or (anchor and anchor not in _anchors(led_to)):
            missing.append(target)

    assert missing == []


@pytest.mark.parametrize("name", NAMES)
def test_every_file_that_is_named_is_there(name: str) -> None:
    paths = [code for code in inline_code(ROOT / name) if re.fullmatch(rf"({FOLDERS})/[\w./-]+", code)]

    assert [path for path in paths if not (ROOT / path).exists()] == []


# Commands


def _commands(document: Path) -> Iterator[str]:
    lines = [line for block in blocks(document) if block.language == "sh" for line in block.content.splitlines()]
    for line in [*lines, *inline_code(document)]:
        for prefix, instead in (
            ("examhall ", ""),
            ("./hall run ", ""),
            ("./hall up", "up"),
            (".venv/bin/examhall ", ""),
        ):
            if line.startswith(prefix):
                yield instead + line.removeprefix(prefix)


def _problem(arguments: list[str]) -> str:
    """Why the command line would not be understood; empty where it would."""
    if arguments == ["--help"]:
        return ""
    command: click.Command = main
    context = click.Context(main)
    while isinstance(command, click.Group) and arguments:
        found = command.get_command(context, arguments[0])
        if found is None:
            return f"no command {arguments[0]}"
        command, arguments = found, arguments[1:]
    try:
        # Words in capitals stand for something, so values are not looked at.
        _, left, _ = command.make_parser(click.Context(command)).parse_args(arguments)
    except click.UsageError as error:
        return error.format_message()
    return f"nothing takes {' '.join(left)}" if left else ""


@pytest.mark.parametrize("name", NAMES)
def test_every_command_that_is_shown_exists_with_these_options(name: str) -> None:
    wrong = {line: problem for line in _commands(ROOT / name) if (problem := _problem(shlex.split(line)))}

    assert wrong == {}


def test_a_command_or_an_option_that_does_not_exist_would_be_noticed() -> None:
    assert _problem(["serve", "--with-jobs"]) == ""
    assert _problem(["serve", "--with-job-server"]) != ""
    assert _problem(["plugins", "install"]) != ""
    assert _problem(["worker", "twice"]) != ""


def test_every_use_of_the_launcher_is_one_it_knows() -> None:
    launcher = (ROOT / "hall").read_text(encoding="utf-8")
    known = set(re.findall(r'"(\w+)": \w+', launcher[launcher.index("commands = {") :].split("}")[0]))
    shown = {word for name in NAMES for word in re.findall(r"\./hall (\w+)", (ROOT / name).read_text(encoding="utf-8"))}

    assert shown <= known
    assert {"up", "test"} <= shown


# Settings


def _rows() -> dict[str, tuple[str, str]]:
    """Default and limits by variable, as the table has them."""
    rows = re.findall(r"^\| `(EXAMHALL_\w+)` \|([^|]*)\|([^|]*)\|", OPERATE.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: (default.strip(" `"), limits.strip()) for name, default, limits in rows}


def _known() -> set[str]:
    source = (ROOT / "adapters" / "settings.py").read_text(encoding="utf-8")
    names = re.findall(r'env\.\w+\("([A-Z_]+)"|_number\(env, "([A-Z_]+)"', source)
    return {f"EXAMHALL_{one or other}" for one, other in names}


def test_every_setting_is_documented_and_no_other() -> None:
    assert set(_rows()) == _known()


def test_no_document_speaks_of_a_setting_that_does_not_exist() -> None:
    known = _known() | {"EXAMHALL_CONFIG"}
    spoken_of = {
        variable
        for name in NAMES
        for variable in re.findall(r"EXAMHALL_[A-Z_]*[A-Z]", (ROOT / name).read_text(encoding="utf-8"))
    }

    assert {variable for variable in spoken_of if variable.removesuffix("_FILE") not in known} == set()


@pytest.mark.usefixtures("_no_settings")
@pytest.mark.parametrize("name", sorted(_known() - set(KEY)))
def test_the_default_is_as_the_table_says(name: str) -> None:
    default = _rows()[name][0]

    assert load_settings({**KEY, name: "" if default == "empty" else default}) == load_settings(KEY)


@pytest.mark.usefixtures("_no_settings")
@pytest.mark.parametrize("name", [name for name, (_, limits) in _rows().items() if " to " in limits])
def test_the_limits_are_as_the_table_says(name: str) -> None:
    least, most = map(int, _rows()[name][1].split(" to "))

    for value in (least, most):
        load_settings({**KEY, name: str(value)})
    for value in (least - 1, most + 1):
        with pytest.raises(InvalidInputError) as refused:
            load_settings({**KEY, name: str(value)})
        assert [problem.field for problem in refused.value.problems] == [name]


# What is repeated from the code


def test_the_log_ins_that_the_demo_prints_are_those_of_the_readme(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    monkeypatch.setenv("COLUMNS", "200")

    say_who("http://127.0.0.1:8000", "http://127.0.0.1:8001")

    printed = capsys.readouterr().out
    assert set(re.findall(r"`([\w.]+@[\w.]+)`", text)) == set(re.findall(r"^[\w.]+@[\w.]+", printed, re.MULTILINE))
    assert f"The password is `{PASSWORD}`" in text


def test_every_status_of_a_booking_is_explained_and_no_other() -> None:
    text = (ROOT / "docs" / "live-proctoring.md").read_text(encoding="utf-8")
    section = text[text.index("## The status") :].split("\n## ")[0]

    assert re.findall(r"^\| ([a-z ]+) \|", section, re.MULTILINE)[1:] == [status.value for status in SimpleStatus]


def test_every_hook_is_explained_and_no_other() -> None:
    text = (ROOT / "docs" / "write-a-plugin.md").read_text(encoding="utf-8")
    written = {name for name in vars(hookspecs) if name.startswith("examhall_")}

    assert set(re.findall(r"^\| `(examhall_\w+)` \|", text, re.MULTILINE)) == written


def test_every_method_of_the_vendor_port_is_explained_and_no_other() -> None:
    text = (ROOT / "docs" / "write-a-plugin.md").read_text(encoding="utf-8")
    methods = {name for name in vars(ProctoringProvider) if not name.startswith("_")}

    assert set(re.findall(r"^### `(\w+)", text, re.MULTILINE)) == methods


def test_every_attribute_of_a_format_and_every_type_of_a_column_is_explained_and_no_other() -> None:
    text = (ROOT / "docs" / "write-a-plugin.md").read_text(encoding="utf-8")
    section = text[text.index("## An export format") :]
    rows = [set(re.findall(r"`(\w+)`", row)) for row in re.findall(r"^ *\|([^|]*`[^|]*)\|", section, re.MULTILINE)]
    explained = set().union(*rows[: rows.index({"IMAGE", "DOCUMENT"}) + 1]) - {"ColumnType"}

    assert explained == {*ExportFormat.__annotations__, *(one.name for one in ColumnType)}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_repeated_from_the_code_is_as_it_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")

    assert renewed(text) == text, "run: python -m docs.renew"


def test_a_table_that_is_out_of_date_would_be_noticed() -> None:
    text = (ROOT / "docs" / "live-proctoring.md").read_text(encoding="utf-8")
    stale = text.replace("booking_declared_as_sent", "booking_declared_as_posted")

    assert renewed(stale) == text != stale


def test_renewing_writes_nothing_while_nothing_changed() -> None:
    before = {document: document.stat().st_mtime_ns for document in documents()}

    renew()

    assert {document: document.stat().st_mtime_ns for document in documents()} == before


# Samples


@pytest.mark.parametrize("name", NAMES)
def test_python_in_a_document_compiles(name: str) -> None:
    for block in blocks(ROOT / name):
        if block.language == "python":
            compile(block.content, name, "exec")


def test_every_sample_passes_the_strict_type_checker(tmp_path: Path) -> None:
    for name, content in samples().items():
        (tmp_path / f"sample_{name}.py").write_text(content, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(ROOT / ".mypy_cache" / "samples")]
    env = {**os.environ, "MYPYPATH": str(ROOT)}

    checked = subprocess.run([*command, "."], cwd=tmp_path, env=env, capture_output=True, text=True)

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert f"no issues found in {len(samples())} source files" in checked.stdout


# Results


def test_every_column_of_a_file_of_results_is_explained_and_no_other() -> None:
    text = (ROOT / "docs" / "results.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[a-z_`, ]+`) \| (needed)? ?\|", text, re.MULTILINE)
    explained = {name: bool(needed) for names, needed in rows for name in re.findall(r"`(\w+)`", names)}

    assert explained == {name: name in REQUIRED for name in COLUMNS}
