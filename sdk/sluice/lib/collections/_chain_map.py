"""`ChainMap`: several mappings seen as one."""

from typing import Any


class ChainMap:
    """Looks keys up in its mappings one after another; writes go to the first."""

    _matched_as_ = "mapping"

    def __init__(self, *maps: Any) -> None:
        self.maps: list[Any] = list(maps) or [{}]

    def __missing__(self, key: Any) -> Any:
        raise KeyError(key)

    def __getitem__(self, key: Any) -> Any:
        for mapping in self.maps:
            try:
                return mapping[key]
            except KeyError:
                pass
        return self.__missing__(key)

    def get(self, key: Any, default: Any = None) -> Any:
        """The value, or the default."""
        return self[key] if key in self else default

    def __len__(self) -> int:
        return len(self._merged())

    def __iter__(self) -> Any:
        return iter(self._merged())

    def _merged(self) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for mapping in reversed(self.maps):
            for key in mapping:
                found[key] = None
        return found

    def __contains__(self, key: Any) -> bool:
        return any([key in mapping for mapping in self.maps])

    def __bool__(self) -> bool:
        return any([bool(mapping) for mapping in self.maps])

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}({', '.join([repr(each) for each in self.maps])})"

    def keys(self) -> Any:
        """The keys of all mappings, each once."""
        return self._merged().keys()

    def values(self) -> Any:
        """The values that look-ups find."""
        return {key: self[key] for key in self}.values()

    def items(self) -> Any:
        """Pairs of key and value."""
        return {key: self[key] for key in self}.items()

    @classmethod
    def fromkeys(cls, iterable: Any, *args: Any) -> Any:
        """A new one with one dict of these keys."""
        return cls(dict.fromkeys(iterable, *args))

    def copy(self) -> Any:
        """A new one with a copy of the first mapping and the others as they are."""
        return self.__class__(self.maps[0].copy(), *self.maps[1:])

    __copy__ = copy

    def new_child(self, m: Any = None, **kwargs: Any) -> Any:
        """A new one with another mapping before all others."""
        if m is None:
            m = kwargs
        elif kwargs:
            m.update(kwargs)
        return self.__class__(m, *self.maps)

    @property
    def parents(self) -> Any:
        """The same without the first mapping."""
        return self.__class__(*self.maps[1:])

    def __setitem__(self, key: Any, value: Any) -> None:
        self.maps[0][key] = value

    def __delitem__(self, key: Any) -> None:
        try:
            del self.maps[0][key]
        except KeyError:
            raise KeyError(f"Key not found in the first mapping: {key!r}") from None

    def popitem(self) -> Any:
        """Remove an item of the first mapping."""
        try:
            return self.maps[0].popitem()
        except KeyError:
            raise KeyError("No keys found in the first mapping.") from None

    def pop(self, key: Any, *args: Any) -> Any:
        """Remove a key from the first mapping."""
        try:
            return self.maps[0].pop(key, *args)
        except KeyError:
            raise KeyError(f"Key not found in the first mapping: {key!r}") from None

    def clear(self) -> None:
        """Empty the first mapping."""
        self.maps[0].clear()

    def update(self, other: Any = (), /, **kwds: Any) -> None:
        """Add to the first mapping."""
        self.maps[0].update(other, **kwds)

    def setdefault(self, key: Any, default: Any = None) -> Any:
        """The value, which becomes the default when there is none."""
        if key in self:
            return self[key]
        self[key] = default
        return default

    def __eq__(self, other: Any) -> Any:
        if not isinstance(other, dict | ChainMap):
            return NotImplemented
        return dict(self.items()) == dict(other.items())

    __hash__ = None  # type: ignore[assignment]

    def __or__(self, other: Any) -> Any:
        if not isinstance(other, dict | ChainMap):
            return NotImplemented
        made = self.copy()
        made.maps[0].update(other)
        return made

    def __ror__(self, other: Any) -> Any:
        if not isinstance(other, dict | ChainMap):
            return NotImplemented
        merged = dict(other)
        for mapping in reversed(self.maps):
            merged.update(mapping)
        return self.__class__(merged)

    def __ior__(self, other: Any) -> Any:
        self.maps[0].update(other)
        return self
