"""The functions that cut one piece off a URL, older than `urlsplit`: `urllib.parse._splithost` and its kin."""

from typing import Any


def _splittype(url: Any) -> Any:
    """`type:rest` as type and rest; None and all of it without a type."""
    kind, colon, rest = url.partition(":")
    if not colon or not kind or "/" in kind:
        return None, url
    return kind.lower(), rest


def _splithost(url: Any) -> Any:
    """`//host:port/path` as host with port, and path; None and all of it without a host."""
    if url[:2] != "//":
        return None, url
    end = len(url)
    for mark in "/?#":
        place = url.find(mark, 2)
        if place >= 0:
            end = min(end, place)
    path = url[end:]
    if path and path[0] != "/":
        path = "/" + path
    return url[2:end], path


def _splituser(host: Any) -> Any:
    """`user:password@host` as user with password, and host."""
    user, at, rest = host.rpartition("@")
    return (user if at else None), rest


def _splitpasswd(user: Any) -> Any:
    """`user:password` as user and password."""
    name, colon, password = user.partition(":")
    return name, (password if colon else None)


def _splitport(host: Any) -> Any:
    """`host:port` as host and port, both str."""
    name, colon, port = host.rpartition(":")
    if colon and all([each in "0123456789" for each in port]):
        return name, port or None
    return host, None


def _splitnport(host: Any, defport: Any = -1) -> Any:
    """`host:port` as host and the port's number: None when it is none, `defport` when there is none."""
    name, colon, port = host.rpartition(":")
    if not colon:
        return port, defport
    if not port:
        return name, defport
    return name, (int(port) if port.isdigit() and port.isascii() else None)


def _splitquery(url: Any) -> Any:
    """`path?query` as path and query."""
    path, mark, query = url.rpartition("?")
    return (path, query) if mark else (url, None)


def _splittag(url: Any) -> Any:
    """`path#tag` as path and tag."""
    path, mark, tag = url.rpartition("#")
    return (path, tag) if mark else (url, None)


def _splitattr(url: Any) -> Any:
    """`path;a=1;b=2` as path and the list of what follows."""
    words = url.split(";")
    return words[0], words[1:]


def _splitvalue(attr: Any) -> Any:
    """`name=value` as name and value."""
    name, equals, value = attr.partition("=")
    return name, (value if equals else None)


def _to_bytes(url: Any) -> Any:
    """A URL that is ASCII, as it is. UnicodeError for others."""
    if isinstance(url, str) and not url.isascii():
        raise UnicodeError(f"URL {url!r} contains non-ASCII characters")
    return url
