"""Every operator of int around the edges of what a word, half a word and a small int hold."""

VALUES = sorted(
    {
        sign * (2**bits + offset)
        for bits in (15, 30, 31, 32, 61, 62, 63)
        for offset in (-1, 0, 1)
        for sign in (1, -1)
    }
)
VALUES = [*VALUES, 0, 1, -1, 2, -2, 3]


def product(left: int, right: int) -> int:
    return left * right


def total(left: int, right: int) -> int:
    return left + right


def difference(left: int, right: int) -> int:
    return left - right


def quotient(left: int, right: int) -> int:
    return left // right


def rest(left: int, right: int) -> int:
    return left % right


def bits(left: int, right: int) -> tuple[int, int, int]:
    return left & right, left | right, left ^ right


def order(left: int, right: int) -> tuple[bool, bool, bool]:
    return left < right, left == right, left >= right


def shifted(left: int, right: int) -> tuple[int, int]:
    return left << (right & 127), left >> (right & 127)


def changed(left: int, right: int) -> list[int]:
    held = [left] * 5
    held[0] += right
    held[1] -= right
    held[2] *= right
    held[3] //= right or 1
    held[4] %= right or 1
    return held


def squared(left: int) -> tuple[int, int, int, int]:
    return left * left, -left, ~left, abs(left)


TYPED = (product, total, difference, quotient, rest, bits, order, shifted, changed)
UNTYPED = (
    lambda left, right: left * right,
    lambda left, right: left + right,
    lambda left, right: left - right,
    lambda left, right: left // right,
    lambda left, right: left % right,
    lambda left, right: divmod(left, right),
    lambda left, right: (left & right, left | right, left ^ right),
    lambda left, right: (left < right, left == right, left >= right),
    lambda left, right: (min(left, right), max(left, right), sum((left, right))),
    lambda left, right: left * right == right * left,
    lambda left, right: pow(left, right & 7),
)

for place, function in enumerate((*TYPED, *UNTYPED)):
    for first in VALUES:
        results = []
        for second in VALUES:
            try:
                results.append(function(first, second))
            except ZeroDivisionError as error:
                results.append(str(error))
        print(place, first, results)
for first in VALUES:
    print(
        squared(first),
        first * -2147483648,
        -2147483648 * first,
        first * 2147483648,
        first + first,
        first - -first,
    )


class Place(int):
    """Its name stands in messages."""


LETTERS = ["a", "b", "c"]


def at_masked(number: int) -> str:
    place = number & 0x7FFFFFFFFFFFFFFF
    return LETTERS[place - place % 7] + str(place)


def at_most_negative(number: int) -> str:
    place = -(number & 0x7FFFFFFFFFFFFFFF) - 1
    return "abc"[place]


def at_place(number: int) -> str:
    place = Place(number)
    return LETTERS[place]


class Index:
    def __init__(self, number: int) -> None:
        self.number = number

    def __index__(self) -> int:
        return self.number


def at_index(number: int) -> str:
    return LETTERS[Index(number)]


def at_any(number: int) -> str:
    return LETTERS[number]


for subscript in (at_masked, at_most_negative, at_place, at_index, at_any):
    for wide in (2**63 - 1, 2**63, 2**64 + 1, 2**70, -(2**63), -(2**70)):
        try:
            print(subscript(wide))
        except IndexError as error:
            print(subscript.__name__, wide, error)


def as_characters(number: int) -> None:
    """What is no character is said by how far beyond it is: a C long, then Unicode."""
    for make in (
        lambda: "%c" % number,  # noqa: UP031
        lambda: b"%c" % number,
        lambda: format(number, "c"),
        lambda: chr(number),
    ):
        try:
            print(repr(make()))
        except (OverflowError, ValueError) as error:
            print(type(error).__name__, error)


for beyond in (-1, 0, 300, 0x110000, 2**31, 2**32 + 65, 2**61, 2**62, 2**63 - 1, 2**63, 2**64 + 65):
    as_characters(beyond)
for beyond in (-(2**62), -(2**62) - 1, -(2**63), -(2**63) - 1):
    as_characters(beyond)
