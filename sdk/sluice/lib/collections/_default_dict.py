"""`defaultdict`."""

from typing import Any


class defaultdict(dict):  # type: ignore[type-arg]
    """A dict that makes the values it misses."""

    default_factory: Any

    def __init__(self, default_factory: Any = None, /, *args: Any, **kwargs: Any) -> None:
        if default_factory is not None and not callable(default_factory):
            raise TypeError("first argument must be callable or None")
        self.default_factory = default_factory
        dict.update(self, *args, **kwargs)

    def __missing__(self, key: Any, /) -> Any:
        if self.default_factory is None:
            raise KeyError(key)
        value = self.default_factory()
        self[key] = value
        return value

    def __repr__(self) -> str:
        factory = "..." if self.default_factory is self else repr(self.default_factory)
        return f"{type(self).__name__}({factory}, {dict.__repr__(self)})"

    def copy(self) -> Any:
        """A copy with the same factory."""
        return type(self)(self.default_factory, self)

    def __copy__(self) -> Any:
        return self.copy()

    def __or__(self, other: Any, /) -> Any:
        if not isinstance(other, dict):
            return NotImplemented
        made = type(self)(self.default_factory, self)
        made.update(other)
        return made

    def __ror__(self, other: Any, /) -> Any:
        if not isinstance(other, dict):
            return NotImplemented
        made = type(self)(self.default_factory, other)
        made.update(self)
        return made
