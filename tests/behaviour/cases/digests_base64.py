"""Digests, HMAC and base 64 as CPython's own: every length around a block, every kind of bad text."""

import base64
import binascii
import hashlib
import hmac
import itertools
from collections.abc import Callable
from hashlib import sha256
from typing import Any


class Text(str):
    pass


def show(h: Any) -> tuple[Any, ...]:
    return h.name, h.digest_size, h.block_size, h.hexdigest(), h.copy().hexdigest()


def attempt(made: Callable[[], Any]) -> None:
    try:
        print(made())
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)


def strict(text: Any) -> bytes:
    return binascii.a2b_base64(text, strict_mode=True)


for count in range(5):
    for each in itertools.product("Ab=-\n", repeat=count):
        text = "".join(each)
        attempt(lambda: strict(text))
        attempt(lambda: binascii.a2b_base64(text.encode()))
        attempt(lambda: base64.urlsafe_b64decode(text))
for count in range(9):
    data = (bytes(range(250, 256)) * 2)[:count]
    print(binascii.b2a_base64(data), base64.b64encode(data), base64.urlsafe_b64encode(bytearray(data)))
    print(base64.b64decode(base64.b64encode(data, b"-_"), b"-_"))
    print(base64.urlsafe_b64decode(base64.urlsafe_b64encode(data).decode()))
for wrong in ("é", 3, None):
    attempt(lambda: base64.b64decode(wrong))
    attempt(lambda: base64.urlsafe_b64decode(wrong))
    attempt(lambda: binascii.a2b_base64(wrong))
    attempt(lambda: base64.b64encode(wrong))
print(base64.urlsafe_b64decode(b"+/-_"), base64.encodebytes(b"x" * 100), base64.decodebytes(b"eHh4\neHg=\n"))
attempt(lambda: base64.b64decode(b"ab!d", validate=True))

for key in (b"", b"k" * 64, b"k" * 65, b"k" * 200, bytearray(b"abc")):
    for message in (None, b"m" * 300, bytearray(b"zz")):
        print(show(hmac.new(key, message, hashlib.sha256)), show(hmac.new(key, message, "sha256")))
        print(show(hmac.new(key, msg=message, digestmod=sha256)), show(hmac.new(key, message, "md5")))
        print(show(hmac.new(key, message, "SHA512")), show(hmac.HMAC(key, message, "sha224")))
    print(hmac.digest(key, b"x", "sha256"), hmac.digest(key, b"x", hashlib.sha512))
keyed = hmac.new(b"k", digestmod="sha384")
keyed.update(b"a")
copied = keyed.copy()
copied.update(b"b")
print(keyed.hexdigest(), copied.hexdigest(), isinstance(keyed, hmac.HMAC), type(copied).__name__)
attempt(lambda: hmac.new("k", b"", "sha256"))  # type: ignore[arg-type]
attempt(lambda: hmac.new("k", b"", hashlib.sha1))  # type: ignore[arg-type]
attempt(lambda: hmac.new(b"k", "s", hashlib.sha256))  # type: ignore[arg-type]
attempt(lambda: hmac.new(b"k", b"", "nope"))

for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b"):
    for size in (0, 1, 55, 56, 63, 64, 65, 111, 112, 119, 127, 128, 129, 300):
        digest = hashlib.new(name, bytes(range(256)))
        digest.update(b"q" * size)
        print(show(digest))
print(hashlib.md5(b"a").hexdigest(), hashlib.sha1(b"a").hexdigest(), hashlib.sha224().hexdigest())
print(hashlib.sha256(b"a").digest(), hashlib.sha384(bytearray(b"a")).hexdigest(), hashlib.sha512(b"").hexdigest())
print(hashlib.blake2b(b"abc", digest_size=20, key=b"kk", salt=b"s", person=b"p").hexdigest())
print(hashlib.pbkdf2_hmac("sha256", b"p", b"s", 3).hex(), hashlib.pbkdf2_hmac("sha1", b"p" * 99, b"s", 2, 50).hex())
attempt(lambda: hashlib.new("sha"))
attempt(lambda: hashlib.sha256("x"))  # type: ignore[arg-type]
print(repr(hashlib.sha256(b"a")).partition(" 0x")[0])

values: list[Any] = [b"ab", bytearray(b"ab"), "ab", "é", 1, None, b"ac", "abc", b"", "", Text("ab")]
for left, right in itertools.product(values, values):
    attempt(lambda: hmac.compare_digest(left, right))
