from collections.abc import AsyncIterator


async def double(numbers: AsyncIterator[int]) -> int:
    total = 0
    async for number in numbers:
        total += number * 2
    return total


async def count() -> AsyncIterator[int]:
    yield 1


class Counter:
    async def __aenter__(self) -> int:
        return 1

    async def __aexit__(self, *details: object) -> None: ...


async def main() -> int:
    async with Counter() as start:
        return start + await double(count())


main().send(None)
