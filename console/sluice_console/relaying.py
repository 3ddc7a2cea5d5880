"""Starting the relay: what can go wrong is found here and told once."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

from sluice_console.core.errors import StartError
from sluice_console.start import prepare_data
from sluice_console.xds.relay import Relay


async def run_relay(console: str, listen: tuple[str, int], data: Path) -> int:
    """Runs until SIGTERM or SIGINT. `console` is HOST:PORT. Raises `StartError` when it cannot begin."""
    prepare_data(data)
    host, port = listen
    relay = Relay(console, data)
    try:
        bound = await relay.start(host, port)
    except OSError as error:
        raise StartError(str(error), "choose another port with --listen 127.0.0.1:PORT") from error
    print(f"Relay    {host}:{bound}\nConsole  {console}\nKept in  {data}", flush=True)
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await stopped.wait()
    await relay.stop()
    return 0
