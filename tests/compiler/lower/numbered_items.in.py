"""What is walked over by position: enumerate, names that take a list apart, slices of bytes."""


def numbered(items: list[str]) -> int:
    total = 0
    for i, item in enumerate(items):
        total += i * len(item)
    return total


def taken_apart(items: list[str]) -> str:
    first, second = items
    return first + second


def middle(data: bytes, start: int) -> bytes:
    return data[start : start + 2]


print(numbered(["a"]), taken_apart(["b", "c"]), middle(b"abc", 1))
