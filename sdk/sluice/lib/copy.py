"""`copy`: copies of values, and of all that they hold."""

from typing import Any


class Error(Exception):
    """Something cannot be copied."""


error = Error
_MISSING: Any = object()


def _is_atomic(x: Any) -> bool:
    if x is None or x is Ellipsis or x is NotImplemented:
        return True
    return type(x) in (int, float, bool, str, bytes, type, range) or isinstance(x, type)


def copy(x: Any) -> Any:
    """A copy that shares what it holds."""
    if _is_atomic(x):
        return x
    kind = type(x)
    if kind is tuple or kind is frozenset or kind is slice:
        return x
    if kind is list or kind is dict or kind is set or kind is bytearray:
        return x.copy()
    method = getattr(kind, "__copy__", None)
    if method is not None:
        return method(x)
    if callable(x) and not hasattr(x, "__dict__"):
        return x
    return _rebuild(x, None)


def deepcopy(x: Any, memo: Any = None) -> Any:
    """A copy of everything; what is reached twice is copied once."""
    if _is_atomic(x):
        return x
    if memo is None:
        memo = {}
    key = id(x)
    found = memo.get(key, _MISSING)
    if found is not _MISSING:
        return found
    made = _copy_deeply(x, memo)
    if made is not x:
        memo[key] = made
        memo.setdefault(id(memo), []).append(x)
    return made


def _copy_deeply(x: Any, memo: Any) -> Any:
    kind = type(x)
    if kind is list:
        made: Any = []
        memo[id(x)] = made
        for each in x:
            made.append(deepcopy(each, memo))
        return made
    if kind is dict:
        made = {}
        memo[id(x)] = made
        for key, value in x.items():
            made[deepcopy(key, memo)] = deepcopy(value, memo)
        return made
    if kind is tuple:
        items = [deepcopy(each, memo) for each in x]
        known = memo.get(id(x), _MISSING)
        if known is not _MISSING:
            return known
        if all([items[place] is x[place] for place in range(len(items))]):
            return x
        return tuple(items)
    if kind is set:
        return {deepcopy(each, memo) for each in x}
    if kind is frozenset:
        return frozenset([deepcopy(each, memo) for each in x])
    if kind is bytearray:
        return x.copy()
    method = getattr(kind, "__deepcopy__", None)
    if method is not None:
        return method(x, memo)
    if kind is slice:
        return slice(deepcopy(x.start, memo), deepcopy(x.stop, memo), deepcopy(x.step, memo))
    if callable(x) and not hasattr(x, "__dict__"):
        return x
    return _rebuild(x, memo)


def _rebuild(x: Any, memo: Any) -> Any:
    """A new instance of the same class, its items and attributes copied, deeply where there is a memo."""
    kind: Any = type(x)
    if hasattr(kind, "__reduce_ex__"):
        return _remake(x, kind.__reduce_ex__(x, 4), memo)
    if hasattr(kind, "__reduce__"):
        return _remake(x, kind.__reduce__(x), memo)
    if hasattr(kind, "__getnewargs__") or hasattr(kind, "__getnewargs_ex__"):
        made = _make_from_arguments(x, memo)
        _copy_state(x, made, memo)
        return made
    if isinstance(x, BaseException):
        made = kind(*(x.args if memo is None else deepcopy(x.args, memo)))
    elif isinstance(x, tuple):
        made = kind.__new__(kind, x if memo is None else deepcopy(tuple(x), memo))
    elif isinstance(x, frozenset):
        made = kind.__new__(kind, x if memo is None else [deepcopy(each, memo) for each in x])
    elif isinstance(x, int | float | str | bytes):
        made = kind.__new__(kind, x)
    else:
        made = kind.__new__(kind)
    if memo is not None:
        memo[id(x)] = made
    if isinstance(x, list):
        for each in x:
            made.append(each if memo is None else deepcopy(each, memo))
    elif isinstance(x, dict):
        for key, value in x.items():
            made[key if memo is None else deepcopy(key, memo)] = (
                value if memo is None else deepcopy(value, memo)
            )
    elif isinstance(x, set):
        made.update(x if memo is None else [deepcopy(each, memo) for each in x])
    _copy_state(x, made, memo)
    return made


def _make_from_arguments(x: Any, memo: Any) -> Any:
    """A bare instance of what `__getnewargs__` or `__getnewargs_ex__` gives to `__new__`."""
    kind: Any = type(x)
    named: Any = {}
    if hasattr(kind, "__getnewargs_ex__"):
        arguments, named = kind.__getnewargs_ex__(x)
    else:
        arguments = kind.__getnewargs__(x)
    if memo is not None:
        arguments, named = deepcopy(arguments, memo), deepcopy(named, memo)
    made = kind.__new__(kind, *arguments, **named)
    if memo is not None:
        memo[id(x)] = made
    return made


def _remake(x: Any, reduced: Any, memo: Any) -> Any:
    """What the parts mean that `__reduce__` gives: a function, its arguments, the state, items and pairs."""
    if isinstance(reduced, str):
        return x
    function, arguments, *rest = reduced
    state, items, pairs = (*rest, None, None, None)[:3]
    made = function(*(arguments if memo is None else [deepcopy(each, memo) for each in arguments]))
    if memo is not None:
        memo[id(x)] = made
        state = deepcopy(state, memo)
    if state is not None:
        _set_state(made, state)
    for each in items or ():
        made.append(each if memo is None else deepcopy(each, memo))
    for key, value in pairs or ():
        made[key if memo is None else deepcopy(key, memo)] = value if memo is None else deepcopy(value, memo)
    return made


def _set_state(made: Any, state: Any) -> None:
    setter = getattr(type(made), "__setstate__", None)
    if setter is not None:
        setter(made, state)
        return
    parts = state if isinstance(state, tuple) and len(state) == 2 else (state, None)
    for part in parts:
        for name, value in (part or {}).items():
            object.__setattr__(made, name, value)


def _copy_state(x: Any, made: Any, memo: Any) -> None:
    """The attributes, or what `__getstate__` gives, by way of `__setstate__` where there is one."""
    kind: Any = type(x)
    getter, setter = getattr(kind, "__getstate__", None), getattr(kind, "__setstate__", None)
    state = vars(x) if getter is None else getter(x)
    if getter is None and setter is None:
        for name, value in state.items():
            object.__setattr__(made, name, value if memo is None else deepcopy(value, memo))
        return
    if state is None or (getter is None and not state):
        return
    if memo is not None:
        state = deepcopy(state, memo)
    _set_state(made, state)
