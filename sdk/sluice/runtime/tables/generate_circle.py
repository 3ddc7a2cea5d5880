"""Write `circle.inc`: 2 / pi to 1216 bits and pi / 2 in pieces, for `math_circle.c`.

Run it from anywhere: `python sdk/sluice/runtime/tables/generate_circle.py`.
"""

from __future__ import annotations

from pathlib import Path

WORDS = 38  # of 32 bits: 1024 for the largest exponent, 128 for the result, and some to spare
BITS = 1400


def pi_scaled() -> int:
    """pi * 2**BITS by Machin's formula."""
    unit = 1 << BITS + 32

    def arctangent(inverse: int) -> int:
        total, power, odd, sign = 0, unit // inverse, 1, 1
        while power:
            total += sign * (power // odd)
            power //= inverse * inverse
            odd, sign = odd + 2, -sign
        return total

    return 4 * (4 * arctangent(5) - arctangent(239)) >> 32


def main() -> None:
    pi = pi_scaled()
    two_by_pi = (2 << 2 * BITS) // pi >> BITS - 32 * WORDS
    lines = ["// Written by generate_circle.py.", "// 2 / pi, the words behind the point, the highest first."]
    words = [two_by_pi >> 32 * (WORDS - 1 - index) & 0xFFFFFFFF for index in range(WORDS)]
    lines.append("static const uint32_t two_by_pi[] = {")
    for start in range(0, WORDS, 8):
        lines.append("    " + ", ".join(f"{word:#010x}" for word in words[start : start + 8]) + ",")
    lines.append("};")
    rest = pi << 1  # pi / 2 * 2**(BITS + 2)
    scale = BITS + 2
    for name, bits in (("FIRST", 33), ("SECOND", 33), ("THIRD", 33), ("FOURTH", 53)):
        shift = rest.bit_length() - bits
        piece = rest >> shift
        lines.append(f"#define HALF_PI_{name} {piece:#x}p{shift - scale}")
        rest -= piece << shift
    Path(__file__).with_name("circle.inc").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
