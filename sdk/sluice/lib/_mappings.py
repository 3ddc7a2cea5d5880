"""`mappingproxy`: what shows a dict that must not be changed through it."""

from typing import Any


class mappingproxy:
    """The metadata of a dataclass field, the groups of a pattern."""

    _matched_as_ = "mapping"

    def __init__(self, mapping: Any) -> None:
        if not hasattr(mapping, "__getitem__") or isinstance(mapping, list | tuple | str | bytes):
            kind = type(mapping).__name__
            raise TypeError(f"mappingproxy() argument must be a mapping, not {kind}")
        self._mapping = mapping

    def __getitem__(self, key: Any) -> Any:
        return self._mapping[key]

    def __contains__(self, key: Any) -> bool:
        return key in self._mapping

    def __len__(self) -> int:
        return len(self._mapping)

    def __iter__(self) -> Any:
        return iter(self._mapping)

    def __eq__(self, other: Any) -> Any:
        if isinstance(other, mappingproxy):
            other = other._mapping
        return self._mapping == other

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"mappingproxy({self._mapping!r})"

    def __str__(self) -> str:
        return str(self._mapping)

    def get(self, key: Any, default: Any = None) -> Any:
        """The value of `key`, or the default."""
        return self._mapping.get(key, default)

    def keys(self) -> Any:
        """The mapping's keys."""
        return self._mapping.keys()

    def values(self) -> Any:
        """The mapping's values."""
        return self._mapping.values()

    def items(self) -> Any:
        """The mapping's pairs."""
        return self._mapping.items()

    def copy(self) -> Any:
        """A copy of the mapping, which can be changed."""
        return self._mapping.copy()
