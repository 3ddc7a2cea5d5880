"""`hashlib`: MD5, SHA-1, SHA-2 and BLAKE2b, computed in C (digest.c)."""

from _hashlib import HASH
from typing import Any

import _sluice_hash

_PLAIN_BLAKE2B = b"\x40\x00\x01\x01" + bytes(60)
"""Parameters of the longest digest without a key."""
algorithms_available = {"md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b"}


def _started(made: HASH, data: Any) -> HASH:
    if not isinstance(data, bytes) or data:
        made.update(data)
    return made


def md5(string: Any = b"", *, usedforsecurity: bool = True) -> HASH:
    """MD5: broken, for checksums only."""
    return _started(HASH("md5", _sluice_hash.md5()), string)


def sha1(string: Any = b"", *, usedforsecurity: bool = True) -> HASH:
    """SHA-1: broken for signatures."""
    return _started(HASH("sha1", _sluice_hash.sha1()), string)


def sha224(string: Any = b"", *, usedforsecurity: bool = True) -> HASH:
    """SHA-224."""
    return _started(HASH("sha224", _sluice_hash.sha224()), string)


def sha256(string: Any = b"", *, usedforsecurity: bool = True) -> HASH:
    """SHA-256."""
    return _started(HASH("sha256", _sluice_hash.sha256()), string)


def sha384(string: Any = b"", *, usedforsecurity: bool = True) -> HASH:
    """SHA-384."""
    return _started(HASH("sha384", _sluice_hash.sha384()), string)


def sha512(string: Any = b"", *, usedforsecurity: bool = True) -> HASH:
    """SHA-512."""
    return _started(HASH("sha512", _sluice_hash.sha512()), string)


def blake2b(
    data: Any = b"",
    /,
    *,
    digest_size: int = 64,
    key: Any = b"",
    salt: Any = b"",
    person: Any = b"",
    fanout: int = 1,
    depth: int = 1,
    leaf_size: int = 0,
    node_offset: int = 0,
    node_depth: int = 0,
    inner_size: int = 0,
    last_node: bool = False,
    usedforsecurity: bool = True,
) -> HASH:
    """BLAKE2b, with a key where it shall authenticate."""
    if not 1 <= digest_size <= 64:
        raise ValueError(
            "digest_size for blake2b must be between 1 and 64 bytes, here it is " + str(digest_size)
        )
    if len(key) > 64:
        raise ValueError("maximum key length is 64 bytes")
    if len(salt) > 16:
        raise ValueError("maximum salt length is 16 bytes")
    if len(person) > 16:
        raise ValueError("maximum person length is 16 bytes")
    if last_node:
        raise ValueError("last_node is not supported")
    parameters = bytearray([digest_size, len(key), fanout, depth])
    parameters += leaf_size.to_bytes(4, "little") + node_offset.to_bytes(8, "little")
    parameters += bytes([node_depth, inner_size]) + bytes(14)
    parameters += bytes(salt).ljust(16, b"\0") + bytes(person).ljust(16, b"\0")
    made = HASH("blake2b", _sluice_hash.blake2b(bytes(parameters)))
    if key:
        made.update(bytes(key).ljust(128, b"\0"))
    if data != b"":
        made.update(data)
    return made


def new(name: str, data: Any = b"", *, usedforsecurity: bool = True) -> HASH:
    """A digest by its name. ValueError for an unknown one."""
    return _started(_named(name), data)


def _named(name: str) -> HASH:
    match name.lower():
        case "md5":
            return md5()
        case "sha1":
            return sha1()
        case "sha224":
            return sha224()
        case "sha256":
            return sha256()
        case "sha384":
            return sha384()
        case "sha512":
            return sha512()
        case "blake2b":
            return HASH("blake2b", _sluice_hash.blake2b(_PLAIN_BLAKE2B))
    raise ValueError(f"unsupported hash type {name}")


def make(digestmod: Any, data: bytes) -> HASH:
    """A digest by name or constructor, for `hmac`."""
    if isinstance(digestmod, str):
        return new(digestmod, data)
    made = digestmod(data)
    if not isinstance(made, HASH):
        raise TypeError("digestmod must be a digest of hashlib, not one of " + type(made).__name__)
    return made


def pbkdf2_hmac(hash_name: str, password: Any, salt: Any, iterations: int, dklen: Any = None) -> bytes:
    """A key from a password: PBKDF2 with HMAC."""
    if iterations < 1:
        raise ValueError("iteration value must be greater than 0.")
    inner = new(hash_name)
    size: int = inner.digest_size if dklen is None else dklen
    if size < 1:
        raise ValueError("key length must be greater than 0.")
    secret = bytes(password)
    if len(secret) > inner.block_size:
        secret = new(hash_name, secret).digest()
    outer = inner.copy()
    outer.update(_sluice_hash.pad(secret, inner.block_size, 0x5C))
    inner.update(_sluice_hash.pad(secret, inner.block_size, 0x36))
    found = bytearray()
    number = 1
    while len(found) < size:
        block = _keyed(inner, outer, bytes(salt) + number.to_bytes(4, "big"))
        total = int.from_bytes(block, "big")
        for _ in range(iterations - 1):
            block = _keyed(inner, outer, block)
            total ^= int.from_bytes(block, "big")
        found += total.to_bytes(inner.digest_size, "big")
        number += 1
    return bytes(found[:size])


def _keyed(inner: HASH, outer: HASH, message: bytes) -> bytes:
    first = inner.copy()
    first.update(message)
    second = outer.copy()
    second.update(first.digest())
    return second.digest()
