"""What `collections.abc` gives to classes that derive from it (CPython's Lib/_collections_abc.py)."""

from _abstract_bases._collections import (
    AsyncIterable,
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Container,
    Hashable,
    Iterable,
    Iterator,
    Reversible,
    Sized,
)
from _abstract_bases._mappings import (
    ItemsView,
    KeysView,
    Mapping,
    MappingView,
    MutableMapping,
    ValuesView,
)
from _abstract_bases._sequences import MutableSequence, Sequence
from _abstract_bases._sets import MutableSet, Set

__all__ = [
    "AsyncIterable",
    "AsyncIterator",
    "Awaitable",
    "Callable",
    "Collection",
    "Container",
    "Hashable",
    "ItemsView",
    "Iterable",
    "Iterator",
    "KeysView",
    "Mapping",
    "MappingView",
    "MutableMapping",
    "MutableSequence",
    "MutableSet",
    "Reversible",
    "Sequence",
    "Set",
    "Sized",
    "ValuesView",
]
