"""Cutting an exchange off."""

from sluice.api import hostcalls

_REQUEST = 0


def close_stream() -> None:
    """Cut the exchange off: the client gets no answer, or no more of it, and sees a reset.

        if is_attack(request): close_stream()

    The callback runs to its end; what it returns does not count any more. Access logs show the details
    `wasm_close_stream`. An answer that says why is kinder: return a `Response` where the client is no enemy.
    """
    hostcalls.close_stream(_REQUEST)
