"""Who is in a rollout's share for good: a hash of a header's or a cookie's value, the same on every node and
in every stage.

    bucket = hash(salt ‖ value) scaled to 0…9999        in the share ⇔ bucket < share

Growing the share only adds values, and the salt (the rollout's id) survives pauses. Envoy computes the hash
in its Lua string matcher, where an error counts as no match; the composite filter with a runtime fraction
would do the same, but inside the chain, where a rollout must not change anything (see
`http_filters.slots`).

The hash is 32-bit FNV-1a with four rounds more, so that the last bytes reach the high bits, which decide.
"""

from __future__ import annotations

import re

from sluice_console.envoy.ir import FULL_SHARE

VALUE_BYTES = 256
"""Longer values are told apart by their first bytes: a client must not be able to keep a worker busy."""

_OFFSET = 2_166_136_261
_PRIME = 16_777_619
_EXTRA_ROUNDS = 4


def find_bucket(value: str, salt: str) -> int:
    """The place of a header's value, 0 to 9999: `find_bucket("acme", "ro_1") < share` is in the share."""
    state = _hash(value.encode()[:VALUE_BYTES], _hash(salt.encode(), _OFFSET))
    state = _hash(bytes(_EXTRA_ROUNDS), state)
    return state * FULL_SHARE >> 32


def _hash(data: bytes, state: int) -> int:
    for byte in data:
        state = (state ^ byte) * _PRIME & 0xFFFF_FFFF
    return state


def to_lua(salt: str, share: int) -> str:
    """The matcher for Envoy. Lua has doubles only: 16777619 is 2**24 + 403, and both products are exact."""
    state = _hash(salt.encode(), _OFFSET)
    signed = state - (1 << 32) if state >= 1 << 31 else state
    return _LUA.format(state=signed, share=share, limit=VALUE_BYTES, rounds=_EXTRA_ROUNDS, full=FULL_SHARE)


def to_cookie_lua(cookie: str, salt: str, share: int) -> str:
    """The matcher for the `cookie` header. A request without the cookie does not match.

    A repeated cookie counts as its first one says, as for most servers.
    """
    name = re.sub(r"[^0-9A-Za-z]", lambda found: f"%{found[0]}", cookie)
    return to_lua(salt, share).replace("envoy_match", "holds") + _COOKIE.format(name=name)


_COOKIE = """\
function envoy_match(cookies)
  local value = string.match(";" .. cookies, "[;,]%s*{name}=([^;,]*)")
  return value ~= nil and holds(value)
end
"""

_LUA = """\
local bit = require("bit")
local function step(hash, byte)
  hash = bit.bxor(hash, byte)
  return bit.tobit(hash * 403 + bit.lshift(hash, 24))
end
function envoy_match(value)
  local hash = {state}
  for index = 1, math.min(#value, {limit}) do
    hash = step(hash, string.byte(value, index))
  end
  for _ = 1, {rounds} do
    hash = step(hash, 0)
  end
  return math.floor((hash % 4294967296) * {full} / 4294967296) < {share}
end
"""
