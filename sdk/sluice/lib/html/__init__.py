"""`html`: `escape` and `unescape`."""

from html._references import INVALID_NUMBERS, find_named


def escape(s: str, quote: bool = True) -> str:
    """Text that is safe in HTML; `quote`: in attributes too."""
    s = s.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if quote:
        s = s.replace('"', "&quot;").replace("'", "&#x27;")
    return s


def unescape(s: str) -> str:
    """Text with its character references replaced, by the rules of HTML 5."""
    if "&" not in s:
        return s
    found: list[str] = []
    place = 0
    while True:
        start = s.find("&", place)
        if start < 0:
            found.append(s[place:])
            return "".join(found)
        found.append(s[place:start])
        if s[start + 1 : start + 2] == "#":
            text, place = _numbered(s, start)
        else:
            text, place = _named(s, start)
        found.append(text)


def _numbered(s: str, start: int) -> tuple[str, int]:
    """`&#65;` or `&#x41;`: its character and where the text goes on."""
    hexadecimal = s[start + 2 : start + 3] in ("x", "X")
    first = start + 3 if hexadecimal else start + 2
    digits = "0123456789abcdefABCDEF" if hexadecimal else "0123456789"
    end = first
    while end < len(s) and s[end] in digits:
        end += 1
    if end == first:
        return "&", start + 1
    number = int(s[first:end], 16 if hexadecimal else 10)
    if s[end : end + 1] == ";":
        end += 1
    if number in INVALID_NUMBERS:
        return INVALID_NUMBERS[number], end
    if 0xD800 <= number <= 0xDFFF or number > 0x10FFFF:
        return "\ufffd", end
    if _is_invalid(number):
        return "", end
    return chr(number), end


def _is_invalid(number: int) -> bool:
    if number < 0x20:
        return number not in (9, 10, 12, 13)
    return 0x7F <= number <= 0x9F or 0xFDD0 <= number <= 0xFDEF or number & 0xFFFE == 0xFFFE


def _named(s: str, start: int) -> tuple[str, int]:
    """`&amp;`: the longest name that is known, and where the text goes on."""
    end = start + 1
    while end < len(s) and end - start <= 32 and s[end] not in "\t\n\f <&#;":
        end += 1
    if end == start + 1:
        return "&", start + 1
    if s[end : end + 1] == ";":
        end += 1
    name = s[start + 1 : end]
    text = find_named(name)
    if text:
        return text, end
    for size in range(len(name) - 1, 1, -1):
        text = find_named(name[:size])
        if text:
            return text, start + 1 + size
    return "&" + name, end
