"""Header maps: of the stream (every access asks the host) and of a response that a filter builds."""

from collections.abc import Iterator
from typing import overload

from sluice.api import hostcalls
from sluice.api.wire import check_header, header_name, header_pairs

MAX_PAIRS = 1024  # hosts silently drop a longer list


class Headers:
    """The headers of a request or response as a mutable mapping, or its trailers.

    Names are in lower case and found in any case. A header may have several values: `get` and `[]` give the
    FIRST one, so code that decides about access reads them all with `get_all`. Values may hold any byte;
    what is not UTF-8 shows as lone surrogates and is written back as it was.

        request.headers["x-consumer"] = "ann"       # the only value from now on
        request.headers.add("via", "sluice")        # one more value
        del request.headers["x-api-key"]            # no error when it is not there
        for name, value in request.headers.items(): ...

    Changing a request's headers may make the proxy choose another route. Where the headers are gone (those
    of the request while the response passes), reading and writing raise `HostError`.
    """

    @overload
    def get(self, name: str) -> str | None: ...
    @overload
    def get(self, name: str, default: str) -> str: ...
    def get(self, name: str, default: str | None = None) -> str | None:
        """The first value, or `default`."""
        raise NotImplementedError

    def get_all(self, name: str) -> list[str]:
        """All values in order; an empty list when the header is absent."""
        wanted = header_name(name)
        return [value for key, value in self.items() if key == wanted]

    def add(self, name: str, value: str) -> None:
        """Append a value and keep those that are there."""
        raise NotImplementedError

    def items(self) -> list[tuple[str, str]]:
        """Names and values in order, a name once for each of its values."""
        raise NotImplementedError

    def replace_all(self, pairs: list[tuple[str, str]]) -> None:
        """Make these the only headers."""
        raise NotImplementedError

    def __getitem__(self, name: str) -> str:
        value = self.get(name)
        if value is None:
            raise KeyError(name)
        return value

    def __setitem__(self, name: str, value: str) -> None:
        raise NotImplementedError

    def __delitem__(self, name: str) -> None:
        raise NotImplementedError

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __len__(self) -> int:
        return len(self.keys())

    def keys(self) -> list[str]:
        """The names in order, each once."""
        return list(dict.fromkeys([name for name, _ in self.items()]))

    def values(self) -> list[str]:
        """The values in order, all of them."""
        return [value for _, value in self.items()]

    def update(self, headers: dict[str, str]) -> None:
        """Set each of these headers."""
        for name in headers:
            self[name] = headers[name]

    @overload
    def pop(self, name: str) -> str | None: ...
    @overload
    def pop(self, name: str, default: str) -> str: ...
    def pop(self, name: str, default: str | None = None) -> str | None:
        """Remove all values and give back the first one, or `default`."""
        value = self.get(name)
        if value is None:
            return default
        del self[name]
        return value

    def setdefault(self, name: str, value: str) -> str:
        """The first value; when there is none, `value`, which is set."""
        present = self.get(name)
        if present is not None:
            return present
        self[name] = value
        return value


class StreamHeaders(Headers):
    """Headers of a stream: every access asks the host.

    A class of its own that nothing derives from, so that compiled filters call its methods directly.
    """

    def __init__(self, map_type: int) -> None:
        self._map_type = map_type

    @overload
    def get(self, name: str) -> str | None: ...
    @overload
    def get(self, name: str, default: str) -> str: ...
    def get(self, name: str, default: str | None = None) -> str | None:
        value = hostcalls.get_header_map_value(self._map_type, name)
        if value is None:
            return default
        return value

    def add(self, name: str, value: str) -> None:
        check_header(name, value)
        hostcalls.add_header_map_value(self._map_type, name, value)

    def items(self) -> list[tuple[str, str]]:
        return hostcalls.get_header_map_pairs(self._map_type)

    def replace_all(self, pairs: list[tuple[str, str]]) -> None:
        check_pairs(pairs)
        hostcalls.set_header_map_pairs(self._map_type, pairs)

    def __setitem__(self, name: str, value: str) -> None:
        check_header(name, value)
        hostcalls.replace_header_map_value(self._map_type, name, value)

    def __delitem__(self, name: str) -> None:
        hostcalls.remove_header_map_value(self._map_type, name)


class OwnHeaders(Headers):
    """Headers of a response that a filter builds: kept here until the response is sent."""

    def __init__(self, headers: dict[str, str]) -> None:
        self.pairs = header_pairs(headers)

    @overload
    def get(self, name: str) -> str | None: ...
    @overload
    def get(self, name: str, default: str) -> str: ...
    def get(self, name: str, default: str | None = None) -> str | None:
        wanted = header_name(name)
        for key, value in self.pairs:
            if key == wanted:
                return value
        return default

    def add(self, name: str, value: str) -> None:
        check_header(name, value)
        self.pairs.append((header_name(name), value))

    def items(self) -> list[tuple[str, str]]:
        return self.pairs.copy()

    def replace_all(self, pairs: list[tuple[str, str]]) -> None:
        check_pairs(pairs)
        self.pairs = [(header_name(name), value) for name, value in pairs]

    def __setitem__(self, name: str, value: str) -> None:
        del self[name]
        self.add(name, value)

    def __delitem__(self, name: str) -> None:
        wanted = header_name(name)
        self.pairs = [pair for pair in self.pairs if pair[0] != wanted]


def check_pairs(pairs: list[tuple[str, str]]) -> None:
    if len(pairs) > MAX_PAIRS:
        raise ValueError(f"{len(pairs)} headers are more than the {MAX_PAIRS} that a proxy takes")
    for name, value in pairs:
        check_header(name, value)
