"""Where requests enter."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Listener:
    """A TCP port on which every node of the gateway accepts HTTP/1.1 and HTTP/2 in clear text.

    With `reuse_port` off a second process that already holds the port makes Envoy reject the listener,
    instead of silently sharing the connections with it.
    """

    id: str
    name: str
    port: int
    address: str = "0.0.0.0"
    reuse_port: bool = True
