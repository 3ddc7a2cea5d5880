"""A generator that keeps a float which may be an int across its steps."""

from collections.abc import Iterator


def halves(start: float, stop: float) -> Iterator[float]:
    number = start
    while number > stop:
        yield number
        number = number * 0.5 if number > 2 else number - 1
    yield number + stop


print(list(halves(9, 0)), list(halves(2.5, 1)), list(halves(1, 5)))
