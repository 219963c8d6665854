"""`examhall verify`, as a program of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from adapters.signing.signer import PyHankoSigner
from tests.fakes.identities import certificate_pem, identity
from tests.fakes.statements import row, statements
from web.cli import main

OURS = identity()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a statement of ours, one by somebody else, and the certificate that is published."""
    made = tmp_path_factory.mktemp("verify")
    plain = statements(row(7))
    signed = PyHankoSigner(OURS).sign(plain)
    for name, content in {
        "plain.pdf": plain,
        "signed.pdf": signed,
        "changed.pdf": signed + b" ",
        "cut-off.pdf": signed[:-3000],
        "encrypted.pdf": b"%PDF-1.7\n1 0 obj\n<</Filter/Standard/V 5>>\nendobj\ntrailer\n<</Encrypt 1 0 R>>\n%%EOF",
        "theirs.pdf": PyHankoSigner(identity("Somebody")).sign(plain),
        "picture.pdf": b"\x89PNG\r\n\x1a\n",
        "empty.pdf": b"",
        "certificate.pem": certificate_pem(OURS).encode(),
    }.items():
        (made / name).write_bytes(content)
    with (made / "huge.pdf").open("wb") as huge:
        huge.write(b"%PDF-1.7\n")
        huge.truncate((1 << 30) + 1)
    return made


def verified(folder: Path, name: str, **settings: str) -> Result:
    """In this process, which is sooner done."""
    arguments = ["verify", str(folder / name)]
    if not settings:
        arguments += ["--certificate", str(folder / "certificate.pem")]
    return CliRunner().invoke(main, arguments, env=settings)


def verify(folder: Path, name: str, *more: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", "from web.cli import main; main()", "verify", str(folder / name), *more]
    environment: Mapping[str, str] = {"PYTHONPATH": ":".join(sys.path), "PATH": ""}
    return subprocess.run(program, capture_output=True, text=True, env=environment, cwd=folder, timeout=60, check=False)


@pytest.mark.parametrize(
    ("name", "code", "told"),
    [
        ("signed.pdf", 0, "Intact: "),
        ("changed.pdf", 1, "Changed: "),
        ("cut-off.pdf", 1, "Changed: "),
        ("plain.pdf", 1, "Not signed: "),
        ("encrypted.pdf", 1, "Not signed: "),
        ("theirs.pdf", 1, "Signed by somebody else: "),
        ("picture.pdf", 1, "Not a PDF file"),
        ("empty.pdf", 1, "Not a PDF file"),
        ("huge.pdf", 1, "more than a gigabyte"),
    ],
)
def test_a_file_gets_its_verdict_with_nothing_but_the_published_certificate(
    folder: Path, name: str, code: int, told: str
) -> None:
    done = verified(folder, name)

    assert isinstance(done.exception, SystemExit | None)
    assert (done.exit_code, told in done.output) == (code, True), done.output


def test_an_intact_one_is_described_by_the_program_alone(folder: Path) -> None:
    told = verify(folder, "signed.pdf", "--certificate", "certificate.pem").stdout

    assert "Exam reference number: 7K4M-92QX-0007" in told
    assert "Signed by: Meridian English Awards" in told
    assert "UTC, by the signer's clock" in told


def test_who_signed_another_one_is_only_what_it_says_of_itself(folder: Path) -> None:
    assert "Signed by: Somebody (as it says of itself)" in verified(folder, "theirs.pdf").output


def test_without_a_certificate_those_of_the_settings_count(folder: Path) -> None:
    own = {"EXAMHALL_SECRET_KEY": "a secret of the tests, long enough for it"}

    known = verified(folder, "signed.pdf", EXAMHALL_SIGNING_CERTIFICATE=str(folder / "certificate.pem"), **own)
    none = verified(folder, "signed.pdf", **own)

    assert (known.exit_code, none.exit_code) == (0, 1)
    assert "Give the published one with --certificate" in none.output


def test_a_file_that_is_no_certificate_is_told(folder: Path) -> None:
    done = verify(folder, "signed.pdf", "--certificate", "plain.pdf")

    assert (done.returncode, done.stderr) == (1, "This is no certificate as PEM.\n")
