"""Queues between filters and workers: messages put anywhere are consumed in one place.

    audit = Queue("audit")

    audit.put(b"...")                   # in any callback

    @audit.consumer
    async def write(message: bytes) -> None:
        await http.post("audit-service", "/events", body=message)

A queue belongs to the `vm_id` of the plugin whose filter consumes it. Of several workers with a consumer the
one that was started last is told of messages.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from sluice.api import hostcalls, worker
from sluice.api.failures import report
from sluice.api.properties import read_text
from sluice.api.tasks import BackgroundTask

Consumer = TypeVar("Consumer", bound=Callable[[bytes], Coroutine[Any, Any, None] | None])


class UnknownQueue(Exception):  # noqa: N818 what it is
    """Nobody consumes a queue of this name."""


class Queue:
    """A queue by name; `vm_id` is that of another plugin's VM, where the consumer is there."""

    def __init__(self, name: str, vm_id: str = "") -> None:
        self.name = name  # the same in all filters that use it
        self.vm_id = vm_id  # "": that of this filter
        self.action: Callable[[bytes], Any] | None = None
        self._token = -1

    def put(self, message: bytes) -> None:
        """Append a message; `UnknownQueue` when there is no consumer anywhere.

        The proxy keeps it in memory until it is consumed, and sets no limit.
        """
        if self._token < 0:
            token = hostcalls.resolve_shared_queue(self.vm_id or read_text("plugin_vm_id"), self.name)
            if token is None:
                raise UnknownQueue(f"nobody consumes a queue {self.name!r}")
            self._token = token
        hostcalls.enqueue_shared_queue(self._token, message)

    def consumer(self, function: Consumer) -> Consumer:
        """Call the function with each message, in a worker of this filter's."""
        consume(self, function)
        return function

    def register(self) -> None:
        """Become the one that is told of messages."""
        self._token = hostcalls.register_shared_queue(self.name)
        worker.state.queues[self._token] = self


def consume(queue: Queue, action: Callable[[bytes], Any]) -> None:
    queue.action = action
    worker.state.hooks.append(lambda plugin: queue.register())


def ready(root: int, token: int) -> None:
    """Take what is there. What the consumer raises is logged, and the message is gone."""
    state = worker.state
    queue = state.queues.get(token)
    if queue is None or queue.action is None:
        return
    while True:
        message = hostcalls.dequeue_shared_queue(token)
        if message is None:
            return
        try:
            outcome = queue.action(message)
        except Exception as error:
            report("", error)
            continue
        if outcome is not None:
            task = BackgroundTask(outcome, root, root)
            state.background.append(task)
            task.step()
