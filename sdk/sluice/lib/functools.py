"""`functools`: caches, partial calls, reductions, orderings from comparisons."""

from collections.abc import Callable
from typing import Any

import _sluice_descriptors

WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__")
WRAPPER_UPDATES = ("__dict__",)

_MISSING: Any = object()


def reduce(function: Any, sequence: Any, initial: Any = _MISSING, /) -> Any:
    """Combine items from left to right. TypeError when there is nothing to begin with."""
    try:
        items = iter(sequence)
    except TypeError:
        raise TypeError("reduce() arg 2 must support iteration") from None
    result = initial
    for each in items:
        result = each if result is _MISSING else function(result, each)
    if result is _MISSING:
        raise TypeError("reduce() of empty iterable with no initial value")
    return result


class partial:
    """A function with some of its arguments given."""

    def __init__(self, func: Any, /, *args: Any, **keywords: Any) -> None:
        if not callable(func):
            raise TypeError("the first argument must be callable")
        if isinstance(func, partial):
            args = func.args + args
            keywords = {**func.keywords, **keywords}
            func = func.func
        self.func = func
        self.args = args
        self.keywords = keywords

    def __call__(self, /, *args: Any, **keywords: Any) -> Any:
        if keywords:
            return self.func(*self.args, *args, **{**self.keywords, **keywords})
        return self.func(*self.args, *args, **self.keywords)

    def __repr__(self) -> str:
        parts = [repr(self.func)]
        parts += [repr(each) for each in self.args]
        parts += [f"{name}={value!r}" for name, value in self.keywords.items()]
        return f"functools.{type(self).__name__}({', '.join(parts)})"


def update_wrapper(
    wrapper: Any,
    wrapped: Any,
    assigned: Any = None,
    updated: Any = None,
) -> Any:
    """Make a wrapper look like what it wraps."""
    for name in WRAPPER_ASSIGNMENTS if assigned is None else assigned:
        try:
            value = getattr(wrapped, name)
        except AttributeError:
            continue
        setattr(wrapper, name, value)
    for name in WRAPPER_UPDATES if updated is None else updated:
        getattr(wrapper, name).update(getattr(wrapped, name, {}))
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped: Any, assigned: Any = None, updated: Any = None) -> Callable[[Any], Any]:
    """A decorator: `update_wrapper` with the wrapped function given."""

    def decorate(wrapper: Any) -> Any:
        return update_wrapper(wrapper, wrapped, assigned, updated)

    return decorate


class KeyWrapper:
    """What `cmp_to_key` wraps an item in."""

    __slots__ = ("_compare", "obj")

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, compare: Any, obj: Any) -> None:
        self._compare = compare
        self.obj = obj

    def __call__(self, obj: Any) -> "KeyWrapper":
        return KeyWrapper(self._compare, obj)

    def __lt__(self, other: Any) -> bool:
        return bool(self._compare(self.obj, _item_of(other)) < 0)

    def __gt__(self, other: Any) -> bool:
        return bool(self._compare(self.obj, _item_of(other)) > 0)

    def __eq__(self, other: Any) -> bool:
        return bool(self._compare(self.obj, _item_of(other)) == 0)

    def __le__(self, other: Any) -> bool:
        return bool(self._compare(self.obj, _item_of(other)) <= 0)

    def __ge__(self, other: Any) -> bool:
        return bool(self._compare(self.obj, _item_of(other)) >= 0)


def _item_of(other: Any) -> Any:
    if not isinstance(other, KeyWrapper):
        raise TypeError("other argument must be K instance")
    return other.obj


def cmp_to_key(mycmp: Any) -> Any:
    """A key function from a comparison that gives a negative, zero or positive number."""
    return KeyWrapper(mycmp, None)


class _CacheInfo(tuple[int, int, Any, int]):
    """What `cache_info()` answers."""

    @property
    def hits(self) -> int:
        return self[0]

    @property
    def misses(self) -> int:
        return self[1]

    @property
    def maxsize(self) -> Any:
        return self[2]

    @property
    def currsize(self) -> int:
        return self[3]

    def __repr__(self) -> str:
        return f"CacheInfo(hits={self[0]}, misses={self[1]}, maxsize={self[2]}, currsize={self[3]})"


class _Method:
    """A cached function bound to an instance."""

    __slots__ = ("__func__", "__self__")

    def __init__(self, function: Any, instance: Any) -> None:
        self.__func__ = function
        self.__self__ = instance

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        return self.__func__(self.__self__, *args, **kwargs)


_KEYWORDS: Any = object()


class _lru_cache_wrapper:
    """A function that remembers results: a dict in order of use, the least recent first."""

    def __init__(self, function: Any, maxsize: Any, typed: bool) -> None:
        self.__wrapped__ = function
        self._maxsize = maxsize
        self._typed = typed
        self._results: dict[Any, Any] = {}
        self._hits = 0
        self._misses = 0

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        maxsize = self._maxsize
        if maxsize == 0:
            self._misses += 1
            return self.__wrapped__(*args, **kwargs)
        key = self._key(args, kwargs)
        results = self._results
        found = results.get(key, _MISSING)
        if found is not _MISSING:
            self._hits += 1
            if maxsize is not None:
                del results[key]
                results[key] = found
            return found
        self._misses += 1
        result = self.__wrapped__(*args, **kwargs)
        if maxsize is not None and key not in results and len(results) >= maxsize:
            for oldest in results:
                break
            del results[oldest]
        results[key] = result
        return result

    def _key(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if not kwargs and not self._typed:
            if len(args) == 1 and type(args[0]) in (int, str):
                return args[0]
            return args
        parts: list[Any] = list(args)
        if kwargs:
            parts.append(_KEYWORDS)
            for name, value in kwargs.items():
                parts += [name, value]
        if self._typed:
            parts += [type(each) for each in args]
            parts += [type(each) for each in kwargs.values()]
        return tuple(parts)

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        return _Method(self, instance)

    def cache_info(self) -> Any:
        """Hits, misses, the limit and how many results are held."""
        return _CacheInfo((self._hits, self._misses, self._maxsize, len(self._results)))

    def cache_clear(self) -> None:
        """Forget all results and counts."""
        self._results.clear()
        self._hits = 0
        self._misses = 0

    def cache_parameters(self) -> dict[str, Any]:
        """The arguments of `lru_cache`."""
        return {"maxsize": self._maxsize, "typed": self._typed}

    def __repr__(self) -> str:
        return f"<functools._lru_cache_wrapper object at 0x{id(self):x}>"


def lru_cache(maxsize: Any = 128, typed: bool = False) -> Any:
    """Remember up to `maxsize` results, the least recently used go first; None: no limit."""
    if isinstance(maxsize, int):
        if maxsize < 0:
            maxsize = 0
    elif callable(maxsize) and isinstance(typed, bool):
        return update_wrapper(_lru_cache_wrapper(maxsize, 128, typed), maxsize, WRAPPER_ASSIGNMENTS, ())
    elif maxsize is not None:
        raise TypeError("Expected first argument to be an integer, a callable, or None")

    def decorate(function: Any) -> Any:
        wrapper = _lru_cache_wrapper(function, maxsize, typed)
        return update_wrapper(wrapper, function, WRAPPER_ASSIGNMENTS, ())

    return decorate


def cache(user_function: Any, /) -> Any:
    """Remember all results."""
    return lru_cache(maxsize=None)(user_function)


class cached_property:
    """A property that is computed once and then kept in the instance."""

    def __init__(self, func: Any) -> None:
        self.func = func
        self.attrname: Any = None

    def __set_name__(self, owner: Any, name: str) -> None:
        if self.attrname is None:
            self.attrname = name
        elif name != self.attrname:
            raise TypeError(
                "Cannot assign the same cached_property to two different names "
                f"({self.attrname!r} and {name!r})."
            )

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        if self.attrname is None:
            raise TypeError("Cannot use cached_property instance without calling __set_name__ on it.")
        value = self.func(instance)
        object.__setattr__(instance, self.attrname, value)
        return value


class partialmethod:
    """A method with some of its arguments given."""

    def __init__(self, func: Any, /, *args: Any, **keywords: Any) -> None:
        if not callable(func) and not hasattr(func, "__get__"):
            raise TypeError(f"{func!r} is not callable or a descriptor")
        if isinstance(func, partialmethod):
            self.func = func.func
            self.args = func.args + args
            self.keywords = {**func.keywords, **keywords}
        else:
            self.func = func
            self.args = args
            self.keywords = keywords

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return partial(self.func, *self.args, **self.keywords)
        return partial(self.func, instance, *self.args, **self.keywords)


class _Dispatcher:
    """A generic function: the first argument's class chooses the implementation."""

    def __init__(self, function: Any) -> None:
        self.registry: dict[Any, Any] = {object: function}
        self._function = function

    def register(self, cls: Any, func: Any = None) -> Any:
        """Add an implementation for a class; without a function a decorator."""
        if not isinstance(cls, type):
            if isinstance(cls, NoClass) and cls.parameter:
                raise TypeError(f"Invalid annotation for {cls.parameter!r}. {cls.reason}.")
            if func is not None:
                raise TypeError(
                    f"Invalid first argument to `register()`. {cls!r} is not a class or union type."
                )
            raise TypeError(
                f"Invalid first argument to `register()`: {cls!r}. "
                "Use either `@register(some_class)` or plain `@register` on an annotated function."
            )
        if func is None:
            return lambda each: self.register(cls, each)
        self.registry[cls] = func
        return func

    def dispatch(self, cls: Any) -> Any:
        """The implementation for a class: that of the first class in its resolution order."""
        for each in cls.__mro__:
            if each in self.registry:
                return self.registry[each]
        return self._function

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        if not args:
            name = getattr(self._function, "__name__", "singledispatch function")
            raise TypeError(f"{name} requires at least 1 positional argument")
        return self.dispatch(type(args[0]))(*args, **kwargs)


def singledispatch(func: Any) -> Any:
    """Make a function generic over the class of its first argument."""
    return update_wrapper(_Dispatcher(func), func)


class NoClass:
    """Stands for `list[int]` where something is registered for a class: what CPython says of it."""

    def __init__(self, text: str, parameter: str, reason: str) -> None:
        self.text = text
        self.parameter = parameter
        self.reason = f"{text} {reason}"

    def __repr__(self) -> str:
        return self.text


class singledispatchmethod:
    """A method that is generic over the class of its first argument after `self`."""

    def __init__(self, func: Any) -> None:
        if not callable(func) and not hasattr(func, "__get__"):
            raise TypeError(f"{func!r} is not callable or a descriptor")
        self.dispatcher = singledispatch(func)
        self.func = func

    def register(self, cls: Any, method: Any = None) -> Any:
        """Add an implementation for a class; without one a decorator."""
        return self.dispatcher.register(cls, func=method)

    def __get__(self, obj: Any, cls: Any = None) -> Any:
        def _method(*args: Any, **kwargs: Any) -> Any:
            method = self.dispatcher.dispatch(type(args[0]))
            if hasattr(method, "__get__"):
                method = method.__get__(obj, cls)
            elif obj is not None:
                method = _sluice_descriptors.bind(method, obj)
            return method(*args, **kwargs)

        made: Any = update_wrapper(_method, self.func)
        made.register = self.register
        return made
