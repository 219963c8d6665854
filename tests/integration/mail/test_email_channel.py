"""The e-mail channel against a real SMTP server that takes, refuses, stalls and hangs up."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from examhall import ChannelUnavailable, InvalidInputError, Letter, LetterRefused
from plugins.email.channel import EmailChannel
from tests.integration.mail.smtp_server import Answers, mail_server

LETTER = Letter(
    key="a letter",
    to_name="Łucja Żółć",
    to_address="lucja@example.org",
    subject="Proctors confirmed: Прüfung",
    text="Hello Łucja,\n\nall is well: https://exams.example.org/deliver?a=1\n",
)


def channel(port: int, **changed: str) -> EmailChannel:
    values = {"security": "none", "sender": "exams@example.org", "sender_name": "", "user": "", "password": ""}
    return EmailChannel(host="localhost", port=port, **{**values, **changed})


def changed(**parts: str) -> Letter:
    whole = {"key": "k", "to_name": "Anna", "to_address": "anna@example.org", "subject": "Hello", "text": "Hello\n"}
    return Letter(**{**whole, **parts})


def test_a_letter_arrives_with_its_words_in_every_script() -> None:
    with mail_server() as server:
        channel(server.port, sender_name="The Awarding Body").deliver(LETTER)

    message = server.taken[0].message
    assert message["To"].addresses[0].display_name == "Łucja Żółć"
    assert str(message["From"]) == "The Awarding Body <exams@example.org>"
    assert message["Subject"] == LETTER.subject
    assert message.get_content().replace("\r\n", "\n") == LETTER.text
    assert server.taken[0].content.isascii()


def test_the_same_letter_carries_the_same_message_id_and_another_one_another() -> None:
    with mail_server() as server:
        for key in ("first", "first", "second"):
            channel(server.port).deliver(changed(key=key))

    first, again, second = (taken.message["Message-ID"] for taken in server.taken)
    assert first == again != second
    assert first.endswith("@example.org>")


@pytest.mark.parametrize("field", ["to_name", "subject"])
@pytest.mark.parametrize("sign", ["\n", "\r\n", "\r", "\u2028", "\x00", "\x0b"])
def test_a_line_break_in_a_name_or_subject_begins_no_header(field: str, sign: str) -> None:
    with mail_server() as server:
        channel(server.port).deliver(changed(**{field: f"Anna{sign}Bcc: all@example.org"}))

    message = server.taken[0].message
    assert message["Bcc"] is None
    assert server.taken[0].recipients == ["anna@example.org"]
    assert "Anna Bcc: all@example.org" in str(message["To" if field == "to_name" else "Subject"])


@pytest.mark.parametrize(
    "address", ["anna", "anna@", "anna@example.org\nBcc: x@example.org", "a b@example.org", "@x.org"]
)
def test_what_cannot_be_an_address_is_refused_before_anything_is_sent(address: str) -> None:
    with mail_server() as server, pytest.raises(LetterRefused):
        channel(server.port).deliver(changed(to_address=address))

    assert server.taken == []


def test_an_international_domain_goes_out_in_its_form_for_servers() -> None:
    with mail_server(utf8=False) as server:
        channel(server.port).deliver(changed(to_address="anna@bücher.example"))

    assert server.taken[0].recipients == ["anna@xn--bcher-kva.example"]


def test_an_international_address_is_sent_where_the_server_takes_it() -> None:
    with mail_server() as server:
        channel(server.port).deliver(changed(to_address="άννα@example.org", to_name="Άννα"))

    assert server.taken[0].recipients == ["άννα@example.org"]
    assert "SMTPUTF8" in server.taken[0].options


def test_an_international_address_is_refused_where_the_server_does_not_take_it() -> None:
    with mail_server(utf8=False) as server, pytest.raises(LetterRefused):
        channel(server.port).deliver(changed(to_address="άννα@example.org"))


@pytest.mark.parametrize("step", ["sender", "recipient", "data"])
def test_a_lasting_no_is_a_refusal_and_repeats_no_address(step: str) -> None:
    with (
        mail_server(Answers(instead={step: "550 5.1.1 <anna@example.org> unknown"})) as server,
        pytest.raises(LetterRefused) as raised,
    ):
        channel(server.port).deliver(changed())

    assert raised.value.reason == "The mail server answered 550."


@pytest.mark.parametrize("step", ["sender", "recipient", "data"])
def test_a_passing_no_may_be_tried_again(step: str) -> None:
    with (
        mail_server(Answers(instead={step: "451 4.7.1 Try again later"})) as server,
        pytest.raises(ChannelUnavailable) as raised,
    ):
        channel(server.port).deliver(changed())

    assert raised.value.reason == "The mail server answered 451."


def test_a_connection_that_breaks_may_be_tried_again() -> None:
    with mail_server(Answers(drop=True)) as server, pytest.raises(ChannelUnavailable):
        channel(server.port).deliver(changed())


def test_a_server_that_does_not_answer_in_time_may_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plugins.email.channel.PATIENCE", 0.2)

    with mail_server(Answers(wait=1)) as server, pytest.raises(ChannelUnavailable) as raised:
        channel(server.port).deliver(changed())

    assert raised.value.reason == "The mail server did not answer in time, or the connection broke."


def test_no_server_at_all_may_be_tried_again() -> None:
    with mail_server() as server:
        port = server.port

    with pytest.raises(ChannelUnavailable):
        channel(port).deliver(changed())


def test_the_log_in_is_used_and_a_refused_one_waits_for_the_settings_to_be_corrected(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    with mail_server(Answers(users={b"exams": b"right"}), starttls=server_side(certificate)) as server:
        channel(server.port, security="starttls", user="exams", password="right").deliver(changed())
        with pytest.raises(ChannelUnavailable) as wrong:
            channel(server.port, security="starttls", user="exams", password="wrong").deliver(changed())
        with pytest.raises(ChannelUnavailable) as missing:
            channel(server.port, security="starttls").deliver(changed())

    assert len(server.taken) == 1
    assert (wrong.value.reason, missing.value.reason) == (
        "The mail server answered 535.",
        "The mail server answered 530.",
    )


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_letters_travel_encrypted_to_a_server_that_is_trusted(
    security: str, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    tls, starttls = (server_side(certificate) if security == one else None for one in ("tls", "starttls"))

    with mail_server(tls=tls, starttls=starttls) as server:
        channel(server.port, security=security).deliver(changed())

    assert [taken.encrypted for taken in server.taken] == [True]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_nothing_is_sent_to_a_server_that_cannot_be_trusted(security: str, certificate: Path) -> None:
    tls, starttls = (server_side(certificate) if security == one else None for one in ("tls", "starttls"))

    with mail_server(tls=tls, starttls=starttls) as server, pytest.raises(ChannelUnavailable) as raised:
        channel(server.port, security=security).deliver(changed())

    assert (server.taken, raised.value.reason) == (
        [],
        "The mail server's certificate or encryption cannot be trusted.",
    )


def test_nothing_is_sent_in_clear_where_encryption_is_asked_for_and_not_offered() -> None:
    with mail_server() as server, pytest.raises(ChannelUnavailable):
        channel(server.port, security="starttls").deliver(changed())

    assert server.taken == []


@pytest.mark.parametrize("wrong", [{"sender": "nobody"}, {"user": "exams", "password": "pässword"}])
def test_settings_that_cannot_work_are_named_when_the_channel_is_built(wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidInputError):
        channel(25, **wrong)


def server_side(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for `localhost` that signs itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    written = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(signed.public_bytes(serialization.Encoding.PEM) + written)
    return path
