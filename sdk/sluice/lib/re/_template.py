"""What `sub` and `expand` put in: text, with groups between."""

from re._errors import error
from typing import Any

_CONTROL = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}


def parse_template(source: Any, groups: int, names: dict[str, int]) -> list[Any]:
    """Texts and numbers of groups, in turn."""
    if isinstance(source, str):
        return _Template(source, source, groups, names).parts()
    found = _Template(source, bytes(source).decode("latin-1"), groups, names).parts()
    return [each.encode("latin-1") if isinstance(each, str) else each for each in found]


class _Template:
    """Reads one template."""

    def __init__(self, original: Any, text: str, groups: int, names: dict[str, int]) -> None:
        self.original = original
        self.text = text
        self.groups = groups
        self.names = names
        self.place = 0

    def fail(self, message: str, place: int) -> error:
        """The exception for something that begins at this place."""
        return error(message, self.original, place)

    def parts(self) -> list[Any]:
        """The whole template."""
        found: list[Any] = []
        plain = ""
        text = self.text
        while self.place < len(text):
            slash = text.find("\\", self.place)
            if slash < 0:
                slash = len(text)
            plain += text[self.place : slash]
            self.place = slash
            if slash >= len(text):
                break
            part = self.escape(slash)
            if isinstance(part, str):
                plain += part
                continue
            if plain:
                found.append(plain)
                plain = ""
            found.append(part)
        if plain:
            found.append(plain)
        return found

    def escape(self, start: int) -> Any:
        """A group's number, or the text that an escape stands for."""
        text = self.text
        if start + 1 >= len(text):
            raise self.fail("bad escape (end of pattern)", start)
        letter = text[start + 1]
        self.place = start + 2
        if letter == "g":
            return self.named(start)
        if letter == "0":
            digits = self.octal_digits(2)
            return chr(int("0" + digits, 8) & 255)
        if letter in "123456789":
            return self.numbered(letter, start)
        if letter in _CONTROL:
            return _CONTROL[letter]
        if letter.isascii() and letter.isalpha():
            raise self.fail(f"bad escape \\{letter}", start)
        return "\\" + letter

    def octal_digits(self, most: int) -> str:
        """Up to so many octal digits."""
        start = self.place
        text = self.text
        while self.place < len(text) and self.place - start < most and text[self.place] in "01234567":
            self.place += 1
        return text[start : self.place]

    def numbered(self, letter: str, start: int) -> Any:
        """`\\12`: a group, or a character when there are three octal digits."""
        text = self.text
        digits = letter
        if self.place < len(text) and text[self.place] in "0123456789":
            digits += text[self.place]
            self.place += 1
            octal = letter in "01234567" and digits[1] in "01234567"
            if octal and self.place < len(text) and text[self.place] in "01234567":
                digits += text[self.place]
                self.place += 1
                code = int(digits, 8)
                if code > 255:
                    raise self.fail(f"octal escape value \\{digits} outside of range 0-0o377", start)
                return chr(code)
        return self.checked(int(digits), start + 1)

    def checked(self, number: int, place: int) -> int:
        """A group that the pattern has."""
        if number > self.groups:
            raise self.fail(f"invalid group reference {number}", place)
        return number

    def named(self, start: int) -> int:
        """`\\g<name>` or `\\g<2>`."""
        text = self.text
        if self.place >= len(text) or text[self.place] != "<":
            raise self.fail("missing <", self.place)
        first = self.place + 1
        end = text.find(">", first)
        if end < 0:
            if first >= len(text):
                raise self.fail("missing group name", first)
            raise self.fail("missing >, unterminated name", first)
        if end == first:
            raise self.fail("missing group name", first)
        name = text[first:end]
        self.place = end + 1
        if name.isdecimal() and name.isascii():
            return self.checked(int(name), first)
        if not name.isidentifier():
            raise self.fail(f"bad character in group name {name!r}", first)
        if name not in self.names:
            raise IndexError(f"unknown group name {name!r}")
        return self.names[name]
