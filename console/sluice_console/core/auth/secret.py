"""Random secrets for cookies, tokens and links. The database keeps only their digests."""

import hashlib
import hmac
import secrets
from typing import Literal

# A prefix makes a leaked secret recognisable to scanners and to people.
SecretKind = Literal["slu", "sln", "slk", "set", "pwd"]
"""Operator token, node token, key of a tenant, set-up link, password link."""


def new_secret(kind: SecretKind) -> str:
    """256 random bits, `slu_q0c…`."""
    return f"{kind}_{secrets.token_urlsafe(32)}"


def new_cookie() -> str:
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """SHA-256 in hex. A plain hash is enough: the secrets are random, there is nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


def counting_token(digest: str) -> str:
    """What a node may count hits of shared limits with, and nothing else, from the digest of its token.

    Every call to the console carries it, also those that a filter makes by itself, so it must not open what
    the node's own token does. The token cannot be found from it, nor its digest.
    """
    return hmac.new(digest.encode(), b"shared limits", hashlib.sha256).hexdigest()


def csrf_token(cookie: str) -> str:
    """The token that forms of this cookie's holder carry.

    Derived from the cookie, which no other site can read, so nothing needs to be stored; and not the cookie
    itself, which script and page must never see. Another one at every call: pages are compressed, and how
    well tells of what is always the same there (BREACH).
    """
    mask = secrets.token_bytes(_CSRF_BYTES)
    return (mask + _xor(mask, _csrf_secret(cookie))).hex()


def csrf_matches(cookie: str, token: str) -> bool:
    """Whether `csrf_token` gave this one, at some time, for this cookie."""
    try:
        sent = bytes.fromhex(token)
    except ValueError:
        return False
    mask, masked = sent[:_CSRF_BYTES], sent[_CSRF_BYTES:]
    return len(masked) == _CSRF_BYTES and hmac.compare_digest(_xor(mask, masked), _csrf_secret(cookie))


_CSRF_BYTES = 32


def _csrf_secret(cookie: str) -> bytes:
    return hmac.new(cookie.encode(), b"sluice csrf", hashlib.sha256).digest()


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(left, right, strict=True))
