"""Write `logarithms.inc`: what `logarithm.c` needs for log, exp and pow.

Run it from anywhere: `python sdk/sluice/runtime/tables/generate_logarithms.py`. Both tables have 128 entries:
a number in [0.7, 1.4) is divided by one of 128 short numbers c, whose logarithms are kept to 100 bits; and
2 ** (i / 128) is kept to 100 bits.
"""

from __future__ import annotations

import struct
from decimal import Decimal, getcontext
from pathlib import Path

getcontext().prec = 60
COUNT = 128
SHIFT = 45  # 52 - log2(COUNT)
OFFSET = 0x3FE6955500000000


def double_of(bits: int) -> float:
    (number,) = struct.unpack("<d", bits.to_bytes(8, "little"))
    return float(number)


def bits_of(number: float) -> int:
    return int.from_bytes(struct.pack("<d", number), "little")


def short_inverse(index: int) -> Decimal:
    """1 / (the middle of the interval), to 9 bits behind the point: products with 21 bits are exact."""
    low = double_of(OFFSET + (index << SHIFT))
    high = double_of(OFFSET + (index + 1 << SHIFT))
    if low <= 1 <= high:
        return Decimal(1)
    return Decimal(round(1024 / ((low + high) / 2))) / 1024


def split(number: Decimal, places: int) -> tuple[float, float]:
    """The number to `places` binary places behind the point, and the rest."""
    high = round(number * 2**places)
    return high / 2**places, float(number - Decimal(high) / 2**places)


def main() -> None:
    two_log = Decimal(2).ln()
    ln2 = split(two_log, 42)
    step = two_log / COUNT
    step_high, step_low = split(step, 42)
    lines = ["// Written by generate_logarithms.py."]
    lines.append(f"#define LN2_HIGH {ln2[0].hex()}\n#define LN2_LOW {ln2[1].hex()}")
    lines.append(f"#define STEP_HIGH {step_high.hex()}\n#define STEP_LOW {step_low.hex()}")
    lines.append(f"#define STEPS_PER_UNIT {float(1 / step).hex()}")
    lines.append("static const struct {\n    double inverse, high, low;\n} logarithms[] = {")
    for index in range(COUNT):
        inverse = short_inverse(index)
        high, low = split(-inverse.ln(), 42)
        lines.append(f"    {{{float(inverse).hex()}, {high.hex()}, {low.hex()}}},")
    lines.append("};\nstatic const struct {\n    double tail;\n    uint64_t bits;\n} powers[] = {")
    for index in range(COUNT):
        exact = (step * index).exp()
        nearest = float(exact)
        tail = float(exact / Decimal(nearest) - 1)
        lines.append(f"    {{{tail.hex()}, {bits_of(nearest) - (index << SHIFT):#018x}}},")
    lines.append("};\n")
    Path(__file__).with_name("logarithms.inc").write_text("\n".join(lines))


if __name__ == "__main__":
    main()
