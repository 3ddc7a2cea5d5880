"""Which ports an installation uses.

A port that was asked for is taken or refused, never replaced. Any other is the one of the last start, or the
usual one, or, when that is busy, any free one.
"""

import socket
from collections.abc import Mapping
from contextlib import ExitStack

from sluice.cli.local.errors import LocalError

HOST = "127.0.0.1"

USUAL_PORTS = {
    "console": 8080,
    "xds": 18000,
    "envoy": 10000,
    "admin": 9901,
    "hello": 18081,
    "echo": 18082,
}

OPTIONS = {
    "console": "--console-port",
    "xds": "--xds-port",
    "envoy": "--envoy-port",
    "admin": "--admin-port",
    "hello": "--hello-port",
    "echo": "--echo-port",
}


def choose_ports(wanted: Mapping[str, int | None], last: Mapping[str, int]) -> dict[str, int]:
    """A free port for every name in USUAL_PORTS.

    All chosen ports are held open together until the last one is found, so no two names get the same one.
    Raises LocalError when a wanted port is busy or two names want the same.
    """
    refuse_duplicates(wanted)
    taken: dict[str, int] = {}
    with ExitStack() as held:
        for name in sorted(USUAL_PORTS, key=lambda name: wanted.get(name) is None):
            port = wanted.get(name)
            if port is not None:
                taken[name] = hold_wanted(held, name, port)
            else:
                taken[name] = hold_any(held, [last.get(name), USUAL_PORTS[name]])
    return {name: taken[name] for name in USUAL_PORTS}


def refuse_duplicates(wanted: Mapping[str, int | None]) -> None:
    seen: dict[int, str] = {}
    for name, port in wanted.items():
        if not port:
            continue
        if port in seen:
            raise LocalError(
                f"{OPTIONS[seen[port]]} and {OPTIONS[name]} both name port {port}: give each its own."
            )
        seen[port] = name


def hold_wanted(held: ExitStack, name: str, port: int) -> int:
    try:
        chosen = held.enter_context(bound_socket(port))
    except PermissionError as error:
        raise LocalError(
            f"port {port} may not be used by this user. Choose one above 1023 with {OPTIONS[name]}."
        ) from error
    except OSError as error:
        raise LocalError(
            f"port {port} is busy: another program listens on {HOST}:{port}. "
            f"Stop it, or choose another port with {OPTIONS[name]}."
        ) from error
    return int(chosen.getsockname()[1])


def hold_any(held: ExitStack, preferred: list[int | None]) -> int:
    for port in [*preferred, 0]:
        if port is None:
            continue
        try:
            chosen = held.enter_context(bound_socket(port))
        except OSError:
            continue
        return int(chosen.getsockname()[1])
    raise LocalError(f"no free port on {HOST}. Stop some programs that listen there.")


def bound_socket(port: int) -> socket.socket:
    """A socket bound to the port; OSError when somebody listens there.

    Without SO_REUSEPORT, which gRPC and Envoy set and which would let two servers share the port unnoticed.
    """
    candidate = socket.socket()
    try:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        candidate.bind((HOST, port))
        candidate.listen(1)
    except OSError:
        candidate.close()
        raise
    return candidate
