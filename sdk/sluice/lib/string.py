"""`string`: constants, `capwords`, `Template` and `Formatter`."""

import re
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

_MISSING: Any = object()


def capwords(s: str, sep: str | None = None) -> str:
    """Every word with a capital, the rest in lower case."""
    return (" " if sep is None else sep).join([each.capitalize() for each in s.split(sep)])


class Template:
    """Text with `$name` and `${name}` in it; `$$` is a dollar sign. A subclass may set `delimiter`,
    `idpattern`, `braceidpattern`, `flags` or the whole `pattern`."""

    delimiter = "$"
    idpattern: Any = "(?a:[_a-z][_a-z0-9]*)"
    braceidpattern: Any = None
    flags: Any = re.IGNORECASE
    pattern: Any = None

    def __init__(self, template: str) -> None:
        self.template = template

    def _compiled(self) -> Any:
        """The regular expression that finds marks."""
        given = self.pattern
        if given is None:
            name = self.idpattern
            braced = self.braceidpattern or name
            mark = re.escape(self.delimiter)
            given = f"{mark}(?:(?P<escaped>{mark})|(?P<named>{name})|{{(?P<braced>{braced})}}|(?P<invalid>))"
        return re.compile(given, self.flags | re.VERBOSE)

    def _invalid(self, match: Any) -> ValueError:
        place = match.start("invalid")
        lines = self.template[:place].splitlines(keepends=True)
        if lines:
            column = place - len("".join(lines[:-1]))
            line = len(lines)
        else:
            column, line = 1, 1
        return ValueError(f"Invalid placeholder in string: line {line}, col {column}")

    def _unknown(self, compiled: Any) -> ValueError:
        return ValueError("Unrecognized named group in pattern", compiled)

    def _parts(self) -> list[tuple[str, str, Any]]:
        """Kind (text, name, invalid, unknown), text and match of each part."""
        found: list[tuple[str, str, Any]] = []
        text = self.template
        place = 0
        for match in self._compiled().finditer(text):
            found.append(("text", text[place : match.start()], match))
            groups = match.groupdict()
            name = groups.get("named") or groups.get("braced")
            if name is not None:
                found.append(("name", name, match))
            elif groups.get("escaped") is not None:
                found.append(("text", self.delimiter, match))
            elif groups.get("invalid") is not None:
                found.append(("invalid", match.group(), match))
            else:
                found.append(("unknown", match.group(), match))
            place = match.end()
        found.append(("text", text[place:], None))
        return found

    def substitute(self, mapping: Any = _MISSING, /, **kws: Any) -> str:
        """Put in the values. KeyError for a missing one, ValueError for a mark that names nothing."""
        found: list[str] = []
        for kind, text, match in self._parts():
            if kind == "invalid":
                raise self._invalid(match)
            if kind == "unknown":
                raise self._unknown(match.re)
            if kind == "text":
                found.append(text)
            elif text in kws or mapping is _MISSING:
                found.append(str(kws[text]))
            else:
                found.append(str(mapping[text]))
        return "".join(found)

    def safe_substitute(self, mapping: Any = _MISSING, /, **kws: Any) -> str:
        """Put in the values there are; leave the rest as it stands."""
        found: list[str] = []
        for kind, text, match in self._parts():
            if kind == "unknown":
                raise self._unknown(match.re)
            if kind != "name":
                found.append(text)
            elif text in kws:
                found.append(str(kws[text]))
            else:
                try:
                    found.append(str(kws[text] if mapping is _MISSING else mapping[text]))
                except KeyError:
                    found.append(match.group())
        return "".join(found)

    def is_valid(self) -> bool:
        """Whether every mark names something."""
        valid = True
        for kind, _, match in self._parts():
            if kind == "unknown":
                raise self._unknown(match.re)
            valid = valid and kind != "invalid"
        return valid

    def get_identifiers(self) -> list[str]:
        """The names, each once, as they come."""
        found: list[str] = []
        for kind, text, match in self._parts():
            if kind == "invalid":
                raise self._invalid(match)
            if kind == "unknown":
                raise self._unknown(match.re)
            if kind == "name" and text not in found:
                found.append(text)
        return found


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
