"""Passwords with Argon2id, the library's RFC 9106 low-memory profile (64 MiB, 3 passes, 4 lanes)."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from sluice_console.core.errors import Invalid
from sluice_console.core.language import tr

MINIMUM_LENGTH = 12
MAXIMUM_LENGTH = 256

_hasher = PasswordHasher()
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$CTzwmTbO+4vUNisiew65vQ$FzvFyM9gdCVMgA1htFcx7yryks/LtzLUZ9c00nrtEJ8"
"""Checked when the account does not exist, so that the answer takes as long as when it does."""


def check_strength(password: str, login: str, path: str = "password") -> None:
    """Raises `Invalid` for a password that is too short, too long, or the login itself."""
    if len(password) < MINIMUM_LENGTH:
        raise Invalid.field(path, tr("takes at least %(least)s characters", least=MINIMUM_LENGTH))
    if len(password) > MAXIMUM_LENGTH:
        raise Invalid.field(path, tr("takes at most %(most)s characters", most=MAXIMUM_LENGTH))
    if password.casefold() == login.casefold() or len(set(password)) < 4:
        raise Invalid.field(path, tr("is too easy to guess; a few unrelated words are good"))


async def hash_password(password: str) -> str:
    """In a thread: a hash takes tens of milliseconds, in which the event loop must serve xDS."""
    return await asyncio.to_thread(_hasher.hash, password)


async def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password is the one; without a stored one it takes as long and says no."""
    return await asyncio.to_thread(_verify, stored, password)


def _verify(stored: str | None, password: str) -> bool:
    if len(password) > MAXIMUM_LENGTH:
        return False
    try:
        return _hasher.verify(stored or _NOBODY, password) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False
