"""What one VM keeps between callbacks: plugins, streams, coroutines that wait, timers, queues.

In a module there is one `Worker`, made when it starts. Under CPython each emulated VM has its own, installed
while its code runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sluice.api.grpc import GrpcStream
    from sluice.api.plugins import Plugin, Schedule
    from sluice.api.queues import Queue
    from sluice.api.streams import Stream
    from sluice.api.tasks import Task
    from sluice.api.timers import Timers


class Worker:
    """`context` is the one that host calls work on now, `root` that of its plugin; 0: none yet."""

    def __init__(self) -> None:
        self.context = 0
        self.root = 0
        self.running: Task | None = None
        self.plugins: dict[int, Plugin[Any]] = {}  # by root context
        self.streams: dict[int, Stream] = {}  # by context
        self.calls: dict[int, Any] = {}  # by token: what a call-out's answer resolves
        self.grpc: dict[int, GrpcStream] = {}  # by token
        self.timers: dict[int, Timers] = {}  # by root context
        self.background: list[Task] = []
        self.schedules: list[Schedule] = []  # of `@every`
        self.hooks: list[Any] = []  # of `@on_configure`
        self.queues: dict[int, Queue] = {}  # by token


state = Worker()


def install(worker: Worker) -> Worker:
    """Make `worker` the present one; gives back the one before. CPython only."""
    global state
    before = state
    state = worker
    return before
