"""Starting the console: what can go wrong is found here, before the first request, and told once."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import json
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sluice_console.core import collector, logs, tracing
from sluice_console.core.db import Database
from sluice_console.core.errors import StartError
from sluice_console.core.migrations import migrate
from sluice_console.core.settings import Settings, split_address

if TYPE_CHECKING:
    from fastapi import FastAPI

    from sluice_console.xds.server import XdsServer

LISTENING = "listening.json"
"""In the data folder while the console runs: `{"http": "http://127.0.0.1:8080", "xds": "…", "pid": 17}`."""

_PORTS = {"xds": "xDS", "xds_tls": "TLS", "xds_mtls": "mTLS", "metrics": "Metrics"}


async def serve(settings: Settings, token_file: Path | None = None) -> None:
    """Runs until SIGTERM or SIGINT. Raises `StartError` when it cannot begin.

    `token_file`: gets an operator's token before the first request is taken, where there is no file yet.
    """
    prepare_data(settings.data)
    logs.configure(settings.log_format)
    end_tracing = tracing.start()
    try:
        await _serve(settings, token_file)
    finally:
        await asyncio.to_thread(end_tracing)


async def _serve(settings: Settings, token_file: Path | None) -> None:
    listener = bind(settings.http)
    metrics = bind(settings.metrics, "Prometheus", "--metrics") if settings.metrics else None
    listeners = [listener, metrics] if metrics else [listener]
    try:
        app = _load(settings)
        database: Database = app.state.database
        try:
            await migrate(database)
            if token_file is not None:
                await _write_token(database, token_file)
            await _load_releases(app)
            ports = await _start_xds(app, settings)
        except BaseException:
            await database.close()
            raise
        http = _to_bound(settings.http, listener)
        if metrics is not None:
            app.state.metrics_port = metrics.getsockname()[1]
            ports["metrics"] = _to_bound(settings.metrics, metrics)
        await _announce(app, settings, http, ports)
        collecting = asyncio.create_task(collector.collect_when_quiet(lambda: app.state.nodes.happened))
        try:
            await _run(app, listeners)
        finally:
            collecting.cancel()
            (settings.data / LISTENING).unlink(missing_ok=True)
    finally:
        for each in listeners:
            each.close()


def _load(settings: Settings) -> FastAPI:
    """The application. It takes seconds to load, and a port that is busy need not wait for it."""
    _share_one_heap()
    gc.disable()
    from sluice_console.app import create_app

    app = create_app(settings)
    collector.begin()
    return app


def _share_one_heap() -> None:
    """glibc gives each thread a heap of its own, and what a storm of nodes leaves in them stays: a tenth
    of the memory of a node. The interpreter lets one thread run at a time anyway.
    """
    with suppress(OSError, AttributeError):  # not glibc
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


_M_ARENA_MAX = -8
"""From malloc.h."""


async def _load_releases(app: FastAPI) -> None:
    from sluice_console.app import load

    await load(app)


def prepare_data(folder: Path) -> None:
    """The data folder, and what this process writes into it from now on, readable by its owner only.

    A folder that was there keeps its mode, and the database in it loses what others may with it. Raises
    `StartError` when it is not usable.
    """
    os.umask(0o077)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
        for path in folder.iterdir():
            if path.name in _KEPT:
                with suppress(PermissionError):  # another account's: it is usable, and not ours to change
                    path.chmod(0o600)
    except OSError as error:
        raise StartError(
            f"the data folder {folder} cannot be used: {error.strerror}",
            "make it readable and writable for this user, or choose another with --data",
        ) from error


_KEPT = frozenset(("console.db", "console.db-wal", "console.db-shm", LISTENING))
"""In a folder that was there and readable to others."""


def bind(address: str, peers: str = "browsers", option: str = "--http") -> socket.socket:
    """A listening socket; raises `StartError` when the port is taken or the address not this machine's."""
    host, port = split_address(address)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sets TCP_NODELAY on connections only where the protocol is named; without it each answer waits
    # 40 ms for the acknowledgement of its own head.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise StartError(
            f"cannot listen for {peers} on {address}: {error.strerror}",
            f"stop the program that has the port, or choose another with {option} 127.0.0.1:PORT",
        ) from error
    listener.setblocking(False)
    return listener


async def _start_xds(app: FastAPI, settings: Settings) -> dict[str, str]:
    """The addresses that were bound: `xds`, and `xds_tls` and `xds_mtls` where there are any."""
    server: XdsServer = app.state.xds
    ports = {"xds": await _bind_xds(server.start, settings.xds, "--xds")}
    if not settings.has_authority:
        return ports
    from sluice_console.features.nodes.authority import load_authority, renewal

    authority = await load_authority(app.state.changes, app.state.vault)
    if settings.xds_tls:
        listen = partial(server.start_tls, authority=authority)
        ports["xds_tls"] = await _bind_xds(listen, settings.xds_tls, "--xds-tls")
    if settings.xds_mtls:
        renew = renewal(app.state.database, authority, settings.node_certificate_hours)
        listen = partial(server.start_certified, authority=authority, renew=renew)
        ports["xds_mtls"] = await _bind_xds(listen, settings.xds_mtls, "--xds-mtls")
    return ports


async def _bind_xds(listen: Callable[[str, int], Awaitable[int]], address: str, option: str) -> str:
    """gRPC binds by itself, and writes to the log when it cannot; so the port is tried out before."""
    host, port = split_address(address)
    bind(address, "nodes", option).close()
    try:
        bound = await listen(f"[{host}]" if ":" in host else host, port)
    except OSError as error:
        raise StartError(
            f"cannot listen for nodes on {address}: the port is taken, or the address is not this machine's",
            f"stop the program that has the port, or choose another with {option} 127.0.0.1:PORT",
        ) from error
    return _shown_address(host, bound)


async def _write_token(database: Database, path: Path) -> None:
    """Readable by its owner only; a file that is there stays as it is."""
    from sluice_console.features.tokens.command import make_token

    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(await make_token(database, {"name": f"file {path.name}"}) + "\n")
    except FileExistsError:
        return
    except OSError as error:
        raise StartError(
            f"the token cannot be written to {path}: {error.strerror}",
            "choose another place with --token-file, or make a token with: python -m sluice_console token",
        ) from error


async def _announce(app: FastAPI, settings: Settings, http: str, ports: dict[str, str]) -> None:
    """Tell people on standard output, and programs in `listening.json`, where the console is."""
    url = settings.public_url.rstrip("/") or f"http://{http}"
    listening = {"http": f"http://{http}", **ports, "pid": os.getpid()}
    path = settings.data / LISTENING
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(listening) + "\n")
    draft.replace(path)
    shown = "".join(f"{_PORTS[name]:9}{address}\n" for name, address in ports.items())
    print(f"Console  {url}\n{shown}Data     {settings.data.resolve()}", flush=True)
    from sluice_console.features.users.service import new_setup_link

    secret = await new_setup_link(app.state.database)
    if secret is not None:
        print(f"\nNo account yet. Make the first one here, once:\n  {url}/setup?token={secret}\n", flush=True)


async def _run(app: FastAPI, listeners: list[socket.socket]) -> None:
    import uvicorn

    server = uvicorn.Server(
        uvicorn.Config(
            app,
            log_config=None,
            log_level="warning",
            lifespan="on",
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=5,
        )
    )
    await server.serve(sockets=listeners)
    if not server.started:
        raise StartError("the console could not start", "look at the messages above")


def _to_bound(address: str, listener: socket.socket) -> str:
    return _shown_address(split_address(address)[0], listener.getsockname()[1])


def _shown_address(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def run(settings: Settings, token_file: Path | None = None) -> int:
    """The exit status: 0 after an orderly end, 1 when it could not start."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        asyncio.run(serve(settings, token_file))
    except StartError as error:
        print(f"sluice console: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0
