"""Where requests enter."""

# ruff: noqa: RUF009 - frozen defaults may be shared

from __future__ import annotations

from dataclasses import dataclass

from sluice_console.envoy.ir.caching import Cache
from sluice_console.envoy.ir.client_headers import ClientHeaders
from sluice_console.envoy.ir.compression import Compression
from sluice_console.envoy.ir.limits import ClientLimits
from sluice_console.envoy.ir.tls import Tls


@dataclass(frozen=True, slots=True)
class Listener:
    """A port on which every node of the gateway accepts HTTP/1.1 and HTTP/2, in clear text or with `tls`.

    With `http3` the same port also takes HTTP/3 over UDP, which the answers over TCP point to.

    Without `compression` only answers of routes that ask for it are compressed. `cache` is for routes that
    ask for one; None: as `Cache` says.

    With `reuse_port` off a second process that already holds the port makes Envoy reject the listener,
    instead of silently sharing the connections with it.
    """

    id: str
    name: str
    port: int
    address: str = "0.0.0.0"
    reuse_port: bool = True
    tls: Tls | None = None
    http3: bool = False
    compression: Compression | None = None
    cache: Cache | None = None
    limits: ClientLimits = ClientLimits()
    client_headers: ClientHeaders = ClientHeaders()
