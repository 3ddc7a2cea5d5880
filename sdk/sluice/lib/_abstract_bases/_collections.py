"""The classes with one method, and `Collection`."""

from abc import ABC, abstractmethod
from typing import Any


class Hashable(ABC):
    """Has `__hash__`."""

    @abstractmethod
    def __hash__(self) -> int:
        return 0


class Callable(ABC):
    """Has `__call__`."""

    @abstractmethod
    def __call__(self, *args: Any, **kwds: Any) -> Any:
        return False


class Awaitable(ABC):
    """Has `__await__`."""

    @abstractmethod
    def __await__(self) -> Any:
        yield


class AsyncIterable(ABC):
    """Has `__aiter__`."""

    @abstractmethod
    def __aiter__(self) -> Any:
        return None


class AsyncIterator(AsyncIterable):
    """Has `__anext__`."""

    @abstractmethod
    async def __anext__(self) -> Any:
        raise StopAsyncIteration

    def __aiter__(self) -> Any:
        return self


class Iterable(ABC):
    """Has `__iter__`."""

    @abstractmethod
    def __iter__(self) -> Any:
        return iter(())


class Iterator(Iterable):
    """Has `__next__`."""

    @abstractmethod
    def __next__(self) -> Any:
        raise StopIteration

    def __iter__(self) -> Any:
        return self


class Reversible(Iterable):
    """Has `__reversed__`."""

    @abstractmethod
    def __reversed__(self) -> Any:
        return iter(())


class Sized(ABC):
    """Has `__len__`."""

    @abstractmethod
    def __len__(self) -> Any:
        return 0


class Container(ABC):
    """Has `__contains__`."""

    @abstractmethod
    def __contains__(self, x: Any) -> Any:
        return False


class Collection(Sized, Iterable, Container):
    """Has `__len__`, `__iter__` and `__contains__`."""
