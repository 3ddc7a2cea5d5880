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
