"""Ed25519 signatures over the manifest; which keys are accepted is stored in masters."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from consolida.core.digest import of_text
from consolida.core.errors import ConsolidaError
from consolida.core.language import noop


class UnusableKey(ConsolidaError):
    """The installation's key file does not hold an Ed25519 key."""

    message = noop("The installation's key file cannot be used.")
    remedy = noop("Restore the file “key.pem” of the installation's folder from a backup.")


class SigningKey:
    """An installation's private key."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @classmethod
    def generate(cls) -> "SigningKey":
        """Make a new key."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_pem(cls, pem: bytes) -> "SigningKey":
        """Read a key from its PEM text."""
        try:
            key = load_pem_private_key(pem, password=None)
        except ValueError as problem:
            raise UnusableKey from problem
        if not isinstance(key, Ed25519PrivateKey):
            raise UnusableKey
        return cls(key)

    def to_pem(self) -> bytes:
        """Write the key as PEM text."""
        return self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @property
    def public(self) -> str:
        """The public key in hexadecimal."""
        return self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()

    def sign(self, text: str) -> str:
        """Sign a text's UTF-8 bytes; the signature is in hexadecimal."""
        return self._key.sign(text.encode()).hex()


def signature_is_right(*, public_key: str, signature: str, text: str) -> bool:
    """Tell whether a signature over a text was made with the private half of a public key."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def key_code(public_key: str) -> str:
    """Return the code by which two people compare a key over the phone: twelve characters in fours."""
    code = of_text(public_key)[:12].upper()
    return " ".join(code[start : start + 4] for start in (0, 4, 8))
