"""Sets of characters: what `[…]`, `\\d` and letters whose case does not matter become."""

DIGIT = 0
SPACE = 2
WORD = 4
NEGATED = 1
IGNORES_CASE = 2
ASCII_CASE = 4
LAST_CODE_POINT = 0x10FFFF

# Small letters that are equal when case is ignored, beyond what lower() and upper() say.
_EQUAL_LETTERS = (
    "i\u0131\u0130",
    "s\u017f",
    "\xb5\u03bc",
    "k\u212a",
    "\xe5\u212b",
    "\u03c9\u2126",
    "\xdf\u1e9e",
    "\u0345\u03b9\u1fbe",
    "\u0390\u1fd3",
    "\u03b0\u1fe3",
    "\u03b2\u03d0",
    "\u03b5\u03f5",
    "\u03b8\u03d1",
    "\u03ba\u03f0",
    "\u03c0\u03d6",
    "\u03c1\u03f1",
    "\u03c2\u03c3",
    "\u03c6\u03d5",
    "\u0432\u1c80",
    "\u0434\u1c81",
    "\u043e\u1c82",
    "\u0441\u1c83",
    "\u0442\u1c84\u1c85",
    "\u044a\u1c86",
    "\u0463\u1c87",
    "\u1e61\u1e9b",
    "\ua64b\u1c88",
    "\ufb05\ufb06",
)


class CharacterSet:
    """ASCII as a bit each, the rest as ranges and Unicode categories; see `is_listed` in regex.c."""

    def __init__(self, unicode: bool, ignores_case: bool) -> None:
        self.unicode = unicode
        self.negated = False
        self.ignores_case = ignores_case
        self.bits = 0
        self.categories: list[int] = []
        self.ranges: list[tuple[int, int]] = []

    def add(self, code: int) -> None:
        """One character, and its other cases where case is ignored."""
        if not self.ignores_case:
            self.add_range(code, code)
            return
        for each in cases_of(code, self.unicode):
            self.add_range(each, each)

    def add_range(self, first: int, last: int) -> None:
        """All characters from one to another."""
        if first < 128:
            end = min(last, 127)
            self.bits |= ((1 << (end - first + 1)) - 1) << first
        if last >= 128:
            self.ranges.append((max(first, 128), last))

    def add_category(self, category: int, negated: bool) -> None:
        """`\\d`, `\\s` or `\\w`, or everything else."""
        bits = 0
        if category == DIGIT:
            bits = 0x3FF << 48
        elif category == SPACE:
            bits = (0x1F << 9) | (1 << 32)
            if self.unicode:
                bits |= 0xF << 28
        else:
            bits = (0x3FF << 48) | (0x3FFFFFF << 65) | (0x3FFFFFF << 97) | (1 << 95)
        self.bits |= ((1 << 128) - 1) ^ bits if negated else bits
        if self.unicode:
            self.categories.append(category + 1 if negated else category)
        elif negated:
            self.ranges.append((128, LAST_CODE_POINT))

    def words(self) -> list[int]:
        """The set as regex.c reads it."""
        flags = NEGATED if self.negated else 0
        if self.ignores_case:
            flags |= IGNORES_CASE if self.unicode else IGNORES_CASE | ASCII_CASE
        found = [flags]
        for shift in (0, 32, 64, 96):
            found.append((self.bits >> shift) & 0xFFFFFFFF)
        found.append(len(self.categories))
        found += self.categories
        found.append(len(self.ranges))
        for first, last in self.ranges:
            found.append(first)
            found.append(last)
        return found


def cases_of(code: int, unicode: bool) -> list[int]:
    """A character and what equals it when case is ignored."""
    if code < 128 and not unicode:
        return [code, code ^ 32] if chr(code).isalpha() else [code]
    if not unicode:
        return [code]
    letter = chr(code)
    found = [code]
    for other in (letter.lower(), letter.upper()):
        if len(other) == 1 and ord(other) not in found:
            found.append(ord(other))
    for letters in _EQUAL_LETTERS:
        if any([chr(each) in letters for each in found]):
            for each in letters:
                for other in (each, each.upper()):
                    if len(other) == 1 and ord(other) not in found:
                        found.append(ord(other))
    return found


def new_category(category: int, negated: bool, unicode: bool) -> CharacterSet:
    """A set of one category."""
    made = CharacterSet(unicode, False)
    made.add_category(category, negated)
    return made
