"""Coroutines of a filter: what runs them, lets them wait, and ends them when their stream goes.

There is no event loop: a coroutine runs inside the callback that started it or that brought what it waits
for, until it waits again.

    user, plan = await gather(http.get("users", "/me"), http.get("plans", "/me"))
    await sleep(0.1)
    reply = await wait_for(slow(), timeout=2.0)
"""

from __future__ import annotations

from collections.abc import Awaitable, Coroutine, Generator
from typing import Any, Generic, TypeVar, overload

from sluice.api import hostcalls, worker
from sluice.api.failures import report
from sluice.api.timers import Timer, timers_of

T = TypeVar("T")
T1 = TypeVar("T1")
T2 = TypeVar("T2")
T3 = TypeVar("T3")
T4 = TypeVar("T4")


class Waiting(Generic[T]):
    """What a coroutine waits for: resolved or failed once, by a later callback."""

    def __init__(self) -> None:
        self.task: Task | None = None
        self.done = False
        self.value: T | None = None
        self.error: BaseException | None = None

    def __await__(self) -> Generator[Waiting[Any], None, T]:
        if not self.done:
            yield self
        if self.error is not None:
            raise self.error
        return self.value  # type: ignore[return-value] # T may be None itself

    def resolve(self, value: T) -> None:
        """Go on with `value` in the coroutine that waits, up to its next wait."""
        if not self.done:
            self.done = True
            self.value = value
            self._wake()

    def fail(self, error: BaseException) -> None:
        """The same with an exception."""
        if not self.done:
            self.done = True
            self.error = error
            self._wake()

    def _wake(self) -> None:
        task = self.task
        if task is not None:
            self.task = None
            task.step()


class Task:
    """A coroutine under way, in the context that its host calls work on."""

    def __init__(self, coroutine: Coroutine[Any, Any, Any], context: int, root: int) -> None:
        self.coroutine = coroutine
        self.context = context
        self.root = root
        self.done = False

    def step(self) -> None:
        """Run to the next wait, or to the end."""
        state = worker.state
        if self.done:
            return
        enter(self.context, self.root)
        before = state.running
        state.running = self
        result: Any = None
        failure: Exception | None = None
        waiting: Waiting[Any] | None = None
        try:
            waiting = self.coroutine.send(None)
        except StopIteration as stop:
            result = stop.value
        except Exception as error:
            failure = error
        state.running = before
        if waiting is not None:
            waiting.task = self
        elif not self.done:
            self.done = True
            if failure is None:
                self.returned(result)
            else:
                self.raised(failure)

    def cancel(self) -> None:
        """End it where it waits: its `finally` blocks run, nothing comes of it."""
        if not self.done:
            self.done = True
            try:
                self.coroutine.close()
            except Exception as error:
                report("", error)

    def returned(self, result: Any) -> None:
        """The coroutine has come to its end."""

    def raised(self, error: Exception) -> None:
        """An exception left the coroutine."""


class BackgroundTask(Task):
    """Nobody waits for it; it lives as long as its plugin does."""

    def returned(self, result: Any) -> None:
        self._forget()

    def raised(self, error: Exception) -> None:
        self._forget()
        report("", error)

    def _forget(self) -> None:
        background = worker.state.background
        if self in background:
            background.remove(self)


def spawn(coroutine: Coroutine[Any, Any, Any]) -> None:
    """Run a coroutine beside the stream: nobody waits for it, and it goes on when the stream has ended.

        spawn(http.post("audit", "/events", body=event))        # also in on_log

    What it raises is logged and counted. It cannot touch the stream.
    """
    state = worker.state
    context, root = state.context, state.root
    task = BackgroundTask(coroutine, root, root)
    state.background.append(task)
    task.step()
    enter(context, root)


def enter(context: int, root: int) -> None:
    """Host calls work on this context from now on, until the callback ends."""
    state = worker.state
    state.root = root
    if state.context != context:
        hostcalls.set_effective_context(context)
        state.context = context


class _Group:
    """The children of a `gather`, and what has come of them."""

    def __init__(self, count: int) -> None:
        self.results: list[Any] = [None] * count
        self.missing = count
        self.end: Waiting[None] = Waiting()


class _Child(Task):
    def __init__(self, coroutine: Coroutine[Any, Any, Any], group: _Group, place: int) -> None:
        super().__init__(coroutine, worker.state.context, worker.state.root)
        self.group = group
        self.place = place

    def returned(self, result: Any) -> None:
        group = self.group
        group.results[self.place] = result
        group.missing -= 1
        if group.missing == 0:
            group.end.resolve(None)

    def raised(self, error: Exception) -> None:
        self.group.end.fail(error)


async def _awaited(awaitable: Awaitable[T]) -> T:
    return await awaitable


@overload
async def gather(first: Awaitable[T1], second: Awaitable[T2], /) -> tuple[T1, T2]: ...
@overload
async def gather(
    first: Awaitable[T1], second: Awaitable[T2], third: Awaitable[T3], /
) -> tuple[T1, T2, T3]: ...
@overload
async def gather(
    first: Awaitable[T1], second: Awaitable[T2], third: Awaitable[T3], fourth: Awaitable[T4], /
) -> tuple[T1, T2, T3, T4]: ...
@overload
async def gather(*awaitables: Awaitable[T]) -> tuple[T, ...]: ...
async def gather(*awaitables: Awaitable[Any]) -> Any:
    """Await several things at once; gives their results in order.

    The first exception ends the others and is raised.
    """
    group = _Group(len(awaitables))
    children = [_Child(_awaited(each), group, place) for place, each in enumerate(awaitables)]
    try:
        for child in children:
            if not group.end.done:
                child.step()
        if children:
            await group.end
    finally:
        for child in children:
            child.cancel()
    return tuple(group.results)


async def sleep(seconds: float) -> None:
    """Wait. The proxy's timers count whole milliseconds."""
    if seconds > 0:
        waiting: Waiting[None] = Waiting()
        timer = timers_of(worker.state.root).start(seconds, lambda: waiting.resolve(None))
        try:
            await waiting
        finally:
            timer.cancel()


async def wait_for(awaitable: Awaitable[T], timeout: float) -> T:  # noqa: ASYNC109 as asyncio has it
    """Await something for `timeout` seconds at most; then it is cancelled and `TimeoutError` is raised."""
    group = _Group(1)
    child = _Child(_awaited(awaitable), group, 0)
    timer: Timer | None = None
    try:
        child.step()
        if not group.end.done:
            timer = timers_of(worker.state.root).start(
                timeout, lambda: group.end.fail(TimeoutError(f"not done after {timeout} s"))
            )
        await group.end
    finally:
        child.cancel()
        if timer is not None:
            timer.cancel()
    return group.results[0]  # type: ignore[no-any-return]
