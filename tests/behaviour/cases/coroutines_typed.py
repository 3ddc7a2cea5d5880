"""Coroutines with types, run by a hand-written driver: a small scheduler with sleeping, waiting and channels."""

from __future__ import annotations

import types
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Generator
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Sleep:
    def __init__(self, ticks: int) -> None:
        self.ticks = ticks

    def __await__(self) -> Generator[Sleep, int, int]:
        woken: int = yield self
        return woken


@types.coroutine
def pause() -> Generator[str, None, str]:
    yield "paused"
    return "resumed"


async def countdown(name: str, start: int) -> str:
    total: float = 0.0
    for number in range(start, 0, -1):
        now = await Sleep(number)
        total += now / 2
        print(name, number, now)
    return f"{name} {total:.1f}"


class Scheduler:
    """Runs coroutines in the order of their waking."""

    def __init__(self) -> None:
        self.time = 0
        self.waiting: list[tuple[int, int, Coroutine[Any, Any, str]]] = []
        self.results: dict[int, str] = {}

    def spawn(self, coroutine: Coroutine[Any, Any, str]) -> int:
        number = len(self.waiting) + len(self.results)
        self.waiting.append((0, number, coroutine))
        return number

    def run(self) -> dict[int, str]:
        while self.waiting:
            self.waiting.sort(key=lambda each: each[:2])
            wake, number, coroutine = self.waiting.pop(0)
            self.time = max(self.time, wake)
            try:
                asked = coroutine.send(self.time if wake else None)
            except StopIteration as stop:
                self.results[number] = stop.value
            else:
                self.waiting.append((self.time + asked.ticks, number, coroutine))
        return self.results


class Channel(Generic[T]):
    """An asynchronous iterator over what was put in."""

    def __init__(self, *items: T) -> None:
        self.items = list(items)

    def __aiter__(self) -> AsyncIterator[T]:
        return self

    async def __anext__(self) -> T:
        await pause()
        if not self.items:
            raise StopAsyncIteration
        return self.items.pop(0)


class Transaction:
    def __init__(self, log: list[str], name: str) -> None:
        self.log, self.name = log, name

    async def __aenter__(self) -> Transaction:
        await pause()
        self.log.append(f"begin {self.name}")
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: object, trace: object) -> bool:
        await pause()
        self.log.append(f"{'rollback' if kind else 'commit'} {self.name}")
        return kind is ValueError


async def squares(limit: int) -> AsyncIterator[int]:
    for number in range(limit):
        await pause()
        yield number * number


def complete(coroutine: Coroutine[Any, Any, T]) -> tuple[int, T]:
    steps = 0
    while True:
        try:
            coroutine.send(None)
        except StopIteration as stop:
            return steps, stop.value
        steps += 1


async def transactions() -> list[str]:
    log: list[str] = []
    async with Transaction(log, "a") as outer, Transaction(log, "b"):
        log.append(outer.name)
    async with Transaction(log, "c"):
        raise ValueError("undone")
    try:
        async with Transaction(log, "d"):
            raise KeyError("kept")
    except KeyError as error:
        log.append(repr(error))
    return log


async def comprehensions() -> tuple[list[int], dict[int, str], set[int], list[str]]:
    odd = [each async for each in squares(6) if each % 2]
    names = {each: str(each) async for each in Channel(1, 2, 3)}
    unique = {each % 3 async for each in squares(5)}
    generator = (each + 1 async for each in squares(3))
    texts = [f"{each}" async for each in generator]
    return odd, names, unique, texts


async def gather(*parts: Awaitable[T]) -> list[T]:
    return [await part for part in parts]


async def retry(action: Callable[[int], Awaitable[str]], attempts: int) -> str:
    for attempt in range(attempts):
        try:
            return await action(attempt)
        except ConnectionError as error:
            print("again", error)
        finally:
            await pause()
    return "gave up"


async def flaky(attempt: int) -> str:
    await pause()
    if attempt < 2:
        raise ConnectionError(f"attempt {attempt}")
    return "connected"


async def value(number: int) -> int:
    return number


scheduler = Scheduler()
scheduler.spawn(countdown("a", 3))
scheduler.spawn(countdown("b", 2))
print(scheduler.run(), scheduler.time)
print(complete(transactions()))
print(complete(comprehensions()))
print(complete(gather(value(1), value(2), value(3))))
print(complete(retry(flaky, 5)), complete(retry(flaky, 2)))


async def breaks() -> int:
    found = 0
    stream = squares(10)
    async for each in stream:
        if each > 10:
            found = each
            break
    await stream.aclose()  # type: ignore[attr-defined]
    return found


print(complete(breaks()))


async def uncaught() -> None:
    await pause()
    await flaky(0)


complete(uncaught())
