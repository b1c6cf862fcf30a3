"""Tests of signatures."""

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from consolida.core.signing import SigningKey, UnusableKey, key_code, signature_is_right
from support.files import KEY, OTHER_KEY


def test_a_signature_is_right_for_its_text_and_key_only() -> None:
    signature = KEY.sign("año")
    assert signature_is_right(public_key=KEY.public, signature=signature, text="año")
    assert not signature_is_right(public_key=KEY.public, signature=signature, text="ano")
    assert not signature_is_right(public_key=OTHER_KEY.public, signature=signature, text="año")


@pytest.mark.parametrize(
    ("public_key", "signature"), [("", ""), ("zz", "00"), ("00" * 32, "xx"), ("00" * 31, "00" * 64)]
)
def test_what_is_no_key_or_signature_is_not_right(public_key: str, signature: str) -> None:
    assert not signature_is_right(public_key=public_key, signature=signature, text="x")


def test_a_key_is_kept_as_pem() -> None:
    assert SigningKey.from_pem(KEY.to_pem()).public == KEY.public


def test_a_key_of_another_kind_cannot_sign() -> None:
    pem = X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(UnusableKey):
        SigningKey.from_pem(pem)


def test_what_is_no_key_at_all_cannot_sign() -> None:
    with pytest.raises(UnusableKey):
        SigningKey.from_pem(b"nothing")


def test_two_keys_are_told_apart_over_the_phone() -> None:
    assert key_code(KEY.public) == key_code(KEY.public)
    assert key_code(KEY.public) != key_code(OTHER_KEY.public)
    assert [len(part) for part in key_code(KEY.public).split(" ")] == [4, 4, 4]


def test_new_keys_differ() -> None:
    assert SigningKey.generate().public != SigningKey.generate().public
