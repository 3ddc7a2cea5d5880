"""Lists all of whose items the compiler knows, and lists that only look like such."""

from __future__ import annotations

from collections.abc import Callable, Iterator

TABLE = [0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5]
OPEN = [1, 2, 3]
GROWN: list[int] = []


def rotate(word: int, by: int) -> int:
    return ((word >> by) | (word << (32 - by))) & 0xFFFFFFFF


def mix(state: list[int], seed: int) -> None:
    words = [0] * 16
    for i in range(4):
        words[i] = (seed * (i + 1)) & 0xFFFFFFFF
    for i in range(4, 16):
        words[i] = (rotate(words[i - 4], 7) ^ rotate(words[i - 1], 18) ^ (words[i - 2] >> 3)) & 0xFFFFFFFF
    a, b, c, d = state
    for i in range(16):
        a, b, c, d = d, (a + rotate(b, 9) + words[i]) & 0xFFFFFFFF, b, (c ^ TABLE[i % 4])
    for i, word in enumerate((a, b, c, d)):
        state[i] = (state[i] + word) & 0xFFFFFFFF


def mixed() -> None:
    state = [1, 0xFFFFFFFF, 3, 4]
    for seed in (0, 1, 0xDEADBEEF, -1, 2**70 + 5):
        mix(state, seed)
    print(state, sum(state))


def wide_rotation(words: list[int]) -> list[int]:
    return [((word >> 7) | (word << 25)) & 0xFFFFFFFF for word in words]


def rotations(by: int) -> None:
    words = [1, 2, 0xFFFFFFFF, 0x80000001]
    for word in words:
        other = word
        left = other << 5
        other = other + 1
        right = other >> 27
        print((left | right) & 0xFFFFFFFF, ((word << 12) + (word >> 20)) & 0xFFFFFFFF, end=" ")
        print(((word << 12) ^ (word >> 19)) & 0xFFFFFFFF, ((word << 8) | (word >> 24)) & 0xFFFFFFF, end=" ")
        print(rotate(word, by), rotate(word, 31), rotate(word, 1))
    wide = [2**32, 2**32 + 1, 2**40 - 1, 2**63, 2**90 + 77, -1, -(2**33)]
    print(wide_rotation(wide), [rotate(each, 5) for each in wide])


def swapped(n: int) -> list[int]:
    numbers = list(range(n))
    work = numbers[:]
    low, high = 0, n - 1
    while low < high:
        work[low], work[high] = work[high], work[low]
        low += 1
        high -= 1
    count = [0] * n
    for place in range(n):
        count[work[place]] += place
    return [*work, *count]


def shortened() -> None:
    items = [5, 6, 7, 8]
    for i in range(3):
        items[i] = items[i + 1]
    items.pop()
    try:
        print(items[3])
    except IndexError as error:
        print(error)
    try:
        items[3] = 1
    except IndexError as error:
        print(error)
    more = [1, 2, 3]
    more[0:2] = []
    try:
        print(more[0], more[1])
    except IndexError as error:
        print(error)
    others = [1, 2, 3]
    del others[0]
    print(others[1], len(others))
    others.clear()
    try:
        print(others[0])
    except IndexError as error:
        print(error)
    cut = [1, 2, 3][:1]
    try:
        print(cut[1])
    except IndexError as error:
        print(error)


def of_many_kinds(flag: bool) -> None:
    flags = [0, 1]
    flags[0] = flag
    print(flags, flags[0] + 1, flags[0] is flag, repr(flags[0]))
    big = [1]
    for _ in range(5):
        big[0] = big[0] * big[0] + 10**6
    print(big[0])
    edge = [2**62 - 1, -(2**62)]
    edge[0] = edge[0] + 1
    edge[1] = edge[1] - 1
    print(edge, edge[0] - edge[1])
    grown = [1]
    while len(grown) < 90:
        grown.append(grown[-1] * 2)
    print(grown[61], grown[62], grown[63], grown[64], grown[89])


class Number(int):
    def __rmul__(self, other: object) -> list[int]:  # type: ignore[override]
        taken = other
        if isinstance(taken, list):
            taken.append("seen")
            return [len(taken)]
        return []


def number_in_a_list(number: int) -> None:
    items = [1, 2]
    items[1] = number
    print([each + 1 for each in items], items[1] + 1, type(items[1]).__name__)
    print([7] * number, [7, 8] * number)


class Keeper:
    shared = [1, 2, 3]

    def __init__(self) -> None:
        self.items = [1, 2, 3]

    def keep(self, items: list[int]) -> None:
        self.items = items


def handed_out() -> None:
    keeper = Keeper()
    items = [1, 2, 3]
    keeper.keep(items)
    anything: list[object] = keeper.items  # type: ignore[assignment]
    anything[0] = True
    anything.append(2.5)
    print(items[0] + 1, items, Keeper.shared[1] + 1)
    held = [1, 2, 3]
    nested = [held]
    nested[0].append(2**80)
    print(held[3] + 1, held)
    for each in nested:
        each[0] = 2**80
    print(held[0] + 1)


def through_closures() -> None:
    items = [1, 2, 3]

    def change(value: int) -> None:
        items[0] = value

    change(2**65)
    print(items[0] + 1)
    change(True)
    print(items[0] + 1, items)


def generated(items: list[int]) -> Iterator[int]:
    for i in range(len(items)):
        sent = yield items[i] + 1
        if sent is not None:
            items[i] = sent


def through_generators() -> None:
    items = [1, 2, 3]
    steps = generated(items)
    print(next(steps))
    try:
        while True:
            print(steps.send(2**66))  # type: ignore[attr-defined]
    except StopIteration:
        print(items)


def with_default(value: int, items: list[int] = [0, 0]) -> int:  # noqa: B006
    items[0] = items[0] + value
    return items[0] + items[1]


def called_by_name(items: list[int]) -> int:
    items[0] = items[0] + 1
    return items[0]


def anybody() -> None:
    function: Callable[[list[int]], int] = called_by_name
    print(function([2**70]), called_by_name([1]))
    bools: list[int] = [True, False]
    print(function(bools), bools)


def alias(first: list[int], second: list[int]) -> int:
    first[0] = 2**64
    return second[0] + 1


def aliased() -> None:
    one = [1, 2]
    print(alias(one, one), alias([5], [6]))
    other = one if len(one) > 1 else [3]
    other[1] = -(2**64)
    print(one[1] - 1)


def globals_too() -> None:
    OPEN[0] = 2**67
    print(OPEN[0] + 1)
    for i in range(3):
        GROWN.append(i * 3)
        GROWN[i] += 1
    print(GROWN, GROWN[2] - 1)
    TABLE.append(2**33)
    print(TABLE[4] + 1, TABLE[-1])


def filled(count: int, item: int) -> None:
    print([item] * count, [item] * -count, [item] * True, [item] * (count > 1), count * [item])
    same = [[item]] * count
    if same:
        same[0][0] += 1
    print(same, [item, item + 1] * count)
    for times in (2**40, 2**62, 2**63, 2**80):
        try:
            print(len([item] * times))
        except (MemoryError, OverflowError) as error:
            print(type(error).__name__)


def taken_apart(items: list[int]) -> None:
    try:
        a, b, c = items
        print(a + 1, b + 1, c + 1)
    except ValueError as error:
        print(error)
    places = [0, 1, 2]
    if len(items) == 3:
        places[0], items[0], places[1] = items
        print(places, items)
        items[0], items[1], items[2] = items
        print(items)


def numbered(items: list[int]) -> None:
    for i, item in enumerate(items):
        if item == 2 and len(items) < 6:
            items.append(i + 10)
        if item == 3:
            items.pop()
        print(i, item, end=" ")
    print()
    for i, (a, b) in enumerate([(1, 2), (3, 4)]):
        print(i, a, b, end=" ")
    for i, letter in enumerate("häß"):
        print(i, letter, end=" ")
    print([i * item for i, item in enumerate(items) if i], {i: x for i, x in enumerate((5, 6))})
    for place, pair in enumerate({"a": 1}.items()):
        print(place, pair)
    i = 5
    for i, _ in enumerate(range(0)):
        print("never")
    print(i)


def sorted_ones() -> None:
    items = [3, 1, 2]
    items.sort()
    ordered = sorted(items, reverse=True)
    ordered[0] = ordered[0] * 2
    print(items[0] + items[2], ordered[0] - ordered[2], ordered)
    reversed_ = items[::-1]
    print(reversed_[0] + 1, reversed_)
    items.extend(range(4, 6))
    items += [2**63]
    print(items[5] + 1, items[3] + items[4])
    joined = items[:2] + [2**64]
    print(joined[2] + 1)


def slices_of_bytes(data: bytes, start: int, stop: int) -> None:
    print(data[start:stop], data[start:], data[:stop], data[:], data[start : stop + 1 : 2], data[-stop:-start])


def bytes_at(data: bytes, place: int) -> int:
    try:
        return data[place] + data[place + 1] * 256
    except IndexError as error:
        print(error, end=" ")
        return -1


mixed()
rotations(13)
print(swapped(0), swapped(1), swapped(8))
shortened()
of_many_kinds(True)
number_in_a_list(Number(2))
number_in_a_list(3)
handed_out()
through_closures()
through_generators()
print(with_default(5), with_default(2**66), with_default(1, [3, 4]))
anybody()
aliased()
globals_too()
filled(3, 7)
filled(0, -1)
filled(2, 2**70)
for length in range(2, 5):
    taken_apart(list(range(length)))
numbered([1, 2, 3, 4])
sorted_ones()
for begin, end in ((0, 3), (-2, 99), (2**63, 2**64), (-(2**80), 2**80), (3, 1), (True, 4)):
    slices_of_bytes(b"abcdef", begin, end)
    slices_of_bytes(bytes(range(250, 256)) * 2, begin, end)
print(*(bytes_at(b"ab\xff", place) for place in (-4, -3, -1, 0, 1, 2, 2**63, -(2**70))))
