"""A module's linear memory as host functions use it: checked, and with allocation inside the module."""

from collections.abc import Callable

from sluice.testing.abi import Status, StatusError
from sluice.testing.vm import LimitError
from sluice.testing.wasm_boundary import LinearMemory


class Budget:
    """What is left of a callback's allowance for work that the host does for the module.

    Fuel counts a module's own instructions only; without this a loop of host calls could keep the host busy.
    """

    CALL = 10_000  # a host call counts as so many instructions
    BYTE = 1
    CALLBACK = 20_000  # and so many a callback, in the allowance for all callbacks together

    __slots__ = ("_filled", "_left")

    def __init__(self) -> None:
        self._filled = self._left = 0

    @property
    def spent(self) -> int:
        """Since it was filled."""
        return self._filled - self._left

    def refill(self, instructions: int) -> None:
        self._filled = self._left = instructions

    def spend(self, instructions: int) -> None:
        self._left -= instructions
        if self._left < 0:
            raise LimitError("it asked too much of the host in one callback (an endless loop of host calls?)")


class WasmMemory:
    """Reads and writes copy; an address outside the memory refuses with InvalidMemoryAccess."""

    def __init__(self, memory: LinearMemory, allocate: Callable[[int], int], budget: Budget) -> None:
        self._budget = budget
        self._memory = memory
        self._allocate = allocate

    @property
    def size(self) -> int:
        return self._memory.size

    def read(self, address: int, size: int) -> bytes:
        view = self._memory.view
        end = address + size
        if end > len(view):
            raise StatusError(Status.INVALID_MEMORY_ACCESS)
        self._budget.spend(size * Budget.BYTE)
        return bytes(view[address:end])

    def write(self, address: int, data: bytes) -> None:
        view = self._memory.view
        end = address + len(data)
        if end > len(view):
            raise StatusError(Status.INVALID_MEMORY_ACCESS)
        self._budget.spend(len(data) * Budget.BYTE)
        view[address:end] = data

    def write_u32(self, address: int, number: int) -> None:
        self.write(address, number.to_bytes(4, "little"))

    def write_u64(self, address: int, number: int) -> None:
        self.write(address, number.to_bytes(8, "little"))

    def hand_over(self, data: bytes, address_out: int, size_out: int) -> None:
        """Put data into memory that the module allocates for it, and tell where; nothing is (0, 0)."""
        address = 0
        if data:
            address = self._allocate(len(data))
            if address == 0:
                raise StatusError(Status.INVALID_MEMORY_ACCESS)
            self.write(address, data)
        self.write_u32(address_out, address)
        self.write_u32(size_out, len(data))
