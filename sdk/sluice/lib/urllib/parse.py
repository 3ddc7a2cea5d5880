"""`urllib.parse`: URLs taken apart and put together, percent encoding, queries."""

import ipaddress
from typing import Any
from urllib._cutting import (  # noqa: F401
    _splitattr,
    _splithost,
    _splitnport,
    _splitpasswd,
    _splitport,
    _splitquery,
    _splittag,
    _splittype,
    _splituser,
    _splitvalue,
    _to_bytes,
)

uses_relative = [
    "", "ftp", "http", "gopher", "nntp", "imap", "wais", "file", "https", "shttp", "mms",
    "prospero", "rtsp", "rtspu", "sftp", "svn", "svn+ssh", "ws", "wss",
]  # fmt: skip
uses_netloc = [
    "", "ftp", "http", "gopher", "nntp", "telnet", "imap", "wais", "file", "mms", "https", "shttp",
    "snews", "prospero", "rtsp", "rtspu", "rsync", "svn", "svn+ssh", "sftp", "nfs", "git", "git+ssh",
    "ws", "wss",
]  # fmt: skip
uses_params = [
    "", "ftp", "hdl", "prospero", "http", "imap", "https", "shttp", "rtsp", "rtspu", "sip", "sips", "mms",
    "sftp", "tel",
]  # fmt: skip
scheme_chars = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-."
_CONTROL_AND_SPACE = (
    "\0\1\2\3\4\5\6\7\b\t\n\v\f\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f "
)
_ALWAYS_SAFE = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~"
_HEX = "0123456789ABCDEF"


class _Result(tuple):  # type: ignore[type-arg]
    """What the splitting functions give: a tuple whose items have names."""

    _fields: tuple[str, ...] = ()

    def __repr__(self) -> str:
        items = [f"{self._fields[place]}={self[place]!r}" for place in range(len(self._fields))]
        return f"{type(self).__name__}({', '.join(items)})"

    def _replace(self, /, **kwargs: Any) -> Any:
        """The same with some items changed."""
        items = [kwargs.pop(self._fields[place], self[place]) for place in range(len(self._fields))]
        if kwargs:
            raise ValueError(f"Got unexpected field names: {list(kwargs)!r}")
        return type(self)(*items)

    def _asdict(self) -> dict[str, Any]:
        """The items by their names."""
        return {self._fields[place]: self[place] for place in range(len(self._fields))}


class _Located(_Result):
    """A result with a network location, which may hold user, password, host and port."""

    @property
    def scheme(self) -> Any:
        return self[0]

    @property
    def netloc(self) -> Any:
        return self[1]

    @property
    def path(self) -> Any:
        return self[2]

    def _user_and_host(self) -> tuple[Any, bool, Any]:
        netloc: Any = self[1]
        user, found, host = netloc.rpartition("@" if isinstance(netloc, str) else b"@")
        return user, bool(found), host

    @property
    def username(self) -> Any:
        """The user, or None."""
        user, found, _ = self._user_and_host()
        if not found:
            return None
        return user.partition(":" if isinstance(user, str) else b":")[0]

    @property
    def password(self) -> Any:
        """The password, or None."""
        user, found, _ = self._user_and_host()
        if not found:
            return None
        _, colon, password = user.partition(":" if isinstance(user, str) else b":")
        return password if colon else None

    def _host_and_port(self) -> tuple[Any, Any]:
        _, _, host = self._user_and_host()
        text = isinstance(host, str)
        _, opened, bracketed = host.partition("[" if text else b"[")
        if opened:
            name, _, port = bracketed.partition("]" if text else b"]")
            _, _, port = port.partition(":" if text else b":")
        else:
            name, _, port = host.partition(":" if text else b":")
        return name, port or None

    @property
    def hostname(self) -> Any:
        """The host in lower case, without brackets; None when there is none."""
        name, _ = self._host_and_port()
        if not name:
            return None
        text = isinstance(name, str)
        host, percent, zone = name.partition("%" if text else b"%")
        return host.lower() + percent + zone

    @property
    def port(self) -> int | None:
        """The port. ValueError when it is none."""
        _, port = self._host_and_port()
        if port is None:
            return None
        shown: Any = port
        if not (shown.isdigit() and shown.isascii()):
            raise ValueError(f"Port could not be cast to integer value as {shown!r}")
        number = int(shown)
        if not 0 <= number <= 65535:
            raise ValueError("Port out of range 0-65535")
        return number


class SplitResult(_Located):
    """scheme, netloc, path, query, fragment."""

    _fields = ("scheme", "netloc", "path", "query", "fragment")

    def __new__(cls, scheme: Any, netloc: Any, path: Any, query: Any, fragment: Any) -> Any:
        return super().__new__(cls, (scheme, netloc, path, query, fragment))

    @property
    def query(self) -> Any:
        return self[3]

    @property
    def fragment(self) -> Any:
        return self[4]

    def geturl(self) -> Any:
        """The URL put together again."""
        return urlunsplit(self)

    def encode(self, encoding: str = "ascii", errors: str = "strict") -> Any:
        """The same of bytes."""
        return SplitResultBytes(*[each.encode(encoding, errors) for each in self])


class ParseResult(_Located):
    """scheme, netloc, path, params, query, fragment."""

    _fields = ("scheme", "netloc", "path", "params", "query", "fragment")

    def __new__(cls, scheme: Any, netloc: Any, path: Any, params: Any, query: Any, fragment: Any) -> Any:
        return super().__new__(cls, (scheme, netloc, path, params, query, fragment))

    @property
    def params(self) -> Any:
        return self[3]

    @property
    def query(self) -> Any:
        return self[4]

    @property
    def fragment(self) -> Any:
        return self[5]

    def geturl(self) -> Any:
        """The URL put together again."""
        return urlunparse(self)

    def encode(self, encoding: str = "ascii", errors: str = "strict") -> Any:
        """The same of bytes."""
        return ParseResultBytes(*[each.encode(encoding, errors) for each in self])


class DefragResult(_Result):
    """url, fragment."""

    _fields = ("url", "fragment")

    def __new__(cls, url: Any, fragment: Any) -> Any:
        return super().__new__(cls, (url, fragment))

    @property
    def url(self) -> Any:
        return self[0]

    @property
    def fragment(self) -> Any:
        return self[1]

    def geturl(self) -> Any:
        """The URL put together again."""
        if self[1]:
            return self[0] + ("#" if isinstance(self[0], str) else b"#") + self[1]
        return self[0]


class SplitResultBytes(SplitResult):
    """As SplitResult, of bytes."""

    def decode(self, encoding: str = "ascii", errors: str = "strict") -> Any:
        """The same of str."""
        return SplitResult(*[each.decode(encoding, errors) for each in self])


class ParseResultBytes(ParseResult):
    """As ParseResult, of bytes."""

    def decode(self, encoding: str = "ascii", errors: str = "strict") -> Any:
        """The same of str."""
        return ParseResult(*[each.decode(encoding, errors) for each in self])


class DefragResultBytes(DefragResult):
    """As DefragResult, of bytes."""

    def decode(self, encoding: str = "ascii", errors: str = "strict") -> Any:
        """The same of str."""
        return DefragResult(*[each.decode(encoding, errors) for each in self])


def _to_text(*arguments: Any) -> tuple[list[str], bool]:
    """All arguments as str, and whether they were bytes. TypeError for a mixture."""
    text = isinstance(arguments[0], str)
    for each in arguments[1:]:
        if each and isinstance(each, str) != text:
            raise TypeError("Cannot mix str and non-str arguments")
    if text:
        return [each or "" for each in arguments], False
    return [each.decode("ascii") if each else "" for each in arguments], True


def urlsplit(url: Any, scheme: Any = "", allow_fragments: bool = True) -> Any:
    """A URL in five parts."""
    (text, chosen), was_bytes = _to_text(url, scheme)
    text = text.lstrip(_CONTROL_AND_SPACE)
    chosen = chosen.strip(_CONTROL_AND_SPACE)
    for unsafe in "\t\r\n":
        text = text.replace(unsafe, "")
        chosen = chosen.replace(unsafe, "")
    netloc = query = fragment = ""
    colon = text.find(":")
    if colon > 0 and text[0].isascii() and text[0].isalpha():
        if all([each in scheme_chars for each in text[:colon]]):
            chosen, text = text[:colon].lower(), text[colon + 1 :]
    if text[:2] == "//":
        end = len(text)
        for mark in "/?#":
            place = text.find(mark, 2)
            if place >= 0:
                end = min(end, place)
        netloc, text = text[2:end], text[end:]
        if ("[" in netloc) != ("]" in netloc):
            raise ValueError("Invalid IPv6 URL")
        _check_brackets(netloc)
    if allow_fragments and "#" in text:
        text, _, fragment = text.partition("#")
    if "?" in text:
        text, _, query = text.partition("?")
    made = SplitResult(chosen, netloc, text, query, fragment)
    return made.encode() if was_bytes else made


def _check_brackets(netloc: str) -> None:
    """What stands in brackets is an IPv6 address or one of the future."""
    if "[" not in netloc:
        return
    host = netloc.partition("[")[2].partition("]")[0]
    if host.startswith("v"):
        version, dot, rest = host[1:].partition(".")
        if (
            not version
            or not dot
            or not rest
            or not all([each in "0123456789abcdefABCDEF" for each in version])
        ):
            raise ValueError("IPvFuture address is invalid")
        return
    if isinstance(ipaddress.ip_address(host), ipaddress.IPv4Address):
        raise ValueError("An IPv4 address cannot be in brackets")


def urlparse(url: Any, scheme: Any = "", allow_fragments: bool = True) -> Any:
    """A URL in six parts: the last path segment's parameters on their own."""
    (text, chosen), was_bytes = _to_text(url, scheme)
    split = urlsplit(text, chosen, allow_fragments)
    path: str = split[2]
    params = ""
    if split[0] in uses_params and ";" in path:
        path, params = _split_params(path)
    made = ParseResult(split[0], split[1], path, params, split[3], split[4])
    return made.encode() if was_bytes else made


def _split_params(path: str) -> tuple[str, str]:
    place = path.find(";", max(path.rfind("/"), 0))
    return (path, "") if place < 0 else (path[:place], path[place + 1 :])


def urlunsplit(components: Any) -> Any:
    """Five parts as a URL."""
    (scheme, netloc, path, query, fragment), was_bytes = _to_text(*components)
    if netloc or (scheme and scheme in uses_netloc and path[:2] != "//"):
        if path and path[:1] != "/":
            path = "/" + path
        path = "//" + netloc + path
    if scheme:
        path = scheme + ":" + path
    if query:
        path = path + "?" + query
    if fragment:
        path = path + "#" + fragment
    return path.encode("ascii") if was_bytes else path


def urlunparse(components: Any) -> Any:
    """Six parts as a URL."""
    (scheme, netloc, path, params, query, fragment), was_bytes = _to_text(*components)
    if params:
        path = f"{path};{params}"
    found = urlunsplit((scheme, netloc, path, query, fragment))
    return found.encode("ascii") if was_bytes else found


def urldefrag(url: Any) -> Any:
    """A URL without its fragment, and the fragment."""
    (text,), was_bytes = _to_text(url)
    if "#" in text:
        scheme, netloc, path, params, query, fragment = urlparse(text)
        text = urlunparse((scheme, netloc, path, params, query, ""))
    else:
        fragment = ""
    if was_bytes:
        return DefragResultBytes(text.encode("ascii"), fragment.encode("ascii"))
    return DefragResult(text, fragment)


def urljoin(base: Any, url: Any, allow_fragments: bool = True) -> Any:
    """A URL seen from another."""
    if not base:
        return url
    if not url:
        return base
    (base_text, text), was_bytes = _to_text(base, url)
    found = _join(base_text, text, allow_fragments)
    return found.encode("ascii") if was_bytes else found


def _join(base: str, url: str, allow_fragments: bool) -> str:
    b_scheme, b_netloc, b_path, b_params, b_query, _ = urlparse(base, "", allow_fragments)
    scheme, netloc, path, params, query, fragment = urlparse(url, b_scheme, allow_fragments)
    if scheme != b_scheme or scheme not in uses_relative:
        return url
    if scheme in uses_netloc:
        if netloc:
            found: str = urlunparse((scheme, netloc, path, params, query, fragment))
            return found
        netloc = b_netloc
    if not path and not params:
        found = urlunparse((scheme, netloc, b_path, b_params, query or b_query, fragment))
        return found
    base_parts = b_path.split("/")
    if base_parts[-1] != "":
        base_parts.pop()
    if path[:1] == "/":
        segments = path.split("/")
    else:
        segments = base_parts + path.split("/")
        segments[1:-1] = [each for each in segments[1:-1] if each]
    resolved: list[str] = []
    for segment in segments:
        if segment == "..":
            if resolved:
                resolved.pop()
        elif segment != ".":
            resolved.append(segment)
    if segments[-1] in (".", ".."):
        resolved.append("")
    found = urlunparse((scheme, netloc, "/".join(resolved) or "/", params, query, fragment))
    return found


def quote(string: Any, safe: Any = "/", encoding: Any = None, errors: Any = None) -> str:
    """Text with `%XX` for all characters but letters, digits, `_.-~` and the safe ones."""
    data: Any = string
    if isinstance(string, str):
        if not string:
            return string
        data = string.encode(encoding or "utf-8", errors or "strict")
    else:
        if encoding is not None:
            raise TypeError("quote() doesn't support 'encoding' for bytes")
        if errors is not None:
            raise TypeError("quote() doesn't support 'errors' for bytes")
    return quote_from_bytes(data, safe)


def quote_plus(string: Any, safe: Any = "", encoding: Any = None, errors: Any = None) -> str:
    """As `quote`, with `+` for a space."""
    space: Any = " " if isinstance(string, str) else b" "
    if isinstance(string, str | bytes) and space not in string:
        return quote(string, safe, encoding, errors)
    extended: Any = safe + (" " if isinstance(safe, str) else b" ")
    return quote(string, extended, encoding, errors).replace(" ", "+")


def quote_from_bytes(bs: Any, safe: Any = "/") -> str:
    """Bytes with `%XX` for all but letters, digits, `_.-~` and the safe ones."""
    if not isinstance(bs, bytes | bytearray):
        raise TypeError("quote_from_bytes() expected bytes")
    if not bs:
        return ""
    if isinstance(safe, str):
        allowed = _ALWAYS_SAFE + safe.encode("ascii", "ignore")
    else:
        allowed = _ALWAYS_SAFE + bytes([each for each in safe if each < 128])
    if not bs.rstrip(allowed):
        return bs.decode()
    found: list[str] = []
    for byte in bs:
        if byte in allowed:
            found.append(chr(byte))
        else:
            found.append("%" + _HEX[byte >> 4] + _HEX[byte & 15])
    return "".join(found)


def _hex_value(code: int) -> int:
    if 48 <= code <= 57:
        return code - 48
    if 97 <= code <= 102:
        return code - 87
    if 65 <= code <= 70:
        return code - 55
    return -1


def unquote_to_bytes(string: Any) -> bytes:
    """The bytes that `%XX` stands for; str is taken as UTF-8."""
    if not string:
        return b""
    data: bytes = string.encode("utf-8") if isinstance(string, str) else bytes(string)
    if b"%" not in data:
        return data
    found = bytearray()
    place = 0
    size = len(data)
    while place < size:
        code = data[place]
        if code == 37 and place + 2 < size:
            high, low = _hex_value(data[place + 1]), _hex_value(data[place + 2])
            if high >= 0 and low >= 0:
                found.append(high * 16 + low)
                place += 3
                continue
        found.append(code)
        place += 1
    return bytes(found)


def unquote(string: Any, encoding: Any = "utf-8", errors: Any = "replace") -> str:
    """The text that `%XX` stands for."""
    if isinstance(string, bytes):
        return unquote_to_bytes(string).decode(encoding, errors)
    if "%" not in string:
        return str(string)
    encoding = "utf-8" if encoding is None else encoding
    errors = "replace" if errors is None else errors
    text: str = string
    if text.isascii():
        return unquote_to_bytes(text).decode(encoding, errors)
    found: list[str] = []
    start = 0
    for place in range(len(text) + 1):
        if place == len(text) or not text[place].isascii():
            if place > start:
                found.append(unquote_to_bytes(text[start:place]).decode(encoding, errors))
            if place < len(text):
                found.append(text[place])
            start = place + 1
    return "".join(found)


def unquote_plus(string: Any, encoding: Any = "utf-8", errors: Any = "replace") -> str:
    """As `unquote`, with a space for `+`."""
    return unquote(string.replace("+", " "), encoding, errors)


def parse_qs(
    qs: Any,
    keep_blank_values: bool = False,
    strict_parsing: bool = False,
    encoding: str = "utf-8",
    errors: str = "replace",
    max_num_fields: Any = None,
    separator: Any = "&",
) -> dict[Any, list[Any]]:
    """The values of a query by their names."""
    found: dict[Any, list[Any]] = {}
    pairs = parse_qsl(qs, keep_blank_values, strict_parsing, encoding, errors, max_num_fields, separator)
    for name, value in pairs:
        if name in found:
            found[name].append(value)
        else:
            found[name] = [value]
    return found


def parse_qsl(
    qs: Any,
    keep_blank_values: bool = False,
    strict_parsing: bool = False,
    encoding: str = "utf-8",
    errors: str = "replace",
    max_num_fields: Any = None,
    separator: Any = "&",
) -> list[tuple[Any, Any]]:
    """Names and values of a query, in order."""
    (text,), was_bytes = _to_text(qs)
    if not separator or not isinstance(separator, str | bytes):
        raise ValueError("Separator must be of type string or bytes.")
    (mark,), _ = _to_text(separator)
    if max_num_fields is not None and max_num_fields < 1 + text.count(mark):
        raise ValueError("Max number of fields exceeded")
    found: list[tuple[Any, Any]] = []
    for field in text.split(mark) if text else []:
        if not field and not strict_parsing:
            continue
        name, equals, value = field.partition("=")
        if not equals and strict_parsing:
            raise ValueError(f"bad query field: {field!r}")
        if value or keep_blank_values:
            key: Any = unquote(name.replace("+", " "), encoding, errors)
            item: Any = unquote(value.replace("+", " "), encoding, errors)
            found.append((key.encode("ascii"), item.encode("ascii")) if was_bytes else (key, item))
    return found


def urlencode(
    query: Any,
    doseq: bool = False,
    safe: Any = "",
    encoding: Any = None,
    errors: Any = None,
    quote_via: Any = None,
) -> str:
    """A query from a mapping or from pairs."""
    if quote_via is None:
        quote_via = quote_plus
    if hasattr(query, "items"):
        query = query.items()
    else:
        try:
            if len(query) and not isinstance(query[0], tuple):
                raise TypeError
        except TypeError:
            raise TypeError("not a valid non-string sequence or mapping object") from None
    found: list[str] = []
    for key, value in query:
        name = _quoted(key, safe, encoding, errors, quote_via)
        if not doseq or isinstance(value, bytes | str):
            found.append(name + "=" + _quoted(value, safe, encoding, errors, quote_via))
            continue
        try:
            len(value)
        except TypeError:
            found.append(name + "=" + _quoted(value, safe, encoding, errors, quote_via))
        else:
            found += [name + "=" + _quoted(each, safe, encoding, errors, quote_via) for each in value]
    return "&".join(found)


def _quoted(value: Any, safe: Any, encoding: Any, errors: Any, quote_via: Any) -> str:
    if isinstance(value, bytes):
        return str(quote_via(value, safe))
    return str(quote_via(str(value), safe, encoding, errors))


def unwrap(url: Any) -> str:
    """`<URL:scheme://host/path>` without what is around it."""
    text = str(url).strip()
    if text[:1] == "<" and text[-1:] == ">":
        text = text[1:-1].strip()
    if text[:4] == "URL:":
        text = text[4:].strip()
    return text
