"""`examhall verify`."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from core.exports.signing import Signature, SignatureCheck, Verdict

_LARGEST = 1 << 30
"""Bytes. A file of statements has some 20,000 bytes a page."""

_FOUND = {
    Signature.INTACT: "Intact: nothing in the file was changed since it was signed.",
    Signature.CHANGED: "Changed: the file is not as it was when it was signed. Do not rely on it.",
    Signature.UNSIGNED: "Not signed: the file has no signature. It may be a print or a copy of a statement.",
    Signature.ANOTHER_SIGNER: "Signed by somebody else: not with a certificate that counts here.",
    Signature.NOT_A_PDF: "Not a PDF file, or one that was cut off at its beginning.",
}


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--certificate",
    type=click.Path(exists=True, dir_okay=False),
    help="The awarding body's published certificate, as PEM. Without it those of the settings count.",
)
def verify(file: Path, certificate: str | None) -> None:
    """Tell whether the PDF FILE is a statement as the awarding body signed it.

    Needs no network, and with --certificate no settings either. Exit code 0 when it is intact, 1 when it is not.
    What the result is now, only the page that the statement names can tell.
    """
    try:
        content = _content(file)
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from error
    verdict = _check(certificate).check(content)
    click.echo(_FOUND[verdict.signature])
    for line in _about(verdict):
        click.echo(line)
    if verdict.signature is not Signature.INTACT:
        raise SystemExit(1)


def _check(certificate: str | None) -> SignatureCheck:
    if certificate is not None:
        from web.container.signing import signature_check_with

        return signature_check_with(certificate)
    from web.container import Container, load_settings

    check = Container(settings=load_settings()).signature_check()
    if check.is_empty:
        raise click.ClickException("No certificate is set up here. Give the published one with --certificate.")
    return check


def _about(verdict: Verdict) -> Iterator[str]:
    if verdict.reference:
        yield f"  Exam reference number: {verdict.reference}"
    if verdict.signer:
        claimed = " (as it says of itself)" if verdict.signature is Signature.ANOTHER_SIGNER else ""
        yield f"  Signed by: {verdict.signer}{claimed}"
    if verdict.signed_at:
        yield f"  When: {_moment(verdict.signed_at)}, by the signer's clock"
    if verdict.fingerprint:
        yield f"  Certificate, SHA-256: {verdict.fingerprint}"


def _moment(at: datetime) -> str:
    return f"{at.day} {at:%b %Y %H:%M} UTC"


def _content(file: Path) -> bytes:
    if file.stat().st_size > _LARGEST:
        raise click.ClickException(f"{file} has more than a gigabyte; no statement of results is as large.")
    return file.read_bytes()
