"""From the settings to the port's implementations."""

from cryptography import x509

from adapters.settings import Settings
from adapters.signing.check import CertificateCheck
from adapters.signing.identity import Identity, demo_identity, read_certificates, read_identity
from core.shared.errors import InvalidInputError
from core.shared.time import Clock


def identity_of(settings: Settings, clock: Clock, *, demo_organisation: str) -> Identity | None:
    """None where no key is set, outside the demo. Raises InvalidInputError naming the setting that is wrong."""
    if settings.signing_key:
        if not settings.signing_certificate:
            text = "Give the certificate of the key in EXAMHALL_SIGNING_KEY."
            raise InvalidInputError.of("EXAMHALL_SIGNING_CERTIFICATE", text, code="settings_invalid")
        return read_identity(
            key=settings.signing_key,
            certificate=settings.signing_certificate,
            passphrase=settings.signing_passphrase,
        )
    if settings.demo and not settings.signing_certificate:
        return demo_identity(settings.data, organisation=demo_organisation, now=clock.now())
    return None


def check_of(settings: Settings, identity: Identity | None) -> CertificateCheck:
    """A certificate without its key is enough to check with. The first of its file is that of signatures, the others
    lead from it to one that others know, and count for nothing here."""
    certificates: list[x509.Certificate] = []
    if identity is not None:
        certificates.append(identity.certificate)
    elif settings.signing_certificate:
        certificates.append(read_certificates(settings.signing_certificate, "EXAMHALL_SIGNING_CERTIFICATE")[0])
    if settings.former_signing_certificates:
        certificates.extend(read_certificates(settings.former_signing_certificates))
    return CertificateCheck(certificates)


def check_with(published: str) -> CertificateCheck:
    """Knows the certificates of one file. Raises InvalidInputError when there are none in it."""
    try:
        return CertificateCheck(read_certificates(published, "certificate"))
    except InvalidInputError as error:
        raise InvalidInputError("certificate_invalid", error.problems) from error
