"""Where the key and the certificates come from."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from adapters.clock import SystemClock
from adapters.settings import Settings, load_settings
from adapters.signing.identity import demo_identity, read_certificates, read_identity
from adapters.signing.setup import check_of, check_with, identity_of
from core.shared.errors import InvalidInputError
from tests.fakes.identities import certificate_pem, identity, key_pem, rsa_key

NOW = datetime(2026, 12, 1, tzinfo=UTC)
OURS = identity()


def settings(folder: Path, **given: str) -> Settings:
    variables = {f"EXAMHALL_{name}": value for name, value in given.items()}
    own = {"EXAMHALL_DATA": str(folder), "EXAMHALL_SECRET_KEY": "a secret of the tests, long enough for it"}
    return load_settings({**own, **variables})


@pytest.mark.parametrize("passphrase", ["", "opens it"])
@pytest.mark.parametrize("as_files", [True, False])
def test_key_and_certificate_are_given_as_files_or_as_they_are(tmp_path: Path, passphrase: str, as_files: bool) -> None:
    key, certificate = key_pem(OURS, passphrase), certificate_pem(OURS, identity("Authority"))
    if as_files:
        for name, content in (("key.pem", key), ("certificate.pem", certificate)):
            (tmp_path / name).write_text(content, encoding="ascii")
        key, certificate = str(tmp_path / "key.pem"), str(tmp_path / "certificate.pem")

    read = read_identity(key=key, certificate=certificate, passphrase=passphrase)

    assert (read.certificate, len(read.chain)) == (OURS.certificate, 1)
    assert read.key.public_key() == OURS.key.public_key()


def _other_key() -> str:
    one = ed25519.Ed25519PrivateKey.generate()
    return one.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.mark.parametrize(
    ("key", "certificate", "passphrase", "setting", "told"),
    [
        ("/no/such/key.pem", certificate_pem(OURS), "", "EXAMHALL_SIGNING_KEY", "cannot be read"),
        ("a\0path", certificate_pem(OURS), "", "EXAMHALL_SIGNING_KEY", "cannot be read"),
        (certificate_pem(OURS), certificate_pem(OURS), "", "EXAMHALL_SIGNING_KEY", "no private key"),
        (key_pem(OURS, "one"), certificate_pem(OURS), "another", "EXAMHALL_SIGNING_KEY", "passphrase"),
        (key_pem(OURS, "one"), certificate_pem(OURS), "", "EXAMHALL_SIGNING_KEY", "passphrase"),
        (key_pem(OURS), certificate_pem(OURS), "not asked for", "EXAMHALL_SIGNING_KEY", "passphrase"),
        (key_pem(OURS), key_pem(OURS), "", "EXAMHALL_SIGNING_CERTIFICATE", "no certificate"),
        (key_pem(OURS), certificate_pem(identity()), "", "EXAMHALL_SIGNING_CERTIFICATE", "not that of the key"),
        (_other_key(), certificate_pem(OURS), "", "EXAMHALL_SIGNING_KEY", "P-256"),
        (
            key_pem(identity(key=rsa_key(1024))),
            certificate_pem(OURS),
            "",
            "EXAMHALL_SIGNING_KEY",
            "at least 2048",
        ),
        (
            key_pem(identity(key=ec.generate_private_key(ec.SECP192R1()))),
            certificate_pem(OURS),
            "",
            "EXAMHALL_SIGNING_KEY",
            "P-256",
        ),
    ],
)
def test_what_cannot_sign_is_refused_by_the_name_of_the_setting(
    key: str, certificate: str, passphrase: str, setting: str, told: str
) -> None:
    with pytest.raises(InvalidInputError) as raised:
        read_identity(key=key, certificate=certificate, passphrase=passphrase)

    (problem,) = raised.value.problems
    assert (raised.value.code, problem.field) == ("settings_invalid", setting)
    assert told in problem.text


def test_a_setting_that_names_nothing_is_told_at_start(tmp_path: Path) -> None:
    (tmp_path / "text.pem").write_text("nothing", encoding="ascii")

    with pytest.raises(InvalidInputError) as raised:
        settings(
            tmp_path,
            SIGNING_KEY=str(tmp_path / "none.pem"),
            SIGNING_CERTIFICATE=str(tmp_path / "text.pem"),
            FORMER_SIGNING_CERTIFICATES=key_pem(OURS),
        )

    told = {problem.field: problem.text for problem in raised.value.problems}
    assert "cannot be read" in told["EXAMHALL_SIGNING_KEY"]
    assert "with a certificate in it" in told["EXAMHALL_SIGNING_CERTIFICATE"]
    assert "with a certificate in it" in told["EXAMHALL_FORMER_SIGNING_CERTIFICATES"]


def test_a_key_needs_its_certificate(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError) as raised:
        identity_of(settings(tmp_path, SIGNING_KEY=key_pem(OURS)), SystemClock(), demo_organisation="Meridian")

    assert raised.value.problems[0].field == "EXAMHALL_SIGNING_CERTIFICATE"


def test_outside_the_demo_nobody_makes_a_key(tmp_path: Path) -> None:
    assert identity_of(settings(tmp_path), SystemClock(), demo_organisation="Meridian") is None
    assert list(tmp_path.iterdir()) == []


def test_the_demo_keeps_the_key_it_made_at_the_first_start(tmp_path: Path) -> None:
    demo = settings(tmp_path / "data", DEMO="true")

    first, second = (identity_of(demo, SystemClock(), demo_organisation="Meridian") for _ in range(2))

    assert first is not None
    assert second is not None
    assert first.certificate == second.certificate
    usage = first.certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment, usage.key_cert_sign) == (True, True, False)
    (file,) = (tmp_path / "data").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_key_that_is_set_outweighs_the_demos_own(tmp_path: Path) -> None:
    given = settings(tmp_path, DEMO="true", SIGNING_KEY=key_pem(OURS), SIGNING_CERTIFICATE=certificate_pem(OURS))

    found = identity_of(given, SystemClock(), demo_organisation="Meridian")

    assert found is not None
    assert found.certificate == OURS.certificate
    assert list(tmp_path.iterdir()) == []


def test_processes_that_start_at_once_end_with_one_key(tmp_path: Path) -> None:
    program = (
        "import sys, time\nfrom datetime import UTC, datetime\nfrom pathlib import Path\n"
        "from adapters.signing.identity import demo_identity\n"
        "sys.stdout.write('ready\\n'); sys.stdout.flush(); sys.stdin.readline()\n"
        "made = demo_identity(Path(sys.argv[1]), organisation='Meridian', now=datetime.now(UTC))\n"
        "print(made.certificate.serial_number)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "env": {**os.environ}}
    started = [subprocess.Popen(command, **pipes) for _ in range(4)]  # type: ignore[call-overload]  # One set for all.
    for one in started:
        one.stdout.readline()
    for one in started:
        one.stdin.write("\n")
        one.stdin.flush()

    serials = {one.communicate(timeout=60)[0].strip() for one in started}

    assert len(serials) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["signing.pem"]
    assert serials == {str(demo_identity(tmp_path, organisation="x", now=NOW).certificate.serial_number)}


def test_a_machine_that_only_checks_needs_no_key(tmp_path: Path) -> None:
    former, ours = identity("Former"), certificate_pem(OURS, identity("Authority"))
    given = settings(tmp_path, SIGNING_CERTIFICATE=ours, FORMER_SIGNING_CERTIFICATES=certificate_pem(former, former))

    found = identity_of(given, SystemClock(), demo_organisation="Meridian")

    assert found is None
    assert not check_of(given, None).is_empty
    assert check_of(settings(tmp_path), None).is_empty


def test_no_secret_shows_where_settings_or_identities_are_printed(tmp_path: Path) -> None:
    given = settings(
        tmp_path, SIGNING_KEY=key_pem(OURS), SIGNING_CERTIFICATE=certificate_pem(OURS), SIGNING_PASSPHRASE="opens it"
    )

    assert "PRIVATE KEY" not in repr(given)
    assert "opens it" not in repr(given)
    assert "key" not in repr(OURS).lower()


def test_a_file_of_several_certificates_is_read_whole(tmp_path: Path) -> None:
    several = [identity(str(place)) for place in range(3)]

    assert read_certificates(certificate_pem(*several)) == [one.certificate for one in several]


def test_a_published_file_without_a_certificate_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError) as raised:
        check_with(key_pem(OURS))

    assert raised.value.code == "certificate_invalid"
