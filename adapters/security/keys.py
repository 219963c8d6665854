"""Keys drawn from the installation's secrets."""


def derived_key(secret: str, purpose: str) -> bytes:
    """32 bytes for this purpose alone (HKDF, RFC 5869), so that the same secret may serve others."""
    # Imported when first needed: few commands ask for a key, and none should wait for it.
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret.encode())
