"""Write `float_powers.inc`: 10**k to 128 bits for every k that a double can need, in 830 bytes.

Run it from anywhere: `python sdk/sluice/runtime/tables/generate_float_powers.py`. Every 27th power is stored;
those between are one multiplication by a power of five away, plus a correction of the product's
last place (-1, 0 or 1, kept as two bits). The script checks every power that the C code will compute.
"""

from __future__ import annotations

from pathlib import Path

STEP = 27
FIRST = -351
LAST = 325


def floor_log2_power10(exponent: int) -> int:
    return (exponent * 1741647) >> 19


def exact_power(exponent: int) -> int:
    """ceil(10**exponent * 2**(127 - floor(log2(10**exponent)))): 128 bits, the top one set."""
    shift = 127 - floor_log2_power10(exponent)
    if exponent >= 0:
        number: int = 10**exponent
        return number << shift if shift >= 0 else -(-number >> -shift)
    quotient: int = -(1 << shift) // 10**-exponent
    return -quotient


def correction(exponent: int) -> int:
    """What has to be added to the truncated product of the stored power and a power of five."""
    stored = exponent - (exponent - FIRST) % STEP
    if stored == exponent:
        return 0
    offset = exponent - stored
    alpha = floor_log2_power10(exponent) - floor_log2_power10(stored) - offset
    difference: int = exact_power(exponent) - (exact_power(stored) * 5**offset >> alpha)
    assert difference in (-1, 0, 1), exponent
    return difference


def main() -> None:
    lines = ["// Written by generate_float_powers.py."]
    lines.append(f"#define POWER10_FIRST {FIRST}\n#define POWER10_STEP {STEP}")
    lines.append("static const uint64_t stored_powers[][2] = {")
    for exponent in range(FIRST, LAST + 1, STEP):
        power = exact_power(exponent)
        lines.append(f"    {{{power >> 64:#018x}, {power & (1 << 64) - 1:#018x}}},")
    lines.append("};\nstatic const uint32_t corrections[] = {")
    bits = sum((correction(exponent) + 1) << 2 * (exponent - FIRST) for exponent in range(FIRST, LAST + 1))
    words = [bits >> shift & 0xFFFFFFFF for shift in range(0, 2 * (LAST + 1 - FIRST), 32)]
    for start in range(0, len(words), 8):
        lines.append("    " + ", ".join(f"{word:#010x}" for word in words[start : start + 8]) + ",")
    lines.append("};\n")
    Path(__file__).with_name("float_powers.inc").write_text("\n".join(lines))


if __name__ == "__main__":
    main()
