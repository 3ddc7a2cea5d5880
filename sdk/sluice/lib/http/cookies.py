"""`http.cookies`: cookies read from a header and written into one."""

import time
from typing import Any

_LEGAL = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~:"
_UNQUOTED = _LEGAL + " ()/<=>?@[]{}"
_KEY_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_!#%&'~`><@,:/$*+-.^|)(?}{="
_RESERVED = {
    "expires": "expires",
    "path": "Path",
    "comment": "Comment",
    "domain": "Domain",
    "max-age": "Max-Age",
    "secure": "Secure",
    "httponly": "HttpOnly",
    "version": "Version",
    "samesite": "SameSite",
}
_FLAGS = ("secure", "httponly")


class CookieError(Exception):
    """A cookie's name or attribute that there is not."""


def _quote(text: Any) -> Any:
    """A value as a cookie may carry it: between quotes where it needs them."""
    if text is None or (text and all([each in _LEGAL for each in text])):
        return text
    found: list[str] = ['"']
    for letter in text:
        if letter in '"\\':
            found.append("\\" + letter)
        elif letter in _UNQUOTED:
            found.append(letter)
        elif ord(letter) < 256:
            found.append(f"\\{ord(letter):03o}")
        else:
            found.append(letter)
    found.append('"')
    return "".join(found)


def _unquote(text: Any) -> Any:
    """What a quoted value stands for."""
    if text is None or len(text) < 2 or text[0] != '"' or text[-1] != '"':
        return text
    inner: str = text[1:-1]
    found: list[str] = []
    place = 0
    while place < len(inner):
        letter = inner[place]
        if letter != "\\" or place + 1 >= len(inner):
            found.append(letter)
            place += 1
            continue
        digits = inner[place + 1 : place + 4]
        if len(digits) == 3 and digits[0] in "0123" and all([each in "01234567" for each in digits]):
            found.append(chr(int(digits, 8)))
            place += 4
        else:
            found.append(inner[place + 1])
            place += 2
    return "".join(found)


def _is_legal_key(key: str) -> bool:
    return bool(key) and all([each in _LEGAL for each in key])


def _date(future: Any) -> str:
    """So many seconds from now, as `expires` wants it."""
    return time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + future))


class Morsel(dict):  # type: ignore[type-arg]
    """One cookie: its name, its value, its attributes."""

    def __init__(self) -> None:
        self._key: Any = None
        self._value: Any = None
        self._coded_value: Any = None
        for name in _RESERVED:
            dict.__setitem__(self, name, "")

    @property
    def key(self) -> Any:
        return self._key

    @property
    def value(self) -> Any:
        return self._value

    @property
    def coded_value(self) -> Any:
        return self._coded_value

    def __setitem__(self, K: Any, V: Any) -> None:
        name = K.lower()
        if name not in _RESERVED:
            raise CookieError(f"Invalid attribute {K!r}")
        dict.__setitem__(self, name, V)

    def setdefault(self, key: Any, val: Any = None) -> Any:
        """The attribute, set where it is not."""
        name = key.lower()
        if name not in _RESERVED:
            raise CookieError(f"Invalid attribute {key!r}")
        return dict.setdefault(self, name, val)

    def __eq__(self, morsel: Any) -> Any:
        if not isinstance(morsel, Morsel):
            return NotImplemented
        return (
            dict(self) == dict(morsel)
            and self._value == morsel._value
            and self._key == morsel._key
            and self._coded_value == morsel._coded_value
        )

    __hash__ = None  # type: ignore[assignment]

    def copy(self) -> Any:
        """The same once more."""
        made = Morsel()
        dict.update(made, self)
        made._key, made._value, made._coded_value = self._key, self._value, self._coded_value
        return made

    def update(self, values: Any) -> None:
        """Set many attributes."""
        data: dict[str, Any] = {}
        for key, value in dict(values).items():
            name = key.lower()
            if name not in _RESERVED:
                raise CookieError(f"Invalid attribute {key!r}")
            data[name] = value
        dict.update(self, data)

    def isReservedKey(self, K: str) -> bool:
        """Whether this names an attribute."""
        return K.lower() in _RESERVED

    def set(self, key: str, val: Any, coded_val: Any) -> None:
        """Give it a name and a value. CookieError for a name that cannot be."""
        if key.lower() in _RESERVED:
            raise CookieError(f"Attempt to set a reserved key {key!r}")
        if not _is_legal_key(key):
            raise CookieError(f"Illegal key {key!r}")
        self._key = key
        self._value = val
        self._coded_value = coded_val

    def output(self, attrs: Any = None, header: str = "Set-Cookie:") -> str:
        """The line of a header."""
        return f"{header} {self.OutputString(attrs)}"

    def __str__(self) -> str:
        return self.output()

    def __repr__(self) -> str:
        return f"<{self.__class__.__name__}: {self.OutputString()}>"

    def OutputString(self, attrs: Any = None) -> str:
        """Name, value and attributes."""
        wanted: Any = _RESERVED if attrs is None else attrs
        found = [f"{self._key}={self._coded_value}"]
        for key, value in sorted(self.items()):
            if value == "" or key not in wanted:
                continue
            name = _RESERVED[key]
            if key == "expires" and isinstance(value, int):
                found.append(f"{name}={_date(value)}")
            elif key == "max-age" and isinstance(value, int):
                found.append(f"{name}={value}")
            elif key == "comment" and isinstance(value, str):
                found.append(f"{name}={_quote(value)}")
            elif key in _FLAGS:
                if value:
                    found.append(name)
            else:
                found.append(f"{name}={value}")
        return "; ".join(found)


class BaseCookie(dict):  # type: ignore[type-arg]
    """Cookies by their names."""

    def __init__(self, input: Any = None) -> None:
        if input:
            self.load(input)

    def value_decode(self, val: Any) -> Any:
        """What a value in a header stands for, and the value."""
        return val, val

    def value_encode(self, val: Any) -> Any:
        """A value, and what stands for it in a header."""
        text = str(val)
        return text, text

    def _set(self, key: Any, real_value: Any, coded_value: Any) -> None:
        morsel: Any = self.get(key, None)
        if morsel is None:
            morsel = Morsel()
        morsel.set(key, real_value, coded_value)
        dict.__setitem__(self, key, morsel)

    def __setitem__(self, key: Any, value: Any) -> None:
        if isinstance(value, Morsel):
            dict.__setitem__(self, key, value)
            return
        real, coded = self.value_encode(value)
        self._set(key, real, coded)

    def output(self, attrs: Any = None, header: str = "Set-Cookie:", sep: str = "\r\n") -> str:
        """The lines of a header."""
        return sep.join([morsel.output(attrs, header) for _, morsel in sorted(self.items())])

    def __str__(self) -> str:
        return self.output()

    def __repr__(self) -> str:
        items = [f"{key}={morsel.value!r}" for key, morsel in sorted(self.items())]
        return f"<{self.__class__.__name__}: {' '.join(items)}>"

    def load(self, rawdata: Any) -> None:
        """Take the cookies of a header, or of a dict."""
        if isinstance(rawdata, str):
            self._parse(rawdata)
            return
        for key, value in rawdata.items():
            self[key] = value

    def _parse(self, text: str) -> None:
        """All or nothing: what cannot be read ends the reading and drops everything."""
        found: list[tuple[bool, str, Any]] = []
        seen = False
        place = 0
        while place < len(text):
            key, value, place = _next_pair(text, place)
            if place < 0:
                break
            lowered = key.lower()
            if key[:1] == "$":
                if seen:
                    found.append((True, lowered[1:], value))
            elif lowered in _RESERVED:
                if not seen:
                    return
                if value is None:
                    if lowered not in _FLAGS:
                        return
                    found.append((True, lowered, True))
                else:
                    found.append((True, lowered, _unquote(value)))
            elif value is not None:
                found.append((False, key, value))
                seen = True
            else:
                return
        current: Any = None
        for is_attribute, key, value in found:
            if is_attribute:
                current[key] = value
            else:
                real, coded = self.value_decode(value)
                self._set(key, real, coded)
                current = self[key]


def _next_pair(text: str, place: int) -> tuple[str, Any, int]:
    """A name, its value or None, and where the text goes on; -1: nothing that can be read."""
    size = len(text)
    while place < size and text[place].isspace():
        place += 1
    start = place
    while place < size and text[place] in _KEY_LETTERS and text[place] != "=":
        place += 1
    key = text[start:place]
    if not key:
        return "", None, -1
    after = place
    while after < size and text[after].isspace():
        after += 1
    value: Any = None
    if after < size and text[after] == "=":
        place = after + 1
        while place < size and text[place].isspace():
            place += 1
        value, place = _value_at(text, place, key.lower() == "expires")
    while place < size and text[place].isspace():
        place += 1
    if place < size:
        if text[place] != ";" and not text[place - 1].isspace():
            return "", None, -1
        if text[place] == ";":
            place += 1
    return key, value, place


def _value_at(text: str, place: int, is_date: bool) -> tuple[str, int]:
    size = len(text)
    if place < size and text[place] == '"':
        end = place + 1
        while end < size and text[end] != '"':
            end += 2 if text[end] == "\\" else 1
        if end < size:
            return text[place : end + 1], end + 1
    end = place
    if is_date:
        while end < size and text[end] != ";":
            end += 1
        return text[place:end].rstrip(), end
    while end < size and (text[end] in _KEY_LETTERS or text[end] in "[]") and text[end] != ";":
        end += 1
    return text[place:end], end


class SimpleCookie(BaseCookie):
    """Cookies whose values are text, quoted where they must be."""

    def value_decode(self, val: Any) -> Any:
        """What a value in a header stands for, and the value."""
        return _unquote(val), val

    def value_encode(self, val: Any) -> Any:
        """A value, and what stands for it in a header."""
        text = str(val)
        return text, _quote(text)
