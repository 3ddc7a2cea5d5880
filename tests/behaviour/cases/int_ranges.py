"""Ints whose range the compiler can know, around every bound where it stops knowing it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

EDGES = [2**30, 2**31, 2**32, 2**53, 2**62, 2**63, 2**64, 2**70]
NUMBERS = sorted(
    {sign * edge + beside for edge in [0, 1, *EDGES] for sign in (1, -1) for beside in (-1, 0, 1)}
)
INDICES = [0, 3, 4, -4, -5, 2**31, 2**32, 2**62, 2**63, 2**64, -(2**31), -(2**62), -(2**63), -(2**64)]


def show(title: str, *values: object) -> None:
    print(title, *values, *(type(value).__name__ for value in values))


# --- masks -------------------------------------------------------------------------------------------------------


def masks(number: int) -> tuple[int, ...]:
    return (
        number & 0,
        number & 1,
        number & 0xFF,
        number & 0xFFFFFFFF,
        number & (2**62 - 1),
        number & 2**62,
        number & (2**63 - 1),
        number & 2**63,
        number & (2**64 - 1),
        number & (2**64),
        number & -1,
        number & -256,
        0xFFFF & number,
    )


def masked_sums(left: int, right: int) -> tuple[int, ...]:
    return (
        (left + right) & 0xFFFFFFFF,
        (left - right) & 0xFFFFFFFF,
        (left * right) & 0xFFFFFFFF,
        (left * right + left) & (2**63 - 1),
        (left * right - right) & (2**64 - 1),
        ((left << 7) ^ (right << 31) | left) & 0xFFFFFFFFFFFF,
        (~left + -right) & 0xFFFF,
        ((left & right) + (left | right) + (left ^ right)) & 0xFFFFFFFF,
        ((left >> 3) + (right >> 33)) & 0xFFFFFFFF,
        ((left >> 63) * (right >> 1)) & (2**62 - 1),
        (left + True) & 0xFF,
    )


def rotated(word: int, by: int) -> int:
    return ((word << by) | (word >> (32 - by))) & 0xFFFFFFFF


def hashed(data: bytes) -> tuple[int, int, int]:
    short, long, mixed = 0x811C9DC5, 0xCBF29CE484222325, 1
    for byte in data:
        short = ((short ^ byte) * 0x01000193) & 0xFFFFFFFF
        long = ((long ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
        mixed = (mixed * 6364136223846793005 + 1442695040888963407 + byte) & (2**63 - 1)
    return short, long, mixed


def carried(first: int, second: int) -> list[int]:
    """Anything before the loop, 32 bits in it."""
    found = []
    for i in range(6):
        total = first + (rotated(second, 7) ^ second) + i
        first = second
        second = (total + first) & 0xFFFFFFFF
        found.append(second)
    return [first, *found]


for number in NUMBERS:
    print(
        number,
        *masks(number),
        rotated(number, 5),
        rotated(number, 31),
        *carried(number, 1),
        *carried(3, number),
    )
for left in NUMBERS:
    for right in (0, 1, -1, 2**31, -(2**32), 2**53 + 1, 2**62, -(2**63), 2**64 + 3):
        print(left, right, *masked_sums(left, right))
print(hashed(b""), hashed(b"abc"), hashed(bytes(range(256))))


# --- shifts and divisions ----------------------------------------------------------------------------------------


def shifts(number: int) -> tuple[int, ...]:
    small = number & 0xFFFFFFFF
    return (
        small << 0,
        small << 29,
        small << 30,
        small << 31,
        small << 32,
        small << 63,
        small << 64,
        small >> 0,
        small >> 31,
        small >> 32,
        small >> 63,
        small >> 64,
        -small << 30,
        -small << 31,
        -small >> 1,
        -small >> 63,
        -small >> 64,
        (number & 63) << (number & 63),
        (1 << (number & 63)) & 0xFFFFFFFFFFFFFFFF,
        (1 << (number & 127)) & 0xFFFFFFFF,
        (number << (number & 31)) & 0xFFFFFFFF,
        (number >> (number & 63)) & 0xFFFFFFFF,
    )


def shifted_by(number: int, by: int) -> str:
    try:
        return f"{((number & 255) << (by - 3)) & 0xFFFF} {(number >> (by - 3)) & 0xFFFF}"
    except (ValueError, OverflowError) as error:
        return str(error)


def divisions(number: int) -> tuple[object, ...]:
    small = (number & 0xFFFF) - 1000
    return (
        small // 1,
        small // 2,
        small // 7,
        small // 8,
        small // -1,
        small // -8,
        small // -7,
        small % 1,
        small % 2,
        small % 7,
        small % 8,
        small % -1,
        small % -8,
        small % -7,
        small / 8,
        small / 7,
        (small & 0xFF) // 7,
        (small & 0xFF) % 7,
        number % 1000,
        number % -1000,
        number % 2**62,
        number % 2**63,
        -(number % 8) // 3,
        -(number % 8) % 3,
    )


def divided(number: int) -> None:
    divisor = number & 3
    operations: list[Callable[[], object]] = [
        lambda: (number & 255) // (number & 3),
        lambda: (number & 255) % (number & 3),
        lambda: (number & 255) / (number & 3),
    ]
    for operation in operations:
        try:
            print(operation())
        except ZeroDivisionError as error:
            print(error)
    try:
        print(100 // divisor, 100 % divisor, 100 / divisor)
    except ZeroDivisionError as error:
        print(error)
    try:
        print(100 % divisor)
    except ZeroDivisionError as error:
        print(error)
    try:
        print((divisor - 5) / divisor, 2.0 / divisor)
    except ZeroDivisionError as error:
        print(error)


for number in NUMBERS:
    print(number, *shifts(number), *divisions(number))
for number in range(6):
    divided(number)
    print(shifted_by(-3, number), shifted_by(2**70, number), shifted_by(77, number))
print(shifted_by(3, 66), shifted_by(3, 67), shifted_by(3, 70))


# --- loops -------------------------------------------------------------------------------------------------------


def doubled() -> tuple[int, int]:
    power, rounds = 1, 0
    while power < 2**66:
        power *= 2
        rounds += 1
    return power, rounds


def climbing(step: int) -> list[int]:
    found, number = [], 2**62 - 3
    while len(found) < 8:
        found.append(number)
        number += step
    return found


def falling() -> list[int]:
    found, number = [], -(2**63) + 2
    for _ in range(5):
        number -= 1
        found.append(number)
    return found


def factorial(n: int) -> int:
    product = 1
    for i in range(1, n + 1):
        product *= i
    return product


def nested(size: int) -> int:
    total = 0
    for i in range(size):
        for j in range(i, size):
            total += (i + j) * (i + j + 1) // 2 + i + 1
    return total


def counted_down(low: int, high: int) -> list[tuple[int, int]]:
    found = []
    while low < high:
        found.append((low, high))
        low += 3
        high -= 2
    return found


def searched(items: list[int], wanted: int) -> int:
    low, high = 0, len(items)
    while low < high:
        middle = (low + high) // 2
        if items[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


def sieve(limit: int) -> list[int]:
    is_prime = [True] * limit
    for i in range(2, limit):
        if is_prime[i]:
            for j in range(i * i, limit, i):
                is_prime[j] = False
    return [i for i in range(2, limit) if is_prime[i]]


print(doubled(), climbing(1), climbing(2**60), climbing(-1), falling(), factorial(30), nested(40))
print(counted_down(0, 20), counted_down(2**62 - 4, 2**62 + 9), counted_down(-(2**63) - 3, -(2**63) + 9))
print([searched([1, 3, 5, 7, 9], wanted) for wanted in range(-1, 12)], searched([], 2**70), sieve(60))


# --- what is no int of its own -----------------------------------------------------------------------------------


def kept(flag: int, items: list[int]) -> None:
    show("index", flag, items[flag], flag)
    show("and", flag & 1, flag & flag, flag | False)
    copy = flag
    show("copy", copy + 0, copy, -copy, +copy, ~copy)


def added(flag: bool, number: int) -> tuple[int, ...]:
    small = number & 15
    return small + flag, small & flag, small * flag, flag << small, flag - small, small > flag


def chosen(flag: bool, number: int) -> int:
    found: int = flag
    if number > 3:
        found = number & 7
    return found


class Odd(int):
    def __add__(self, other: int) -> str:  # type: ignore[override]
        return f"{int(self)} and {other}"

    def __lt__(self, other: int) -> bool:
        return True


def untyped(items, index):  # type: ignore[no-untyped-def]
    found = items[index]
    place = index
    return found, place + 1, place < 0, index


show("untyped", *untyped([7, 8], Odd(1)), *untyped([7, 8], True), *untyped([7, 8], -1))
kept(True, [10, 11])
kept(False, [10, 11])
kept(1, [10, 11])
for flag in (True, False):
    show("added", *added(flag, 6))
    show("chosen", chosen(flag, 2), chosen(flag, 12))


# --- indices -----------------------------------------------------------------------------------------------------


def picked(items: list[int], data: bytes, index: int) -> str:
    found = []
    try:
        found.append(items[index])
        found.append(index + 1)
        items[index] = index * 2
    except IndexError as error:
        found.append(-1)
        print(error)
    try:
        found.append(data[index] << 24 | index)
    except IndexError as error:
        print(error)
    return f"{found} {items}"


for index in INDICES:
    print(index, picked([5, 6, 7, 8], b"abcd", index))


def far() -> None:
    place = 2**31
    for number in (0, 1):
        try:
            print(b"xyz"[place])
        except IndexError as error:
            print(error, number)
    try:
        print(b"xyz"[2**32 - 1])
    except IndexError as error:
        print(error)
    print(b"xyz"[-1], b"xyz"[2])


far()


def moved(items: list[int]) -> list[int]:
    for i in range(len(items) - 1):
        items[i] = items[i + 1]
    items[-1] = 0
    return items


print(moved([1, 2, 3, 4]), moved([9]))


# --- other ways to get somewhere ---------------------------------------------------------------------------------


def states(seed: int) -> Iterator[int]:
    state = seed
    for i in range(4):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        sent = yield state
        state ^= i
        if sent is not None:
            state = sent
        yield state + 2**62


def guarded(number: int) -> list[int]:
    found, place = [], 0
    try:
        place = 1
        found.append(10 // (number & 1))
        place = 2
        found.append([1, 2][number & 3])
        place = 3
    except (ZeroDivisionError, IndexError):
        place += 10
    finally:
        place *= 2
        found.append(place)
    return found


def released(number: int) -> str:
    small = number & 7
    if small > 3:
        del small
    try:
        return f"{small + 1}"
    except UnboundLocalError as error:
        return str(error)


def shared(start: int) -> list[int]:
    count = start & 0xFF

    def step(by: int) -> int:
        nonlocal count
        count += by & 0xFF
        return count & 0xFFFF

    return [step(2**40 + i) for i in range(3)] + [count]


def recursive(depth: int, value: int) -> int:
    return value if depth == 0 else recursive(depth - 1, (value * 31 + depth) & 0xFFFFFFFF)


def spread(number: int) -> tuple[int, int]:
    low = number & 0xFF
    high = low
    while high < 1000:
        low, high = high, low + high + 1
    return low, high


class Counter:
    total: int = 0

    def __init__(self, limit: int) -> None:
        self.limit = limit & 0xFF
        self.count = 0

    def step(self, by: int) -> int:
        self.count = (self.count + by) & self.limit
        Counter.total += self.count
        return self.count


for seed in (0, 2**31 - 1, 2**64 + 1, -5):
    walk = states(seed)
    print(next(walk), next(walk), walk.send(7) if next(walk) else None, *walk)
print([guarded(number) for number in range(8)], [released(number) for number in range(8)])
print(shared(2**64 + 250), recursive(50, 2**80 + 1), spread(1), spread(2**63 + 5))
counter = Counter(2**64 + 0x3F)
print([counter.step(by) for by in (1, 2**62, -1, 2**63, 62, 10**30)], Counter.total, counter.limit)
