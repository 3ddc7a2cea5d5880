"""Is this module fit for an Envoy? The console's one door to `sluice.toolchain`.

Four looks, cheapest first: size; well-formed; imports only what Envoy offers and exports what Envoy needs;
and a first run in a process of its own (`trial`) with limits on time, instructions, stack and memory.
"""

import asyncio
import json
import sys
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sluice.toolchain.inspection import ModuleInfo, inspect_module
from sluice.toolchain.sections import ModuleError
from sluice_console.core.errors import FieldError, Invalid, TooLarge, Unavailable
from sluice_console.features.attachments.configuration import check_schema

FIELD = "module"
TRIAL_SECONDS = 30
AT_ONCE = 2
"""A trial takes a processor for itself; xDS must not wait for a queue of them."""

_WASI_MODULES = frozenset({"wasi_snapshot_preview1", "wasi_unstable"})
_WASI = frozenset(
    """
    args_get args_sizes_get clock_res_get clock_time_get environ_get environ_sizes_get fd_advise
    fd_allocate fd_close fd_datasync fd_fdstat_get fd_fdstat_set_flags fd_fdstat_set_rights
    fd_filestat_get fd_filestat_set_size fd_filestat_set_times fd_pread fd_prestat_dir_name
    fd_prestat_get fd_pwrite fd_read fd_readdir fd_renumber fd_seek fd_sync fd_tell fd_write
    path_create_directory path_filestat_get path_filestat_set_times path_link path_open
    path_readlink path_remove_directory path_rename path_symlink path_unlink_file poll_oneoff
    proc_exit random_get sched_yield sock_accept sock_recv sock_send sock_shutdown
    """.split()
)
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()
_EXTRAS = frozenset({"pthread_equal", "emscripten_notify_memory_growth", "envoy_resolve_dns"})
_ABI_VERSIONS = frozenset({"0.1.0", "0.2.0", "0.2.1"})


@dataclass(frozen=True, slots=True)
class Examined:
    """A module that passed, and what it says about itself."""

    data: bytes
    info: ModuleInfo


async def examine_module(data: bytes, maximum_bytes: int) -> Examined:
    """Raises `TooLarge` or `Invalid` at the field `module`, with the reason and what to do."""
    info = inspect(data, maximum_bytes)
    if info.config_schema is not None:
        check_schema(info.config_schema)
    async with _turn():
        await _try_out(data)
    return Examined(data, info)


def inspect(data: bytes, maximum_bytes: int) -> ModuleInfo:
    """Everything that can be seen without running it."""
    if len(data) > maximum_bytes:
        raise TooLarge(
            f"The module has {len(data):,} bytes; the console takes {maximum_bytes:,}. "
            "Build it for release, or raise SLUICE_MAX_MODULE_BYTES.",
            fields=(FieldError(FIELD, f"takes at most {maximum_bytes:,} bytes"),),
        )
    if not data.startswith(b"\0asm"):
        raise Invalid.field(FIELD, "is not a Wasm module; upload the file that `sluice build` writes")
    try:
        info = inspect_module(data)
    except ModuleError as error:
        raise Invalid.field(FIELD, f"is not a well-formed Wasm module: {error}") from error
    problems = (*_foreign_imports(info), *_missing_exports(info))
    if problems:
        fields = tuple(FieldError(FIELD, problem) for problem in problems[:20])
        raise Invalid(f"module: {problems[0]}", fields=fields)
    return info


def _foreign_imports(info: ModuleInfo) -> list[str]:
    return [
        f"imports {item.module}.{item.name}, which Envoy does not offer; a filter has env.proxy_* and WASI"
        for item in info.imports
        if item.kind != "function" or not _is_offered(item.module, item.name)
    ]


def _is_offered(module: str, name: str) -> bool:
    if module == "env":
        return name.startswith("proxy_") or name in _EXTRAS
    return module in _WASI_MODULES and name in _WASI


def _missing_exports(info: ModuleInfo) -> list[str]:
    if info.abi_version not in _ABI_VERSIONS:
        return ["is no Proxy-Wasm filter: it exports no proxy_abi_version_0_2_1"]
    names = {item.name: item.kind for item in info.exports}
    problems = []
    if info.handles_connections:
        problems.append(
            "is a TCP filter, and what gateways and routes have attached are HTTP filters; run it in an "
            "Envoy of your own, before its TCP proxy"
        )
    if names.get("memory") != "memory":
        problems.append("exports no memory")
    if "malloc" not in names and "proxy_on_memory_allocate" not in names:
        problems.append(
            "exports neither malloc nor proxy_on_memory_allocate, which Envoy hands data over with"
        )
    return problems


def _turn() -> asyncio.Semaphore:
    """One of the loop's `AT_ONCE` places."""
    return _turns.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE))


async def _try_out(data: bytes) -> None:
    """Run `trial` in a process of its own; whatever the module does, it ends there."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        f"{__package__}.trial",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(TRIAL_SECONDS):
            out, _ = await process.communicate(data)
    except TimeoutError:
        raise Invalid.field(FIELD, f"does not come to an end within {TRIAL_SECONDS} s") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    answer = _read_answer(out)
    if answer is None and process.returncode is not None and process.returncode < 0:
        raise Invalid.field(FIELD, f"ended its trial run with signal {-process.returncode}")
    if answer is None:
        raise Unavailable("The trial run of the module could not be made; try again, then look at the log.")
    if not answer["ok"]:
        raise Invalid.field(FIELD, str(answer["reason"]))


def _read_answer(out: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(out)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) and "ok" in answer else None
