"""Small functions of masked words: rotations, shifts of ints of any size, at the edges of 32 and 64 bits."""

from __future__ import annotations

WORDS = [0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 1 << 32, (1 << 62) - 1, 1 << 62, (1 << 63) - 1, 1 << 63]
WORDS += [(1 << 64) - 1, 1 << 64, 3 << 69, (1 << 100) + 0x123456789ABCDEF, True, False]
WORDS += [-each for each in WORDS]


def rotate(word: int, by: int) -> int:
    return ((word >> by) | (word << (32 - by))) & 0xFFFFFFFF


def rotate_wide(word: int, by: int) -> int:
    return ((word >> by) | (word << (64 - by))) & 0xFFFFFFFFFFFFFFFF


def twice(word: int) -> int:
    word = word * 2
    return word & 0xFFFF


def half(number: int, by: int) -> float:
    return number / (by * by + 1)


class Odd(int):
    pass


def shifts(word: int) -> list[int]:
    """What counts of `word` are 8, 39, 63, 64 and 65 low bits."""
    return [
        (word >> 1) & 127,
        (word >> 7) & 0xFFFFFFFF,
        (word >> 31) & 0xFFFFFFFF,
        (word >> 32) & 0xFFFFFFFF,
        (word >> 33) & 0xFFFFFFFF,
        (word >> 63) & 1,
        (word >> 63) & 3,
        (word >> 64) & 3,
        ((word >> 3) + (word << 3) ^ ~word) & 0xFFFF,
        ((word >> 20 >> 20) * 3) & 0xFFFFF,
        ((word >> 20 >> 20) * 3) & 0xFFFFFFF,
        (word >> (word & 31)) & 0xFF,
        (word & 0xFFFF) + (word & 0xFF),
        ((word & 0xFFFF) >> 4) & 0xFF,
        (word >> 8) & -256 & 0xFFFF,
    ]


def mixed(words: list[int]) -> int:
    a, b, c = words[0], words[1], words[2]
    for i in range(8):
        first = c + (rotate(a, 6) ^ rotate(a, 11) ^ rotate(b, 25)) + (a & b ^ ~a & 0xFFFFFFFF & c)
        c = b
        b = a
        a = (first + words[i % len(words)]) & 0xFFFFFFFF
    print(a, b, c)
    return a ^ b ^ c


for word in WORDS:
    print(word, [rotate(word, by) for by in (0, 1, 7, 16, 31, 32)])
    print(rotate_wide(word, 1), rotate_wide(word, 31), rotate_wide(word, 63), twice(word))
    print(shifts(word))
for start in range(len(WORDS)):
    print(mixed(WORDS[start:] + WORDS[:start]))
print(rotate(Odd(5), 1), shifts(Odd(5))[:3])
print([half(each, each & 3) for each in range(-3, 4)])
try:
    print(rotate(1, 33))
except ValueError as error:
    print(error)
try:
    print(half(1 << 5000, 1))
except OverflowError as error:
    print(error)
