"""Data that all workers of a proxy share: bytes by key, with compare-and-swap.

    shared.set("motd", b"hello")
    count = int(shared.update("hits", lambda old: str(int(old or b"0") + 1).encode()))

Filters with the same `vm_id` see the same keys. Keys stay until the proxy ends: choose a bounded set.
"""

from collections.abc import Callable

from sluice.api import hostcalls

ATTEMPTS = 1000
_NO_CAS = 0
_NEVER_CAS = 0xFFFFFFFF  # never a present number: an absent key ignores it, a present one refuses


class ContentionError(Exception):
    """Other workers changed the key at each of a thousand attempts of `update`."""


def get(key: str) -> bytes | None:
    """The value; None when the key was never set."""
    found = hostcalls.get_shared_data(key)
    return None if found is None else found[0]


def set(key: str, value: bytes) -> None:  # noqa: A001 read as `shared.set`
    """Set, whatever other workers did meanwhile."""
    hostcalls.set_shared_data(key, value, _NO_CAS)


def update(key: str, change: Callable[[bytes | None], bytes]) -> bytes:
    """Replace the value by `change(value)` so that no worker's change is lost; gives back the new value.

    `change` gets None for a key that was never set, and runs again when another worker was faster.
    """
    for _ in range(ATTEMPTS):
        found = hostcalls.get_shared_data(key)
        old = None if found is None else found[0]
        cas = _NEVER_CAS if found is None else found[1]
        new = change(old)
        if hostcalls.set_shared_data(key, new, cas):
            return new
    raise ContentionError(f"shared data {key!r}: other workers changed it {ATTEMPTS} times in a row")
