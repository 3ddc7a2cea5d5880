"""Short stable names for objects, `rt_4k7w2m9xq3`, that never say where an object stands in a list."""

import secrets
from typing import Literal

Prefix = Literal[
    "ak", "at", "ca", "ct", "ep", "fl", "fv", "gw", "is", "lg", "ls", "pl",
    "rc", "re", "ro", "rp", "rt", "sk", "sl", "st", "sv", "tk", "tn", "us", "wh",
]  # fmt: skip

# Crockford's base 32: no i, l, o, u, so that an id can be read out and typed.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 12  # 60 bits: a collision among a million objects of a kind is a one-in-two-million event


def new_id(prefix: Prefix) -> str:
    """A fresh id, `new_id("rt")` → `"rt_4k7w2m9xq3ab"`."""
    return prefix + "_" + "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
