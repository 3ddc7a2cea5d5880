"""Linear memories whose growth is seen: what a module asks for, also what it does not get.

An engine's own limit answers a `memory.grow` that goes too far with -1, which a module may take calmly. In
Envoy the same module gets its gigabytes. Here the wish is noted, so that it can be held against the module.
"""

import ctypes
import mmap
from dataclasses import dataclass
from typing import Any

import wasmtime
from wasmtime import _bindings

_Finalizer = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


@dataclass(slots=True)
class _Memory:
    pages: mmap.mmap
    address: int
    size: int  # bytes that the module has


class WatchedMemories:
    """The memories of one engine's instances, each of at most `limit` bytes. `wanted` is the most that any
    has asked for, in bytes.

    The engine takes no address space beyond that, so that the process can live with a limit of its own.
    """

    def __init__(self, config: wasmtime.Config, limit: int) -> None:
        self.limit = limit
        self.wanted = 0
        self._memories: dict[int, _Memory] = {}
        self._last = 0
        config.memory_reservation = 0
        config.memory_reservation_for_growth = 0
        config.memory_guard_size = 0
        config.memory_init_cow = False  # the engine panics when it has both
        self._callbacks = (  # which the engine calls as long as it lives
            _bindings.wasmtime_new_memory_callback_t(self._make),
            _bindings.wasmtime_memory_get_callback_t(self._get),
            _bindings.wasmtime_memory_grow_callback_t(self._grow),
            _Finalizer(self._drop),
        )
        creator = _bindings.wasmtime_memory_creator_t(None, self._callbacks[0], _Finalizer())
        _bindings.wasmtime_config_host_memory_creator_set(config.ptr(), ctypes.byref(creator))

    def _make(self, _: object, __: object, minimum: int, ___: int, ____: int, _____: int, made: Any) -> int:
        self.wanted = max(self.wanted, minimum)
        if minimum > self.limit:
            return _error(f"the memory of {minimum:,} bytes exceeds the limit of {self.limit:,}")
        pages = mmap.mmap(-1, self.limit)
        address = ctypes.addressof(ctypes.c_char.from_buffer(pages))
        self._last += 1
        self._memories[self._last] = _Memory(pages, address, minimum)
        memory = made.contents
        memory.env = self._last
        memory.get_memory, memory.grow_memory, memory.finalizer = self._callbacks[1:]
        return 0

    def _get(self, number: int, size: Any, most: Any) -> int:
        memory = self._memories[number]
        size[0], most[0] = memory.size, self.limit
        return memory.address

    def _grow(self, number: int, size: int) -> int:
        self.wanted = max(self.wanted, size)
        if size > self.limit:
            return _error("no more memory")
        self._memories[number].size = size
        return 0

    def _drop(self, number: int) -> None:
        self._memories.pop(number, None)


def _error(text: str) -> int:
    """An error that the engine owns."""
    made = _bindings.wasmtime_error_new(ctypes.create_string_buffer(text.encode()))
    return ctypes.cast(made, ctypes.c_void_p).value or 0
