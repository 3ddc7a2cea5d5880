"""`string`: constants, `capwords`, `Template` and `Formatter`."""

from string._template import Template as Template
from typing import Any

whitespace = " \t\n\r\v\f"
ascii_lowercase = "abcdefghijklmnopqrstuvwxyz"
ascii_uppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ascii_letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
digits = "0123456789"
hexdigits = "0123456789abcdefABCDEF"
octdigits = "01234567"
punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
printable = digits + ascii_letters + punctuation + whitespace


def capwords(s: str, sep: str | None = None) -> str:
    """Every word with a capital, the rest in lower case."""
    return (" " if sep is None else sep).join([each.capitalize() for each in s.split(sep)])


class Formatter:
    """`str.format` in steps that a subclass may replace."""

    def format(self, format_string: str, /, *args: Any, **kwargs: Any) -> str:
        """Format with arguments."""
        return self.vformat(format_string, args, kwargs)

    def vformat(self, format_string: str, args: Any, kwargs: Any) -> str:
        """Format with a tuple and a dict."""
        used: set[Any] = set()
        text, _ = self._format(format_string, args, kwargs, used, 2, 0)
        self.check_unused_args(used, args, kwargs)
        return text

    def _format(
        self, format_string: str, args: Any, kwargs: Any, used: set[Any], depth: int, number: Any
    ) -> tuple[str, Any]:
        if depth < 0:
            raise ValueError("Max string recursion exceeded")
        found: list[str] = []
        for literal, name, spec, conversion in self.parse(format_string):
            if literal:
                found.append(literal)
            if name is None:
                continue
            if name == "":
                if number is False:
                    raise ValueError(
                        "cannot switch from manual field specification to automatic field numbering"
                    )
                name = str(number)
                number += 1
            elif name.isdigit():
                if number:
                    raise ValueError(
                        "cannot switch from manual field specification to automatic field numbering"
                    )
                number = False
            value, key = self.get_field(name, args, kwargs)
            used.add(key)
            value = self.convert_field(value, conversion)
            inner, number = self._format(spec, args, kwargs, used, depth - 1, number)
            found.append(self.format_field(value, inner))
        return "".join(found), number

    def get_value(self, key: Any, args: Any, kwargs: Any) -> Any:
        """The argument that a field names."""
        return args[key] if isinstance(key, int) else kwargs[key]

    def check_unused_args(self, used_args: Any, args: Any, kwargs: Any) -> None:
        """For subclasses that mind."""

    def format_field(self, value: Any, format_spec: str) -> str:
        """One value as text."""
        return format(value, format_spec)

    def convert_field(self, value: Any, conversion: Any) -> Any:
        """What `!r`, `!s` and `!a` do."""
        if conversion is None:
            return value
        if conversion == "s":
            return str(value)
        if conversion == "r":
            return repr(value)
        if conversion == "a":
            return ascii(value)
        raise ValueError(f"Unknown conversion specifier {conversion!s}")

    def parse(self, format_string: str) -> Any:
        """(text before, field name, spec, conversion) for each field; None for those at the end."""
        text = format_string
        place = 0
        literal = ""
        while place < len(text):
            letter = text[place]
            place += 1
            if letter not in "{}":
                literal += letter
                continue
            if place < len(text) and text[place] == letter:
                yield (literal + letter, None, None, None)
                literal = ""
                place += 1
                continue
            if letter == "}":
                raise ValueError("Single '}' encountered in format string")
            if place >= len(text):
                raise ValueError("Single '{' encountered in format string")
            end = _end_of_field(text, place)
            name, spec, conversion = _split_field(text[place:end])
            yield (literal, name, spec, conversion)
            literal = ""
            place = end + 1
        if literal:
            yield (literal, None, None, None)

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> tuple[Any, Any]:
        """The value of `name.attribute[item]`, and the name it begins with."""
        end = 0
        while end < len(field_name) and field_name[end] not in ".[":
            end += 1
        first: Any = field_name[:end]
        if first.isdigit():
            first = int(first)
        value = self.get_value(first, args, kwargs)
        place = end
        while place < len(field_name):
            letter = field_name[place]
            place += 1
            if letter == ".":
                end = place
                while end < len(field_name) and field_name[end] not in ".[":
                    end += 1
                if end == place:
                    raise ValueError("Empty attribute in format string")
                value = getattr(value, field_name[place:end])
                place = end
            elif letter == "[":
                end = field_name.find("]", place)
                if end < 0:
                    raise ValueError("Missing ']' in format string")
                key: Any = field_name[place:end]
                if not key:
                    raise ValueError("Empty attribute in format string")
                value = value[int(key) if key.isdigit() else key]
                place = end + 1
            else:
                raise ValueError("Only '.' or '[' may follow ']' in format field specifier")
        return value, first


def _end_of_field(text: str, start: int) -> int:
    depth = 1
    place = start
    while place < len(text):
        if text[place] == "{":
            depth += 1
        elif text[place] == "}":
            depth -= 1
            if depth == 0:
                return place
        elif text[place] == "[":
            close = text.find("]", place)
            if close > 0:
                place = close
        place += 1
    raise ValueError("expected '}' before end of string")


def _split_field(field: str) -> tuple[str, str, Any]:
    place = 0
    while place < len(field) and field[place] not in "!:":
        if field[place] == "{":
            raise ValueError("unexpected '{' in field name")
        if field[place] == "[":
            close = field.find("]", place)
            place = close if close > 0 else place
        place += 1
    name = field[:place]
    if place >= len(field):
        return name, "", None
    if field[place] == ":":
        return name, field[place + 1 :], None
    if place + 1 >= len(field):
        raise ValueError("end of string while looking for conversion specifier")
    conversion = field[place + 1]
    rest = field[place + 2 :]
    if rest and rest[0] != ":":
        raise ValueError("expected ':' after conversion specifier")
    return name, rest[1:], conversion
