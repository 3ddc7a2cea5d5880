"""Starting what runs beside an Envoy: what can go wrong is found here and told once."""

from __future__ import annotations

import asyncio
import logging
import signal
from pathlib import Path

import grpc.aio

from sluice_console.core.errors import StartError
from sluice_console.start import prepare_data
from sluice_console.xds.identity import Identity, IdentityError, renew, renew_for_ever
from sluice_console.xds.relay import Relay

_REMEDY = "make a new certificate: sluice bootstrap GATEWAY --mtls"


async def run_relay(console: str, listen: tuple[str, int], data: Path, identity: Path | None = None) -> int:
    """Runs until SIGTERM or SIGINT. `console` is HOST:PORT. Raises `StartError` when it cannot begin."""
    prepare_data(data)
    host, port = listen
    try:
        relay = Relay(console, data, identity)
        bound = await relay.start(host, port)
    except IdentityError as error:
        raise StartError(str(error), _REMEDY) from error
    except OSError as error:
        raise StartError(str(error), "choose another port with --listen 127.0.0.1:PORT") from error
    print(f"Relay    {host}:{bound}\nConsole  {console}\nKept in  {data}", flush=True)
    await _until_stopped()
    await relay.stop()
    return 0


async def run_renewing(console: str, identity: Path, *, once: bool) -> int:
    """Renews a node's certificate until SIGTERM or SIGINT, or once, now. Raises `StartError`."""
    try:
        found = Identity.read(identity)
        if once:
            found = await renew(found, console)
    except (IdentityError, OSError) as error:
        raise StartError(str(error), _REMEDY) from error
    except grpc.aio.AioRpcError as error:
        raise StartError(f"the console at {console} does not renew it: {error.details()}", _REMEDY) from error
    print(f"Renewal  {found.renewal:%Y-%m-%d %H:%M} UTC\nConsole  {console}", flush=True)
    if once:
        return 0
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    renewing = asyncio.create_task(renew_for_ever(identity, console, lambda _: None))
    await _until_stopped()
    renewing.cancel()
    return 0


async def _until_stopped() -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await stopped.wait()
