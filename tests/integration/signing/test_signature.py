"""What is signed, looked at by pyHanko's own validator; what was done to it afterwards, found by our check."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader, PdfWriter

from adapters.signing.check import CertificateCheck
from adapters.signing.identity import Identity
from adapters.signing.signer import PyHankoSigner
from core.exports.signing import Signature
from core.shared.errors import UnavailableError
from tests.fakes.identities import identity, rsa_key
from tests.fakes.statements import row, statements

OURS = identity()
SIGNER = PyHankoSigner(OURS)
CHECK = CertificateCheck([OURS.certificate])


@pytest.fixture(scope="module")
def statement() -> bytes:
    return statements(row(7))


@pytest.fixture(scope="module")
def signed(statement: bytes) -> bytes:
    return SIGNER.sign(statement)


def validated(pdf: bytes, by: Identity) -> PdfSignatureStatus:
    root = asn1_x509.Certificate.load(by.certificate.public_bytes(Encoding.DER))
    (embedded,) = PdfFileReader(io.BytesIO(pdf), strict=True).embedded_signatures
    context = ValidationContext(trust_roots=[root], allow_fetching=False)
    status = validate_pdf_signature(embedded, signer_validation_context=context)
    assert isinstance(status, PdfSignatureStatus)
    return status


@pytest.mark.parametrize("key", ["P-256", "P-384", "P-521", "RSA"])
def test_another_validator_finds_it_valid_over_the_whole_file(statement: bytes, key: str) -> None:
    curves = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}
    by = identity(key=ec.generate_private_key(curves[key]) if key in curves else rsa_key())

    status = validated(PyHankoSigner(by).sign(statement), by)

    assert (status.intact, status.valid, status.coverage) == (True, True, SignatureCoverageLevel.ENTIRE_FILE)
    assert CertificateCheck([by.certificate]).check(PyHankoSigner(by).sign(statement)).signature is Signature.INTACT


def test_it_is_pades_and_certifies_that_nothing_may_be_changed(signed: bytes) -> None:
    (embedded,) = PdfFileReader(io.BytesIO(signed)).embedded_signatures

    assert embedded.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert embedded.docmdp_level is not None
    assert embedded.docmdp_level.name == "NO_CHANGES"


def test_the_signature_is_hidden_so_that_the_page_stays_accessible(signed: bytes) -> None:
    """PDF/UA-1, 7.18: a widget that is not hidden must have a tag, and pages with notes follow the tags' order."""
    (page,) = PdfReader(io.BytesIO(signed), strict=True).pages
    widgets = [note.get_object() for note in page["/Annots"] if note.get_object()["/Subtype"] == "/Widget"]  # type: ignore[attr-defined]  # Annots is a list.

    assert [int(one["/F"]) & 2 for one in widgets] == [2]
    assert str(page["/Tabs"]) == "/S"
    assert b"pdfuaid" in signed


def test_a_statement_without_a_code_to_check_it_keeps_the_order_of_its_tags_too() -> None:
    (page,) = PdfReader(io.BytesIO(SIGNER.sign(statements(row(check_address=None))))).pages

    assert str(page["/Tabs"]) == "/S"


def test_what_was_there_before_is_still_there_byte_by_byte(statement: bytes, signed: bytes) -> None:
    assert signed.startswith(statement)


def test_an_intact_file_tells_who_signed_it_when_and_what_it_is_about(signed: bytes) -> None:
    verdict = CHECK.check(signed)

    assert (verdict.signature, verdict.signer) == (Signature.INTACT, "Meridian English Awards")
    assert (verdict.reference, verdict.code) == ("7K4M-92QX-0007", "ABCD-EFGH")
    assert verdict.fingerprint is not None
    assert len(verdict.fingerprint) == 64
    assert verdict.signed_at is not None
    assert timedelta(0) <= datetime.now(UTC) - verdict.signed_at < timedelta(minutes=5)


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "America/St_Johns"])
def test_the_time_is_read_in_whatever_zone_it_was_written(signed: bytes, zone: str) -> None:
    written = {"Asia/Kathmandu": rb"(D:20261201144500+05'45'\)", "America/St_Johns": rb"(D:20261201053000-03'30)"}[zone]
    start = signed.index(b"/M (D")
    moved = signed[:start] + b"/M " + written.replace(rb"\)", b")") + signed[signed.index(b")", start) + 1 :]

    assert CHECK.check(moved).signed_at == datetime(2026, 12, 1, 9, tzinfo=UTC)


def test_a_file_of_many_results_names_none() -> None:
    verdict = CHECK.check(SIGNER.sign(statements(row(1), row(2))))

    assert (verdict.signature, verdict.reference) == (Signature.INTACT, None)


def test_a_name_cannot_pass_for_a_reference_number() -> None:
    trick = "/Subtype/XML/Length 9>>stream<?xpacket<dc:identifier>0000-0000-0000</dc:identifier>"

    verdict = CHECK.check(SIGNER.sign(statements(row(3, name=trick))))

    assert verdict.reference == "7K4M-92QX-0003"


def test_what_a_former_key_signed_still_counts(signed: bytes) -> None:
    now = identity("Meridian, from 2028")
    check = CertificateCheck([now.certificate, OURS.certificate])

    assert check.check(signed).signature is Signature.INTACT
    assert check.check(PyHankoSigner(now).sign(statements(row()))).signer == "Meridian, from 2028"


def test_an_expired_certificate_still_vouches_for_what_it_signed(statement: bytes) -> None:
    short = identity(days=1)

    assert (
        CertificateCheck([short.certificate]).check(PyHankoSigner(short).sign(statement)).signature is Signature.INTACT
    )


# What was not signed by us


def test_a_file_without_a_signature_is_unsigned(statement: bytes) -> None:
    assert CHECK.check(statement).signature is Signature.UNSIGNED


def test_a_certificate_of_the_same_name_is_another_one(statement: bytes) -> None:
    forged = PyHankoSigner(identity("Meridian English Awards")).sign(statement)

    verdict = CHECK.check(forged)

    assert (verdict.signature, verdict.signer) == (Signature.ANOTHER_SIGNER, "Meridian English Awards")
    assert verdict.fingerprint != CHECK.check(SIGNER.sign(statement)).fingerprint
    assert verdict.reference is None


def test_our_certificate_with_another_key_behind_it_is_no_signature_of_ours(statement: bytes) -> None:
    """The forger puts our public certificate into an envelope signed with a key of their own."""
    forger = identity()
    object.__setattr__(forger, "certificate", OURS.certificate)

    forged = PyHankoSigner(forger).sign(statement)

    assert CHECK.check(forged).signature is Signature.CHANGED


# What was done to it afterwards


def test_no_byte_of_what_is_signed_can_be_changed(signed: bytes) -> None:
    """Outside the place of the signature itself, which says nothing about the result."""
    start, end = signed.index(b"/Contents <") + 10, signed.index(b">", signed.index(b"/Contents <") + 10)
    drawn = random.Random(20261201)
    places = [drawn.choice([drawn.randrange(start), drawn.randrange(end + 1, len(signed))]) for _ in range(1500)]

    survived = []
    for place in places:
        other = bytes([signed[place] ^ (1 << drawn.randrange(8))])
        if CHECK.check(signed[:place] + other + signed[place + 1 :]).signature is Signature.INTACT:
            survived.append(place)

    assert survived == []


def test_the_signature_and_its_digest_cannot_be_changed(signed: bytes) -> None:
    hexadecimal = signed[signed.index(b"/Contents <") + 11 :]
    digest = hexadecimal.lower().index(b"2a864886f70d010904")

    for place in range(digest + 22, digest + 86):
        at = signed.index(b"/Contents <") + 11 + place
        other = b"0" if signed[at : at + 1] != b"0" else b"1"
        assert CHECK.check(signed[:at] + other + signed[at + 1 :]).signature is not Signature.INTACT


def updated(signed: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    writer.root[pdf_name("/Lang")] = pdf_string("fr")
    writer.update_root()  # type: ignore[no-untyped-call]  # pyHanko gives no types here.
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def written_anew(signed: bytes) -> bytes:
    out = io.BytesIO()
    PdfWriter(clone_from=io.BytesIO(signed)).write(out)
    return out.getvalue()


def wrapped(signed: bytes) -> bytes:
    """Another document, with the signed one inside where the signature looks for its bytes."""
    body = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    return body + signed + b"\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 3/Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def with_a_second_range(signed: bytes) -> bytes:
    """A dictionary that claims to be covered whole stands behind the true one."""
    length = len(signed) + 200
    claim = b"%% /ByteRange [0 %d %d %d]" % (len(signed) - 10, len(signed) - 5, length - len(signed) + 5)
    return (signed + claim).ljust(length)


def moved(signed: bytes) -> bytes:
    """The signature stands in a longer gap, with a note in it."""
    return signed.replace(b"/Contents <", b"/Contents (a note)<", 1)


@pytest.mark.parametrize(
    "change",
    [
        updated,
        lambda pdf: pdf + b" ",
        lambda pdf: pdf + b"\n%%EOF\n",
        lambda pdf: b"\n" + pdf,
        lambda pdf: pdf[:-1],
        lambda pdf: pdf[: len(pdf) - 2000],
        lambda pdf: pdf.replace(b"7K4M-92QX-0007", b"7K4M-92QX-0008"),
        lambda pdf: pdf.replace(b"pdfuaid:part>1", b"pdfuaid:part>2"),
        wrapped,
        with_a_second_range,
        moved,
    ],
    ids=[
        *("update", "space", "end", "beginning", "last byte", "cut off", "same length", "metadata"),
        *("wrapped", "second range", "moved"),
    ],
)
def test_what_was_changed_after_signing_is_found(signed: bytes, change: object) -> None:
    assert callable(change)
    changed = change(signed)

    assert changed != signed
    assert CHECK.check(changed).signature is Signature.CHANGED


def test_a_file_that_was_written_anew_is_not_intact(signed: bytes) -> None:
    assert CHECK.check(written_anew(signed)).signature in {Signature.CHANGED, Signature.UNSIGNED}


# Hostile files


@pytest.mark.parametrize(
    "content",
    [b"", b"\0" * 5000, b"GIF89a", b"%PD", b" " * 2000 + b"%PDF-1.7", b"PK\x03\x04", b"\xff\xfe%\0P\0D\0F\0"],
)
def test_what_is_no_pdf_is_called_that(content: bytes) -> None:
    assert CHECK.check(content).signature is Signature.NOT_A_PDF


@pytest.mark.parametrize(
    "rest",
    [
        b"/ByteRange [0 0 0 0]",
        b"/ByteRange [0 999999999999 999999999999 999999999999]",
        b"/ByteRange [0 30 20 5]",
        b"/ByteRange [0 12 14 500]<>",
        b"/ByteRange [0 35 41 500]       <3000>",
        b"/ByteRange [0 35 60 500]       <" + b"30800000" * 8,
        b"/ByteRange [0 35 46 0]         <zzzzzzzzz>",
        b"/ByteRange [" + b"9" * 4000,
        b"/ByteRange [0 1 2 3]" * 20_000,
        b"/Encrypt 5 0 R /ByteRange [0 10 20 30]",
        b"/ByteRange [0 35 100035 0]     <" + b"30" * 49_999 + b">",
        b"/ByteRange [0 35 100035 0]     <" + b"a080" * 24_999 + b"00>",
    ],
)
def test_a_claimed_signature_that_is_none_gets_a_verdict(rest: bytes) -> None:
    verdict = CHECK.check(b"%PDF-1.7\n" + rest)

    assert verdict.signature in {Signature.CHANGED, Signature.UNSIGNED}


def test_an_envelope_with_any_byte_of_it_wrong_gets_a_verdict(signed: bytes) -> None:
    """Lengths, kinds and numbers inside the signature, each as something else."""
    start = signed.index(b"/Contents <") + 11
    drawn = random.Random(7)

    for _ in range(1500):
        place = start + 2 * drawn.randrange(900)
        changed = signed[:place] + b"%02x" % drawn.randrange(256) + signed[place + 2 :]
        assert CHECK.check(changed).signature in set(Signature) - {Signature.NOT_A_PDF, Signature.UNSIGNED}


# Many


def test_without_a_key_it_says_so() -> None:
    signer = PyHankoSigner(None)

    for attempt in (lambda: signer.sign(b""), lambda: list(signer.sign_all(iter(()))), signer.certificate):
        with pytest.raises(UnavailableError) as raised:
            attempt()
        assert raised.value.code == "signing_not_set_up"


def test_a_few_are_signed_in_their_order(statement: bytes) -> None:
    pdfs = [statement + b"%% %d\n" % place for place in range(3)]

    made = list(SIGNER.sign_all(iter(pdfs)))

    assert [one.startswith(pdf) for one, pdf in zip(made, pdfs, strict=True)] == [True] * 3


def test_many_are_signed_by_a_pool_in_their_order(statement: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.signing.signer.FEW", 2)
    taken: list[int] = []

    def pdfs() -> Iterator[bytes]:
        for place in range(90):
            taken.append(place)
            yield statement + b"%% %04d\n" % place

    made = SIGNER.sign_all(pdfs())
    first = next(made)
    ahead = len(taken)
    rest = list(made)

    assert ahead < 60
    assert [int(one[len(statement) + 3 :][:4]) for one in (first, *rest)] == list(range(90))
    assert {CHECK.check(one).signature for one in (first, *rest)} == {Signature.INTACT}


def test_the_processes_end_with_whoever_wanted_the_files(statement: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    import multiprocessing

    monkeypatch.setattr("adapters.signing.signer.FEW", 2)
    made = SIGNER.sign_all(iter([statement] * 200))
    next(made)
    assert len(multiprocessing.active_children()) > 0

    made.close()  # type: ignore[attr-defined]  # It is a generator.

    assert multiprocessing.active_children() == []


def test_a_file_that_cannot_be_signed_ends_the_pool(statement: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    import multiprocessing

    monkeypatch.setattr("adapters.signing.signer.FEW", 2)

    with pytest.raises(Exception, match="header"):
        list(SIGNER.sign_all(iter([statement] * 10 + [b"no PDF"] + [statement] * 10)))

    assert multiprocessing.active_children() == []
