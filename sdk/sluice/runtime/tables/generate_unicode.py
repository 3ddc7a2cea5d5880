"""Write the tables `unicode_{sets,compact,cases}.inc` from this Python's own Unicode data (3.11: 14.0).

Run it with the Python whose behaviour is the specification:
`python sdk/sluice/runtime/tables/generate_unicode.py`.

A set of code points is the sorted list of the places where membership flips, in 16 bits each, plane by plane.
A case mapping is a list of runs (first, last, distance, step), with the few characters that become several
ones apart. What follows from behaviour (final sigma) is asked of `str` itself.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

PLANES = (0, 1, 2, 3, 14)
HERE = Path(__file__).parent


def is_cased(char: str) -> bool:
    return char.islower() or char.isupper() or unicodedata.category(char) == "Lt"


def is_case_ignorable(char: str) -> bool:
    """Whether str.lower looks through it when it decides on a final sigma."""
    if is_cased(char):
        return (char + "\u03a3").lower()[-1] == "\u03c3"
    return ("A\u03a3" + char + "A").lower()[1] == "\u03c3"


SETS: dict[str, Callable[[str], bool]] = {
    "alpha": str.isalpha,
    "numeric": str.isnumeric,
    "digit": str.isdigit,
    "lower": str.islower,
    "upper": str.isupper,
    "titlecase": lambda char: unicodedata.category(char) == "Lt",
    "space": str.isspace,
}
COMPACT_SETS: dict[str, Callable[[str], bool]] = {
    "printable": str.isprintable,
    "cased": is_cased,
    "case_ignorable": is_case_ignorable,
    "identifier_start": str.isidentifier,
    "identifier_part": lambda char: ("a" + char).isidentifier(),
}
CASES: dict[str, Callable[[str], str]] = {
    "lower": str.lower,
    "upper": str.upper,
    "title": str.title,
    "fold": str.casefold,
}


def flips(member: Callable[[str], bool], plane: int) -> list[int]:
    places, inside = [], False
    for low in range(0x10000):
        if member(chr(plane << 16 | low)) != inside:
            inside = not inside
            places.append(low)
    return places


def words(numbers: Iterable[int]) -> str:
    lines, line = [], ""
    for number in numbers:
        if len(line) > 90:
            lines.append(line.rstrip())
            line = ""
        line += f"{number}, "
    return "\n    ".join([*lines, line.rstrip()])


def set_table(name: str, member: Callable[[str], bool]) -> str:
    places: list[int] = []
    ends = []
    for plane in PLANES:
        places += flips(member, plane)
        ends.append(len(places))
    used = next((index for index in range(5) if all(end == ends[index] for end in ends[index:])), 4) + 1
    ends = ends[:used] + [ends[-1]] * (5 - used)
    table = f"static const uint16_t {name}_places[] = {{\n    {words(places)}\n}};\n"
    return table + (
        f"const slu_unicode_set slu_unicode_{name} = {{{name}_places, {{{', '.join(map(str, ends))}}}}};\n"
    )


def case_runs(mapping: Callable[[str], str]) -> tuple[list[tuple[int, int, int, int]], list[tuple[int, ...]]]:
    runs: list[list[int]] = []
    special: list[tuple[int, ...]] = []
    for code in range(0x20000):
        result = mapping(chr(code))
        if len(result) > 1:
            special.append((code, *map(ord, result), 0)[:4])
        elif ord(result) != code:
            assert ord(result) >> 16 == code >> 16
            distance = ord(result) - code & 0xFFFF
            last = runs[-1] if runs else [-9, -9, 0, 0]
            step = code - last[1]
            if distance == last[2] and step in (1, 2) and last[3] in (0, step):
                last[1], last[3] = code, step
            else:
                runs.append([code, code, distance, 0])
    return [(first, last, distance, step or 1) for first, last, distance, step in runs], special


def case_table(name: str, mapping: Callable[[str], str]) -> str:
    runs, special = case_runs(mapping)
    split = sum(first < 0x10000 for first, *_ in runs)
    lines = [f"static const slu_case_run {name}_runs[] = {{"]
    lines += [
        f"    {{{first & 0xFFFF}, {last & 0xFFFF}, {distance}, {step}}},"
        for first, last, distance, step in runs
    ]
    lines += ["};", f"static const uint16_t {name}_special[][4] = {{"]
    lines += [f"    {{{', '.join(map(str, entry))}}}," for entry in special]
    lines.append("};")
    lines.append(
        f"const slu_case_mapping slu_case_{name} = {{{name}_runs, {name}_special, {split}, {len(runs)}, "
        f"{len(special)}}};\n"
    )
    return "\n".join(lines)


def all_flips(member: Callable[[str], bool]) -> Iterable[int]:
    inside = False
    for code in range(sys.maxunicode + 1):
        if member(chr(code)) != inside:
            inside = not inside
            yield code


def compact_table(name: str, member: Callable[[str], bool]) -> str:
    """The distances between flips, seven bits a byte: small and slow, for what is asked rarely."""
    distances, last = [], 0
    for code in all_flips(member):
        distance = code - last
        last = code
        while distance > 127:
            distances.append(distance & 127 | 128)
            distance >>= 7
        distances.append(distance)
    return (
        f"static const uint8_t {name}_distances[] = {{\n    {words(distances)}\n}};\n"
        f"const slu_compact_set slu_compact_{name} = {{{name}_distances, {len(distances)}}};\n"
    )


def decimals_table() -> str:
    zeros = [code for code in range(sys.maxunicode) if unicodedata.decimal(chr(code), -1) == 0]
    tens = [code for code in zeros if all(unicodedata.decimal(chr(code + i), -1) == i for i in range(10))]
    assert len(tens) * 10 == sum(chr(code).isdecimal() for code in range(sys.maxunicode))
    return f"static const uint32_t decimal_zeros[] = {{\n    {words(tens)}\n}};\n"


def main() -> None:
    sets = [set_table(name, member) for name, member in SETS.items()]
    head = f"// Written by generate_unicode.py from Unicode {unicodedata.unidata_version}.\n"
    (HERE / "unicode_sets.inc").write_text(head + decimals_table() + "".join(sets))
    cases = [case_table(name, mapping) for name, mapping in CASES.items()]
    compact = [compact_table(name, member) for name, member in COMPACT_SETS.items()]
    (HERE / "unicode_compact.inc").write_text(head + "".join(compact))
    (HERE / "unicode_cases.inc").write_text(head + "".join(cases))


if __name__ == "__main__":
    main()
