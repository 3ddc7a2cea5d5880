"""Calls between Python and a Wasm instance, without the conversions that make wasmtime's own Python API slow.

A request through a small filter crosses the boundary some fifteen times. wasmtime-py looks up and wraps the
type of every value on every crossing, which is most of a request's time; here the signature is known, values
are numbers in an array, and the same C functions are called directly (`wasmtime_func_call_unchecked` and
`wasmtime_linker_define_func_unchecked`). This module knows how wasmtime-py keeps its pointers, so
`pyproject.toml` names the version of wasmtime it was written for.
"""

import ctypes
from collections.abc import Callable

import wasmtime
from wasmtime import _ffi

HostFunction = Callable[..., int | None]
_U32 = 0xFFFFFFFF
_SIGN = 1 << 63
_WORDS = 4  # a value is 16 bytes: an i32 is the first of them, an i64 the first two, lower half first
_Numbers = ctypes.POINTER(ctypes.c_uint32)
_Callback = ctypes.CFUNCTYPE(ctypes.c_size_t, ctypes.c_void_p, ctypes.c_void_p, _Numbers, ctypes.c_size_t)


def _function(name: str, result: type | None, *arguments: type) -> Callable[..., int]:
    """A function of wasmtime's library, which takes addresses as numbers."""
    found = _ffi.dll[name]
    found.restype = result
    found.argtypes = arguments
    return found


_ADDRESS, _SIZE, _TEXT = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p
_call = _function("wasmtime_func_call_unchecked", _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS, _SIZE, _ADDRESS)
_set_fuel = _function("wasmtime_context_set_fuel", _ADDRESS, _ADDRESS, ctypes.c_uint64)
_get_fuel = _function("wasmtime_context_get_fuel", _ADDRESS, _ADDRESS, _ADDRESS)
_memory_data = _function("wasmtime_memory_data", _SIZE, _ADDRESS, _ADDRESS)
_memory_size = _function("wasmtime_memory_data_size", _SIZE, _ADDRESS, _ADDRESS)
_new_trap = _function("wasmtime_trap_new", _SIZE, _TEXT, _SIZE)
_define = _function(
    "wasmtime_linker_define_func_unchecked",
    _ADDRESS,
    *(_ADDRESS, _TEXT, _SIZE, _TEXT, _SIZE, _ADDRESS, _Callback, _ADDRESS, _ADDRESS),
)


class Boundary:
    """What crosses between one store and Python. Callbacks live as long as this object."""

    def __init__(self, store: wasmtime.Store) -> None:
        self.context = _address(store._context())
        self._callbacks: list[object] = []
        self._raised: BaseException | None = None  # by a host function, on its way through Wasm

    def refuel(self, fuel: int) -> None:
        _set_fuel(self.context, fuel)

    def fuel(self) -> int:
        """What is left."""
        left = ctypes.c_uint64()
        _get_fuel(self.context, ctypes.addressof(left))
        return left.value

    def export(self, function: wasmtime.Func, store: wasmtime.Store) -> "Export":
        type_ = function.type(store)
        return Export(self, function, len(type_.params), bool(type_.results))

    def memory(self, memory: wasmtime.Memory) -> "LinearMemory":
        return LinearMemory(self.context, memory)

    def define(
        self,
        linker: wasmtime.Linker,
        module: str,
        name: str,
        type_: wasmtime.FuncType,
        function: HostFunction,
    ) -> None:
        """`function` gets i32 as unsigned and i64 as signed numbers. What it raises comes out of the call
        that led here.
        """
        wide = [str(each) == "i64" for each in type_.params]
        callback = _Callback(self._entry(function, wide, bool(type_.results)))
        self._callbacks.append(callback)
        texts = module.encode(), name.encode()
        sizes = [len(each) for each in texts]
        type_address = _address(type_.ptr())
        error = _define(
            _address(linker.ptr()), texts[0], sizes[0], texts[1], sizes[1], type_address, callback, None, None
        )
        if error:
            raise wasmtime.WasmtimeError(f"{module}.{name} cannot be defined")

    def raise_kept(self) -> None:
        """What a host function has raised, when it was that."""
        raised, self._raised = self._raised, None
        if raised is not None:
            raise raised

    def _entry(self, function: HostFunction, wide: list[bool], returns: bool) -> Callable[..., int]:
        end = _WORDS * len(wide)
        only_narrow = not any(wide)

        def entry(_: int, __: int, numbers: "ctypes._Pointer[ctypes.c_uint32]", ___: int) -> int:
            try:
                if not end:
                    result = function()  # a slice of nothing would have an item here
                elif only_narrow:
                    result = function(*numbers[:end:_WORDS])
                else:
                    result = function(*map(_number, numbers[:end:_WORDS], numbers[1:end:_WORDS], wide))
            except BaseException as error:
                self._raised = error
                return _new_trap(b"a host function raised", 22)
            if returns:
                numbers[0] = result or 0
            return 0

        return entry


class Export:
    """A function of the instance. Its arguments and result share one array; a call within a call of the same
    function is no matter, since arguments are read before and the result is written after it.
    """

    __slots__ = (
        *("_address", "_boundary", "_context", "_function", "_numbers", "_returns", "_size", "_trap"),
        *("_trap_place", "_values"),
    )

    def __init__(self, boundary: Boundary, function: wasmtime.Func, parameters: int, returns: bool) -> None:
        self._boundary = boundary
        self._context = boundary.context
        self._function = function  # whose handle `_address` points to
        self._address = ctypes.addressof(function._func)
        self._returns = returns
        self._size = max(parameters, int(returns))
        self._numbers = (ctypes.c_uint64 * (2 * self._size or 2))()
        self._values = ctypes.addressof(self._numbers)
        self._trap = ctypes.c_void_p()
        self._trap_place = ctypes.addressof(self._trap)

    def __call__(self, *arguments: int) -> int | None:
        """Raises `wasmtime.Trap`, or what a host function raised."""
        numbers = self._numbers
        place = 0
        for each in arguments:
            numbers[place] = each
            place += 2
        error = _call(self._context, self._address, self._values, self._size, self._trap_place)
        if error or self._trap.value:
            self._fail(error)
        return numbers[0] & _U32 if self._returns else None

    def _fail(self, error: int | None) -> None:
        trap, self._trap.value = self._trap.value, None
        failure: wasmtime.Trap | wasmtime.WasmtimeError
        if trap:
            failure = wasmtime.Trap._from_ptr(ctypes.cast(trap, ctypes.POINTER(_ffi.wasm_trap_t)))
        else:
            kind = ctypes.POINTER(_ffi.wasmtime_error_t)
            failure = wasmtime.WasmtimeError._from_ptr(ctypes.cast(error or 0, kind))
        self._boundary.raise_kept()
        raise failure


class LinearMemory:
    """The module's memory. It may lie elsewhere once it has grown, and only then.

    `view` is all of it, for reading and writing, as it was at the last `look`; not to be kept.
    """

    __slots__ = ("_context", "_memory", "_place", "_seen", "view")

    def __init__(self, context: int, memory: wasmtime.Memory) -> None:
        self._context = context
        self._memory = memory  # whose handle `_place` points to
        self._place = ctypes.addressof(memory._memory)
        self._seen = -1  # bytes, when `view` was made
        self.view = memoryview(b"")
        self.look()

    @property
    def size(self) -> int:
        """Bytes."""
        return _memory_size(self._context, self._place)

    def look(self) -> None:
        """The module has run, and may have grown its memory."""
        size = _memory_size(self._context, self._place)
        if size != self._seen:
            start = _memory_data(self._context, self._place)
            self.view = memoryview((ctypes.c_char * size).from_address(start)).cast("B")
            self._seen = size


def _number(lower: int, upper: int, wide: bool) -> int:
    if not wide:
        return lower
    number = upper << 32 | lower
    return number - (_SIGN << 1) if number & _SIGN else number


def _address(pointer: object) -> int:
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0  # type: ignore[arg-type]
