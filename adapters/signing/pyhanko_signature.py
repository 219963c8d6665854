"""One PAdES signature (B-B) by pyHanko. Importing this takes most of a second: import it where one is about to sign."""

import io

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from adapters.signing.identity import Identity, SigningKey

_FIELD = "Signature"
_DIGEST = "sha256"


class _KeptKey(Signer):
    """As pyHanko's SimpleSigner, which loads and checks its key anew for every signature."""

    def __init__(self, identity: Identity) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # Its __init__ has no annotations.
        store.register_multiple([_translated(one) for one in identity.chain])
        super().__init__(signing_cert=_translated(identity.certificate), cert_registry=store)
        self._key: SigningKey = identity.key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if digest_algorithm != _DIGEST:
            raise ValueError(f"asked to sign a digest by {digest_algorithm}")
        if isinstance(self._key, EllipticCurvePrivateKey):
            return self._key.sign(data, ECDSA(SHA256()))
        return self._key.sign(data, PKCS1v15(), SHA256())


class PdfSignature:
    """Signs one file after another with a key that is loaded once. Certifies that nothing may be changed afterwards."""

    def __init__(self, identity: Identity) -> None:
        certificates = (identity.certificate, *identity.chain)
        # Told beforehand, or each file is signed twice, the first time only to see how long a signature is.
        self._reserved = 8192 + 2 * sum(len(one.public_bytes(Encoding.DER)) for one in certificates)
        # No picture of it, and hidden from screen readers: a widget that is neither would need a tag for PDF/UA.
        unseen = InvisSigSettings(set_print_flag=False, set_hidden_flag=True, box_out_of_bounds=True)
        self._signer = PdfSigner(
            PdfSignatureMetadata(
                field_name=_FIELD,
                md_algorithm=_DIGEST,
                subfilter=SigSeedSubFilter.PADES,
                certify=True,
                docmdp_permissions=MDPPerm.NO_CHANGES,
            ),
            signer=_KeptKey(identity),
            new_field_spec=SigFieldSpec(sig_field_name=_FIELD, invis_sig_settings=unseen),
        )

    def put_on(self, pdf: bytes) -> bytes:
        """The signature is appended: what was there stays as it is, byte by byte."""
        file = io.BytesIO(pdf)
        self._signer.sign_pdf(IncrementalPdfFileWriter(file), bytes_reserved=self._reserved, in_place=True)
        return file.getvalue()


def _translated(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
