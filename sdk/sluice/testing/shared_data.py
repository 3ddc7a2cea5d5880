"""Shared data and queues of one `vm_id`."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from sluice.testing.abi import Status, StatusError


class SharedData:
    """Bytes by key with compare-and-swap numbers; keys are never deleted."""

    def __init__(self) -> None:
        self._entries: dict[bytes, tuple[bytes, int]] = {}
        self._next_cas = 1

    def get(self, key: bytes) -> tuple[bytes, int]:
        if key not in self._entries:
            raise StatusError(Status.NOT_FOUND)
        return self._entries[key]

    def set(self, key: bytes, value: bytes, cas: int) -> None:
        """An absent key ignores `cas`; 0 never mismatches."""
        if key in self._entries and cas and cas != self._entries[key][1]:
            raise StatusError(Status.CAS_MISMATCH)
        self._entries[key] = (value, self._next_cas)
        self._next_cas += 1

    def keys(self) -> list[bytes]:
        return list(self._entries)


@dataclass(slots=True)
class Queue:
    """`owner` is the root context that registered it last; it gets `proxy_on_queue_ready`."""

    vm_id: bytes
    name: bytes
    owner: int
    notify: Callable[[int, int], None] | None = None
    messages: deque[bytes] = field(default_factory=deque)


class Queues:
    """Queues by token."""

    def __init__(self) -> None:
        self._queues: dict[int, Queue] = {}

    def register(
        self,
        vm_id: bytes,
        name: bytes,
        owner: int,
        notify: Callable[[int, int], None] | None = None,
    ) -> int:
        for token, queue in self._queues.items():
            if (queue.vm_id, queue.name) == (vm_id, name):
                queue.owner, queue.notify = owner, notify or queue.notify
                return token
        token = len(self._queues) + 1
        self._queues[token] = Queue(vm_id, name, owner, notify)
        return token

    def resolve(self, vm_id: bytes, name: bytes) -> int:
        for token, queue in self._queues.items():
            if (queue.vm_id, queue.name) == (vm_id, name):
                return token
        raise StatusError(Status.NOT_FOUND)

    def enqueue(self, token: int, message: bytes) -> Queue:
        queue = self._find(token)
        queue.messages.append(message)
        return queue

    def dequeue(self, token: int) -> bytes:
        queue = self._find(token)
        if not queue.messages:
            raise StatusError(Status.EMPTY)
        return queue.messages.popleft()

    def _find(self, token: int) -> Queue:
        if token not in self._queues:
            raise StatusError(Status.NOT_FOUND)
        return self._queues[token]
