"""Patterns as trees.

`parse("a|b*")` gives `Node("alt", items=[a, Node("repeat", …)])`. The flags are dealt with here: a letter
whose case does not matter becomes a set, `^` becomes one of two assertions.
"""

from re._charset import DIGIT, SPACE, WORD, CharacterSet, cases_of, new_category
from re._errors import error
from typing import Any

TEMPLATE = 1
IGNORECASE = 2
LOCALE = 4
MULTILINE = 8
DOTALL = 16
UNICODE = 32
VERBOSE = 64
DEBUG = 128
ASCII = 256
_TYPE_FLAGS = ASCII | LOCALE | UNICODE
_GLOBAL_FLAGS = DEBUG
_FLAGS = {
    "i": IGNORECASE,
    "L": LOCALE,
    "m": MULTILINE,
    "s": DOTALL,
    "x": VERBOSE,
    "a": ASCII,
    "t": TEMPLATE,
    "u": UNICODE,
}
NO_LIMIT = -1
MOST = 4294967295
_WIDEST = 1 << 64
GREEDY, LAZY, POSSESSIVE = 0, 1, 2
AT_START, AT_LINE_START, AT_END, AT_LINE_END, AT_STRING_END = 0, 1, 2, 3, 4
AT_BOUNDARY, AT_INSIDE, AT_UNI_BOUNDARY, AT_UNI_INSIDE = 5, 6, 7, 8
_WHITESPACE = " \t\n\r\v\f"

_CONTROL = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92}


class Node:
    """A part of a pattern. `kind` says which fields count:

    char (number), set (set), any, all, at (number), seq (items), alt (items), group (number, items[0]),
    repeat (mode, low, high, items[0]), look (negative, behind, items[0]), atomic (items[0]),
    ref (number, flags), cond (number, items: yes and no), empty.
    `least` and `most`: how many characters it can match; `most` NO_LIMIT: any number.
    """

    __slots__ = (
        "behind",
        "flags",
        "high",
        "items",
        "kind",
        "least",
        "low",
        "mode",
        "most",
        "negative",
        "number",
        "set",
    )

    def __init__(self, kind: str, number: int = 0, items: "list[Node] | None" = None) -> None:
        self.kind = kind
        self.number = number
        self.items: list[Node] = [] if items is None else items
        self.set: CharacterSet | None = None
        self.mode = GREEDY
        self.low = 0
        self.high = 0
        self.negative = False
        self.behind = False
        self.flags = 0
        self.least = 0
        self.most = 0


class VerboseNeeded(Exception):
    """The pattern turns `x` on at its start: it is read again with that flag."""


class Parser:
    """Reads one pattern. `text` is the pattern as str (bytes as Latin-1), `original` what the author gave."""

    def __init__(self, original: Any, flags: int) -> None:
        self.original = original
        self.is_bytes = not isinstance(original, str)
        self.text: str = bytes(original).decode("latin-1") if self.is_bytes else original
        self.place = 0
        self.flags = flags
        self.group_names: dict[str, int] = {}
        self.widths: list[tuple[int, int] | None] = [None]
        self.lookbehind_groups = -1
        self.forward_conditions: dict[int, int] = {}

    # --- characters

    def fail(self, message: str, place: int) -> error:
        """The exception for something that begins at this place."""
        return error(message, self.original, place)

    def peek(self) -> str:
        """The next character; an escape counts as one. Empty at the end."""
        if self.place >= len(self.text):
            return ""
        letter = self.text[self.place]
        if letter == "\\":
            if self.place + 1 >= len(self.text):
                raise self.fail("bad escape (end of pattern)", self.place)
            return self.text[self.place : self.place + 2]
        return letter

    def take(self) -> str:
        """The next character or escape; moves on."""
        found = self.peek()
        self.place += len(found)
        return found

    def accept(self, wanted: str) -> bool:
        """Whether the next character is this one; moves on then."""
        if self.peek() == wanted:
            self.place += len(wanted)
            return True
        return False

    def take_while(self, most: int, letters: str) -> str:
        """Up to so many characters of a set."""
        start = self.place
        while self.place < len(self.text) and self.place - start < most and self.text[self.place] in letters:
            self.place += 1
        return self.text[start : self.place]

    def take_until(self, end: str, what: str) -> str:
        """What stands before a closing character, which is skipped."""
        start = self.place
        place = self.text.find(end, start)
        if place < 0:
            if start >= len(self.text):
                raise self.fail(f"missing {what}", start)
            raise self.fail(f"missing {end}, unterminated name", start)
        if place == start:
            raise self.fail(f"missing {what}", start)
        self.place = place + 1
        return self.text[start:place]

    # --- alternatives and sequences

    def parse(self) -> Node:
        """The whole pattern."""
        node = self.alternatives(self.flags, True)
        if self.place < len(self.text):
            raise self.fail("unbalanced parenthesis", self.place)
        for number, place in self.forward_conditions.items():
            if number >= len(self.widths):
                raise self.fail(f"invalid group reference {number}", place)
        return node

    def alternatives(self, flags: int, first: bool) -> Node:
        """`a|b|c` up to a closing parenthesis or the end."""
        items = [self.sequence(flags, first)]
        while self.accept("|"):
            items.append(self.sequence(self.flags if first else flags, False))
        if len(items) == 1:
            return items[0]
        node = Node("alt", 0, items)
        node.least = min([each.least for each in items])
        node.most = _widest([each.most for each in items])
        return node

    def sequence(self, flags: int, first: bool) -> Node:
        """Parts one after another."""
        items: list[Node] = []
        while True:
            letter = self.peek()
            if letter == "" or letter in "|)":
                break
            start = self.place
            self.place += len(letter)
            if flags & VERBOSE:
                if letter in _WHITESPACE:
                    continue
                if letter == "#":
                    end = self.text.find("\n", self.place)
                    self.place = len(self.text) if end < 0 else end + 1
                    continue
            if letter in ("*", "+", "?", "{"):
                if self.quantify(items, letter, start):
                    continue
                items.append(self.literal(123, flags))
                continue
            if letter == "(":
                node = self.group(flags, first and not items, start)
                if node is None:
                    flags = self.flags
                    continue
                items.append(node)
                continue
            items.append(self.single(letter, flags, start))
        return _sequence_of(items)

    def single(self, letter: str, flags: int, start: int) -> Node:
        """A character, an escape, a set, an assertion."""
        if letter[0] == "\\":
            return self.escape(letter, flags, start)
        if letter == "[":
            return self.character_set(flags, start)
        if letter == ".":
            return _one(Node("all" if flags & DOTALL else "any"))
        if letter == "^":
            return Node("at", AT_LINE_START if flags & MULTILINE else AT_START)
        if letter == "$":
            return Node("at", AT_LINE_END if flags & MULTILINE else AT_END)
        return self.literal(ord(letter), flags)

    def literal(self, code: int, flags: int) -> Node:
        """One character, with its other cases where case is ignored."""
        if flags & IGNORECASE:
            unicode = self.is_unicode(flags)
            cases = cases_of(code, unicode)
            if len(cases) > 1:
                made = CharacterSet(unicode, False)
                for each in cases:
                    made.add(each)
                return _set_node(made)
        return _one(Node("char", code))

    def is_unicode(self, flags: int) -> bool:
        """Whether classes and cases are those of Unicode."""
        return not self.is_bytes and not flags & ASCII

    # --- repetition

    def quantify(self, items: list[Node], letter: str, start: int) -> bool:
        """Repeat the last item. false: the brace is a plain character."""
        low, high = 0, NO_LIMIT
        if letter == "?":
            high = 1
        elif letter == "+":
            low = 1
        elif letter == "{":
            if self.peek() == "}":
                return False
            digits = self.take_while(len(self.text), "0123456789")
            upper = digits
            if self.accept(","):
                upper = self.take_while(len(self.text), "0123456789")
            if not self.accept("}"):
                self.place = start + 1
                return False
            low = int(digits) if digits else 0
            high = int(upper) if upper else NO_LIMIT
            if low >= MOST or high >= MOST:
                raise OverflowError("the repetition number is too large")
            if high != NO_LIMIT and high < low:
                raise self.fail("min repeat greater than max repeat", start + 1)
        if not items or items[-1].kind in ("at", "empty"):
            raise self.fail("nothing to repeat", start)
        item = items[-1]
        if item.kind == "repeat":
            raise self.fail("multiple repeat", start)
        node = Node("repeat", 0, [item])
        node.low = low
        node.high = high
        if self.accept("?"):
            node.mode = LAZY
        elif self.accept("+"):
            node.mode = POSSESSIVE
        node.least = min(item.least * low, _WIDEST)
        if high == NO_LIMIT:
            node.most = NO_LIMIT if item.most else 0
        else:
            node.most = NO_LIMIT if item.most == NO_LIMIT else min(item.most * high, _WIDEST)
        items[-1] = node
        return True

    # --- groups

    def group(self, flags: int, at_start: bool, start: int) -> Node | None:
        """What begins with a parenthesis. None: a comment or flags for the whole pattern."""
        name = ""
        captures = True
        atomic = False
        if self.accept("?"):
            letter = self.take()
            if letter == "":
                raise self.fail("unexpected end of pattern", self.place)
            if letter == "P":
                if self.accept("<"):
                    name = self.take_until(">", "group name")
                    self.check_name(name, self.place - len(name) - 1)
                elif self.accept("="):
                    return self.named_reference(flags)
                else:
                    letter = self.take()
                    if letter == "":
                        raise self.fail("unexpected end of pattern", self.place)
                    raise self.fail(f"unknown extension ?P{letter}", self.place - len(letter) - 2)
            elif letter == ":":
                captures = False
            elif letter == "#":
                end = self.text.find(")", self.place)
                if end < 0:
                    raise self.fail("missing ), unterminated comment", start)
                self.place = end + 1
                return None if at_start else Node("empty_comment")
            elif letter in ("=", "!", "<"):
                return self.look_around(letter, flags, start)
            elif letter == "(":
                return self.condition(flags, start)
            elif letter == ">":
                captures = False
                atomic = True
            elif letter in _FLAGS or letter == "-":
                changed = self.inline_flags(letter, flags, at_start, start)
                if changed is None:
                    return None
                flags = changed
                captures = False
            else:
                raise self.fail(f"unknown extension ?{letter}", self.place - len(letter) - 1)
        number = self.open_group(name, start) if captures else 0
        inner = self.alternatives(flags, False)
        if not self.accept(")"):
            raise self.fail("missing ), unterminated subpattern", start)
        if captures:
            self.widths[number] = (inner.least, inner.most)
        if not captures and not atomic:
            return _wrapped(inner)
        node = Node("atomic" if atomic else "group", number, [inner])
        node.least, node.most = inner.least, inner.most
        return node

    def open_group(self, name: str, start: int) -> int:
        """The number of a new group."""
        number = len(self.widths)
        self.widths.append(None)
        if name:
            taken = self.group_names.get(name)
            if taken is not None:
                message = f"redefinition of group name {name!r} as group {number}; was group {taken}"
                raise self.fail(message, start + 4)
            self.group_names[name] = number
        return number

    def check_name(self, name: str, place: int) -> None:
        """A group's name is an identifier; ASCII in a pattern of bytes it should be."""
        if not name.isidentifier():
            shown = ascii(name) if self.is_bytes else repr(name)
            raise self.fail(f"bad character in group name {shown}", place)

    def named_reference(self, flags: int) -> Node:
        """`(?P=name)`."""
        start = self.place
        name = self.take_until(")", "group name")
        self.check_name(name, start)
        number = self.group_names.get(name)
        if number is None:
            raise self.fail(f"unknown group name {name!r}", start)
        return self.reference(number, flags, start)

    def reference(self, number: int, flags: int, place: int) -> Node:
        """A group's text once more."""
        width = self.widths[number]
        if width is None:
            raise self.fail("cannot refer to an open group", place)
        self.check_lookbehind(number)
        node = Node("ref", number)
        if flags & IGNORECASE:
            node.flags = 2 if self.is_unicode(flags) else 6
        node.least, node.most = width
        return node

    def check_lookbehind(self, number: int) -> None:
        """Inside of a look-behind only groups from outside may be referred to."""
        if self.lookbehind_groups < 0:
            return
        if number >= len(self.widths) or self.widths[number] is None:
            raise self.fail("cannot refer to an open group", self.place)
        if number >= self.lookbehind_groups:
            raise self.fail("cannot refer to group defined in the same lookbehind subpattern", self.place)

    def look_around(self, letter: str, flags: int, start: int) -> Node:
        """`(?=…)`, `(?!…)`, `(?<=…)`, `(?<!…)`."""
        behind = False
        outer = self.lookbehind_groups
        if letter == "<":
            letter = self.take()
            if letter == "":
                raise self.fail("unexpected end of pattern", self.place)
            if letter not in ("=", "!"):
                raise self.fail(f"unknown extension ?<{letter}", self.place - len(letter) - 2)
            behind = True
            if outer < 0:
                self.lookbehind_groups = len(self.widths)
        inner = self.alternatives(flags, False)
        if behind and outer < 0:
            self.lookbehind_groups = -1
        if not self.accept(")"):
            raise self.fail("missing ), unterminated subpattern", start)
        node = Node("look", 0, [inner])
        node.negative = letter == "!"
        node.behind = behind
        return node

    def condition(self, flags: int, start: int) -> Node:
        """`(?(group)yes|no)`."""
        place = self.place
        name = self.take_until(")", "group name")
        if name.isdecimal() and name.isascii():
            number = int(name)
            if number == 0:
                raise self.fail("bad group number", place)
            if number >= len(self.widths):
                self.forward_conditions.setdefault(number, place)
        else:
            self.check_name(name, place)
            found = self.group_names.get(name)
            if found is None:
                raise self.fail(f"unknown group name {name!r}", place)
            number = found
        self.check_lookbehind(number)
        yes = self.sequence(flags, False)
        no = Node("seq")
        if self.accept("|"):
            no = self.sequence(flags, False)
            if self.peek() == "|":
                raise self.fail("conditional backref with more than two branches", self.place)
        if not self.accept(")"):
            raise self.fail("missing ), unterminated subpattern", start)
        node = Node("cond", number, [yes, no])
        node.least = min(yes.least, no.least)
        node.most = _widest([yes.most, no.most])
        return node

    def inline_flags(self, letter: str, flags: int, at_start: bool, start: int) -> int | None:
        """`(?i)` sets flags for all (None), `(?i-s:…)` for the group that follows (the new flags)."""
        on = 0
        if letter != "-":
            while True:
                flag = _FLAGS[letter]
                if self.is_bytes and letter == "u":
                    raise self.fail("bad inline flags: cannot use 'u' flag with a bytes pattern", self.place)
                if not self.is_bytes and letter == "L":
                    raise self.fail("bad inline flags: cannot use 'L' flag with a str pattern", self.place)
                on |= flag
                if flag & _TYPE_FLAGS and on & _TYPE_FLAGS != flag:
                    message = "bad inline flags: flags 'a', 'u' and 'L' are incompatible"
                    raise self.fail(message, self.place)
                letter = self.take()
                if letter == "":
                    raise self.fail("missing -, : or )", self.place)
                if letter in (")", "-", ":"):
                    break
                if letter not in _FLAGS:
                    message = "unknown flag" if letter.isalpha() else "missing -, : or )"
                    raise self.fail(message, self.place - len(letter))
        if letter == ")":
            if not at_start:
                raise self.fail("global flags not at the start of the expression", start)
            if on & VERBOSE and not self.flags & VERBOSE:
                self.flags |= on
                raise VerboseNeeded
            self.flags |= on
            return None
        if on & _GLOBAL_FLAGS:
            raise self.fail("bad inline flags: cannot turn on global flag", self.place)
        off = self.flags_to_turn_off() if letter == "-" else 0
        if on & off:
            raise self.fail("bad inline flags: flag turned on and off", self.place)
        if on & _TYPE_FLAGS:
            flags &= ~_TYPE_FLAGS
        return (flags | on) & ~off

    def flags_to_turn_off(self) -> int:
        """What follows the minus, up to the colon."""
        off = 0
        letter = self.take()
        if letter == "":
            raise self.fail("missing flag", self.place)
        if letter not in _FLAGS:
            raise self.fail("unknown flag" if letter.isalpha() else "missing flag", self.place - len(letter))
        while True:
            flag = _FLAGS[letter]
            if flag & _TYPE_FLAGS:
                message = "bad inline flags: cannot turn off flags 'a', 'u' and 'L'"
                raise self.fail(message, self.place)
            off |= flag
            letter = self.take()
            if letter == "":
                raise self.fail("missing :", self.place)
            if letter == ":":
                return off
            if letter not in _FLAGS:
                raise self.fail("unknown flag" if letter.isalpha() else "missing :", self.place - len(letter))

    # --- escapes

    def category(self, letter: str, flags: int) -> CharacterSet | None:
        """The set of `\\d`, `\\S` and the like."""
        if letter not in "dDsSwW":
            return None
        kinds = {"d": DIGIT, "s": SPACE, "w": WORD}
        return new_category(kinds[letter.lower()], letter.isupper(), self.is_unicode(flags))

    def escape(self, text: str, flags: int, start: int) -> Node:
        """An escape outside of a set."""
        letter = text[1]
        made = self.category(letter, flags)
        if made is not None:
            return _set_node(made)
        if letter == "A":
            return Node("at", AT_START)
        if letter == "Z":
            return Node("at", AT_STRING_END)
        if letter in "bB":
            unicode = self.is_unicode(flags)
            if letter == "b":
                return Node("at", AT_UNI_BOUNDARY if unicode else AT_BOUNDARY)
            return Node("at", AT_UNI_INSIDE if unicode else AT_INSIDE)
        if letter == "0":
            digits = self.take_while(2, "01234567")
            return self.literal(int("0" + digits, 8), flags)
        if letter in "123456789":
            return self.numbered(letter, flags, start)
        return self.literal(self.escaped_character(letter, start), flags)

    def numbered(self, letter: str, flags: int, start: int) -> Node:
        """A reference to a group, or three octal digits."""
        text = self.text
        digits = letter
        if self.place < len(text) and text[self.place] in "0123456789":
            digits += text[self.place]
            self.place += 1
            if (
                letter in "0123"
                and digits[1] in "01234567"
                and self.place < len(text)
                and text[self.place] in "01234567"
            ):
                digits += text[self.place]
                self.place += 1
                return self.literal(int(digits, 8), flags)
            if (
                letter in "4567"
                and digits[1] in "01234567"
                and self.place < len(text)
                and text[self.place] in "01234567"
            ):
                octal = digits + text[self.place]
                self.place += 1
                message = f"octal escape value \\{octal} outside of range 0-0o377"
                raise self.fail(message, start)
        number = int(digits)
        if number < len(self.widths):
            if self.widths[number] is None:
                raise self.fail("cannot refer to an open group", start)
            return self.reference(number, flags, start)
        raise self.fail(f"invalid group reference {number}", start + 1)

    def escaped_character(self, letter: str, start: int) -> int:
        """The code point of an escape that stands for one character, in a set or outside."""
        if letter == "x":
            return self.hexadecimal(letter, 2, start)
        if letter in "uU" and not self.is_bytes:
            code = self.hexadecimal(letter, 4 if letter == "u" else 8, start)
            if code > 0x10FFFF:
                raise self.fail(f"bad escape {self.text[start : self.place]}", start)
            return code
        if letter in _CONTROL and letter != "b":
            return _CONTROL[letter]
        if letter.isascii() and letter.isalpha():
            raise self.fail(f"bad escape \\{letter}", start)
        return ord(letter)

    def hexadecimal(self, letter: str, size: int, start: int) -> int:
        """Exactly so many hexadecimal digits."""
        digits = self.take_while(size, "0123456789abcdefABCDEF")
        if len(digits) != size:
            raise self.fail(f"incomplete escape \\{letter}{digits}", start)
        return int(digits, 16)

    # --- sets

    def character_set(self, flags: int, start: int) -> Node:
        """`[…]`."""
        made = CharacterSet(self.is_unicode(flags), bool(flags & IGNORECASE))
        made.negated = self.accept("^")
        first = True
        while True:
            place = self.place
            text = self.take()
            if text == "":
                raise self.fail("unterminated character set", start)
            if text == "]" and not first:
                break
            first = False
            low = self.set_item(made, text, flags, place)
            if not self.accept("-"):
                if low >= 0:
                    made.add(low)
                continue
            after = self.place
            text = self.take()
            if text == "":
                raise self.fail("unterminated character set", start)
            if text == "]":
                if low >= 0:
                    made.add(low)
                made.add(45)
                break
            high = -1 if low < 0 else self.set_item(None, text, flags, after)
            if low < 0 or high < 0:
                raise self.fail(f"bad character range {self.text[place : self.place]}", place)
            if high < low:
                raise self.fail(f"bad character range {self.text[place : self.place]}", place)
            made.add_range(low, high)
            if high - low < 256 and made.ignores_case:
                for code in range(low, high + 1):
                    made.add(code)
        return _set_node(made)

    def set_item(self, made: CharacterSet | None, text: str, flags: int, place: int) -> int:
        """The code point of a set's item; -1: a class, which has been added."""
        if text[0] != "\\":
            return ord(text)
        letter = text[1]
        if letter in "dDsSwW":
            if made is not None:
                kinds = {"d": DIGIT, "s": SPACE, "w": WORD}
                made.add_category(kinds[letter.lower()], letter.isupper())
            return -1
        if letter == "b":
            return 8
        if letter in "01234567":
            digits = letter + self.take_while(2, "01234567")
            code = int(digits, 8)
            if code > 255:
                raise self.fail(f"octal escape value \\{digits} outside of range 0-0o377", place)
            return code
        if letter.isdecimal() and letter.isascii():
            raise self.fail(f"bad escape \\{letter}", place)
        return self.escaped_character(letter, place)


def _widest(widths: list[int]) -> int:
    return NO_LIMIT if NO_LIMIT in widths else max(widths)


def _one(node: Node) -> Node:
    node.least = 1
    node.most = 1
    return node


def _set_node(made: CharacterSet) -> Node:
    node = _one(Node("set"))
    node.set = made
    return node


def _sequence_of(items: list[Node]) -> Node:
    kept = [each for each in items if each.kind != "empty_comment"]
    if len(kept) == 1:
        return kept[0]
    node = Node("seq", 0, kept)
    for each in kept:
        node.least += each.least
        node.most = NO_LIMIT if NO_LIMIT in (node.most, each.most) else node.most + each.most
    return node


def _wrapped(inner: Node) -> Node:
    """A group without a number: what is inside counts as one item for a quantifier."""
    if inner.kind in ("char", "set", "any", "all", "group", "alt", "atomic", "look", "ref", "cond"):
        return inner
    node = Node("seq", 0, [inner])
    node.least, node.most = inner.least, inner.most
    return node


def parse(pattern: Any, flags: int) -> tuple[Node, Parser]:
    """The tree of a pattern, and the parser, which knows its groups and final flags."""
    parser = Parser(pattern, flags)
    try:
        return parser.parse(), parser
    except VerboseNeeded:
        again = Parser(pattern, parser.flags)
        return again.parse(), again
