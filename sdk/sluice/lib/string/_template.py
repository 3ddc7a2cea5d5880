"""`string.Template`: text with names in it. Read only where the program names it, since it needs `re`."""

import re
from typing import Any

_MISSING: Any = object()


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
