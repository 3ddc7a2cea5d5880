"""The part of WASI that Envoy gives to modules: standard output goes to the log, there is time and chance."""

import struct

from sluice.testing.abi import LogLevel
from sluice.testing.host import Host
from sluice.testing.wasm_imports import ImportFunction, WasmImports

_SUCCESS = 0
_BAD_DESCRIPTOR = 8
_INVALID = 28
_UNSUPPORTED = 52
_NOT_SUPPORTED = 58
_RIGHT_TO_WRITE = 64
_STDOUT, _STDERR = 1, 2
_MAX_RANDOM = 64 * 1024


class Wasi:
    """Functions return an errno; those that Envoy only names return ENOSYS."""

    def __init__(self, host: Host, imports: WasmImports) -> None:
        self._host = host
        self._imports = imports

    def functions(self) -> dict[str, ImportFunction]:
        """The functional ones; every other name of `WASI_FUNCTIONS` is `unsupported`."""
        return {
            "args_get": lambda *_: _SUCCESS,
            "args_sizes_get": self._two_zeros,
            "environ_get": lambda *_: _SUCCESS,
            "environ_sizes_get": self._two_zeros,
            "clock_time_get": self.clock_time_get,
            "clock_res_get": self.clock_res_get,
            "random_get": self.random_get,
            "fd_write": self.fd_write,
            "fd_pwrite": lambda fd, vectors, count, _, out: self.fd_write(fd, vectors, count, out),
            "fd_fdstat_get": self.fd_fdstat_get,
            "fd_seek": lambda *_: _SUCCESS,
            "fd_close": lambda *_: _SUCCESS,
            "fd_prestat_get": lambda *_: _BAD_DESCRIPTOR,
            "proc_exit": lambda code: None,
            "sched_yield": lambda: _SUCCESS,
        }

    @staticmethod
    def unsupported(*_: int) -> int:
        return _UNSUPPORTED

    def fd_write(self, descriptor: int, vectors: int, count: int, written_out: int) -> int:
        """One call is one entry of the log."""
        if descriptor not in (_STDOUT, _STDERR):
            return _BAD_DESCRIPTOR
        memory = self._imports.memory
        text = b"".join(
            memory.read(*struct.unpack("<II", memory.read(vectors + 8 * index, 8))) for index in range(count)
        )
        level = LogLevel.INFO if descriptor == _STDOUT else LogLevel.ERROR
        if text:
            self._host.log(level, text.removesuffix(b"\n"))
        memory.write_u32(written_out, len(text))
        return _SUCCESS

    def fd_fdstat_get(self, descriptor: int, out: int) -> int:
        """Standard output and error can be written."""
        if descriptor not in (_STDOUT, _STDERR):
            return _BAD_DESCRIPTOR
        self._imports.memory.write(out, struct.pack("<QQQ", 0, _RIGHT_TO_WRITE, 0))
        return _SUCCESS

    def clock_time_get(self, clock: int, precision: int, out: int) -> int:
        if clock > 1:
            return _NOT_SUPPORTED
        self._imports.memory.write_u64(out, self._host.get_current_time_nanoseconds())
        return _SUCCESS

    def clock_res_get(self, clock: int, out: int) -> int:
        self._imports.memory.write_u64(out, 1)
        return _SUCCESS

    def random_get(self, out: int, size: int) -> int:
        if size > _MAX_RANDOM:
            return _INVALID
        self._imports.memory.write(out, self._host.chance(size))
        return _SUCCESS

    def _two_zeros(self, first_out: int, second_out: int) -> int:
        self._imports.memory.write_u32(first_out, 0)
        self._imports.memory.write_u32(second_out, 0)
        return _SUCCESS
