"""`json`: the C functions of `_sluice_json` behind CPython's signatures."""

from collections.abc import Callable
from json.decoder import JSONDecodeError, JSONDecoder
from json.encoder import JSONEncoder, encode_with
from typing import Any

import _sluice_json

__all__ = ["JSONDecodeError", "JSONDecoder", "JSONEncoder", "dump", "dumps", "load", "loads"]

_UNSAID: Any = object()  # true, as what `strict` is otherwise


def loads(
    s: Any,
    *,
    cls: Any = None,
    object_hook: Callable[[dict[str, Any]], Any] | None = None,
    parse_float: Callable[[str], Any] | None = None,
    parse_int: Callable[[str], Any] | None = None,
    parse_constant: Callable[[str], Any] | None = None,
    object_pairs_hook: Callable[[list[tuple[str, Any]]], Any] | None = None,
    strict: Any = _UNSAID,
) -> Any:
    if cls is not None:
        text = s if isinstance(s, str) else s.decode("utf-8", "surrogatepass")
        options: dict[str, Any] = {} if strict is _UNSAID else {"strict": strict}
        hooks = (
            ("object_hook", object_hook),
            ("object_pairs_hook", object_pairs_hook),
            ("parse_float", parse_float),
            ("parse_int", parse_int),
            ("parse_constant", parse_constant),
        )
        options.update([(name, hook) for name, hook in hooks if hook is not None])
        return cls(**options).decode(text)
    return _sluice_json.loads_hooked(
        s, object_hook, parse_float, parse_int, parse_constant, object_pairs_hook, JSONDecodeError, strict
    )


def _plain_loads(s: Any) -> Any:
    """`loads` without an option: a program that gives none carries none of the code for them."""
    found = _sluice_json.loads(s)
    if isinstance(found, tuple):
        fault: tuple[str, str, int] = found
        raise JSONDecodeError(fault[0], fault[1], fault[2])
    return found


def dumps(
    obj: Any,
    *,
    skipkeys: bool = False,
    ensure_ascii: bool = True,
    check_circular: bool = True,
    allow_nan: bool = True,
    cls: Any = None,
    indent: Any = None,
    separators: Any = None,
    default: Callable[[Any], Any] | None = None,
    sort_keys: bool = False,
) -> str:
    if cls is not None:
        made: str = cls(
            skipkeys=skipkeys,
            ensure_ascii=ensure_ascii,
            check_circular=check_circular,
            allow_nan=allow_nan,
            indent=indent,
            separators=separators,
            default=default,
            sort_keys=sort_keys,
        ).encode(obj)
        return made
    return encode_with(
        obj, skipkeys, ensure_ascii, check_circular, allow_nan, indent, separators, default, sort_keys
    )


def _plain_dumps(obj: Any) -> str:
    """`dumps` without an option."""
    text: str = _sluice_json.dumps(obj)
    return text


def load(fp: Any, **options: Any) -> Any:
    return loads(fp.read(), **options)


def dump(obj: Any, fp: Any, **options: Any) -> None:
    fp.write(dumps(obj, **options))
