"""`secrets`: random numbers that nobody can foretell, from the host."""

import base64
from hmac import compare_digest
from random import SystemRandom
from typing import Any

import _sluice_entropy

DEFAULT_ENTROPY = 32
_system: list[SystemRandom] = []

__all__ = [
    "SystemRandom",
    "choice",
    "compare_digest",
    "randbelow",
    "randbits",
    "token_bytes",
    "token_hex",
    "token_urlsafe",
]


def _generator() -> SystemRandom:
    if not _system:
        _system.append(SystemRandom())
    return _system[0]


def choice(seq: Any) -> Any:
    """One item."""
    return _generator().choice(seq)


def randbits(k: int) -> int:
    """So many random bits."""
    return _generator().getrandbits(k)


def randbelow(exclusive_upper_bound: int) -> int:
    """A number in [0, n)."""
    if exclusive_upper_bound <= 0:
        raise ValueError("Upper bound must be positive.")
    return _generator().randrange(exclusive_upper_bound)


def token_bytes(nbytes: int | None = None) -> bytes:
    """Random bytes."""
    found: bytes = _sluice_entropy.random_bytes(DEFAULT_ENTROPY if nbytes is None else nbytes)
    return found


def token_hex(nbytes: int | None = None) -> str:
    """Random bytes in hexadecimal digits."""
    return token_bytes(nbytes).hex()


def token_urlsafe(nbytes: int | None = None) -> str:
    """Random bytes in base 64 for URLs, without padding."""
    return base64.urlsafe_b64encode(token_bytes(nbytes)).rstrip(b"=").decode("ascii")
