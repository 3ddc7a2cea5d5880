"""`property`, `staticmethod` and `classmethod` as objects of their own.

As decorators of methods that capture nothing they are the compiler's business; these classes are for
`size = property(get_size)`, for functions that use variables of the function around, and under other decorators.
"""

from typing import Any

import _sluice_descriptors


def _take_names(wrapper: Any, function: Any) -> None:
    for name in ("__module__", "__name__", "__qualname__", "__doc__"):
        if hasattr(function, name):
            setattr(wrapper, name, getattr(function, name))


class staticmethod:
    """A function that is the same through a class and through its instances."""

    def __init__(self, function: Any, /) -> None:
        self.__func__ = function
        self.__wrapped__ = function
        _take_names(self, function)

    @property
    def __isabstractmethod__(self) -> bool:
        return bool(getattr(self.__func__, "__isabstractmethod__", False))

    def __get__(self, instance: Any, owner: Any = None, /) -> Any:
        return self.__func__

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        return self.__func__(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<staticmethod({self.__func__!r})>"


class classmethod:
    """A function whose first argument is the class."""

    def __init__(self, function: Any, /) -> None:
        self.__func__ = function
        self.__wrapped__ = function
        _take_names(self, function)

    @property
    def __isabstractmethod__(self) -> bool:
        return bool(getattr(self.__func__, "__isabstractmethod__", False))

    def __get__(self, instance: Any, owner: Any = None, /) -> Any:
        found = type(instance) if owner is None else owner
        if hasattr(self.__func__, "__get__"):
            return self.__func__.__get__(found, found)
        return _sluice_descriptors.bind(self.__func__, found)

    def __repr__(self) -> str:
        return f"<classmethod({self.__func__!r})>"


class property:
    """An attribute that functions compute, store and delete."""

    def __init__(self, fget: Any = None, fset: Any = None, fdel: Any = None, doc: Any = None) -> None:
        self.fget = fget
        self.fset = fset
        self.fdel = fdel
        self.__doc__ = getattr(fget, "__doc__", None) if doc is None else doc
        self._name = ""

    def __set_name__(self, owner: Any, name: str, /) -> None:
        self._name = name

    def _refuse(self, instance: Any, what: str) -> AttributeError:
        title = f"property {self._name!r}" if self._name else "property"
        return AttributeError(f"{title} of {type(instance).__qualname__!r} object has no {what}")

    def __get__(self, instance: Any, owner: Any = None, /) -> Any:
        if instance is None:
            return self
        if self.fget is None:
            raise self._refuse(instance, "getter")
        return self.fget(instance)

    def __set__(self, instance: Any, value: Any, /) -> None:
        if self.fset is None:
            raise self._refuse(instance, "setter")
        self.fset(instance, value)

    def __delete__(self, instance: Any, /) -> None:
        if self.fdel is None:
            raise self._refuse(instance, "deleter")
        self.fdel(instance)

    def getter(self, fget: Any, /) -> Any:
        """The same with another getter."""
        return self._again(fget, self.fset, self.fdel)

    def setter(self, fset: Any, /) -> Any:
        """The same with another setter."""
        return self._again(self.fget, fset, self.fdel)

    def deleter(self, fdel: Any, /) -> Any:
        """The same with another deleter."""
        return self._again(self.fget, self.fset, fdel)

    def _again(self, fget: Any, fset: Any, fdel: Any) -> Any:
        made = type(self)(fget, fset, fdel)
        made._name = self._name
        return made
