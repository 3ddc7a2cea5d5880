"""`json.encoder`: objects to JSON text."""

from collections.abc import Iterator
from typing import Any

import _sluice_json

__all__ = ["JSONEncoder"]

INFINITY = float("inf")


def encode_basestring(s: str) -> str:
    """A str as JSON that is not escaped to ASCII."""
    return encode_with(s, False, False, True, True, None, None, None, False)


def encode_basestring_ascii(s: str) -> str:
    """A str as JSON in ASCII."""
    if not isinstance(s, str):
        raise TypeError(f"first argument must be a string, not {type(s).__name__}")
    return encode_with(s, False, True, True, True, None, None, None, False)


def py_encode_basestring(s: str) -> str:
    return encode_basestring(s)


def c_encode_basestring(s: str) -> str:
    return encode_basestring(s)


def py_encode_basestring_ascii(s: str) -> str:
    return encode_basestring_ascii(s)


def c_encode_basestring_ascii(s: str) -> str:
    return encode_basestring_ascii(s)


def _separators(indent: Any, separators: Any) -> Any:
    if separators is not None:
        return separators
    return (", " if indent is None else ",", ": ")


def encode_with(
    value: Any,
    skipkeys: Any,
    ensure_ascii: Any,
    check_circular: Any,
    allow_nan: Any,
    indent: Any,
    separators: Any,
    default: Any,
    sort_keys: Any,
) -> str:
    """`json.dumps` without the choice of a class."""
    item_separator, key_separator = _separators(indent, separators)
    if indent is not None and not isinstance(indent, str):
        indent = " " * indent
    text: str = _sluice_json.dumps_with(
        value,
        skipkeys,
        ensure_ascii,
        check_circular,
        allow_nan,
        indent,
        item_separator,
        key_separator,
        default,
        sort_keys,
    )
    return text


class JSONEncoder:
    """Encodes; a subclass says in `default` what becomes of objects that JSON does not know."""

    item_separator = ", "
    key_separator = ": "

    def __init__(
        self,
        *,
        skipkeys: bool = False,
        ensure_ascii: bool = True,
        check_circular: bool = True,
        allow_nan: bool = True,
        sort_keys: bool = False,
        indent: Any = None,
        separators: Any = None,
        default: Any = None,
    ) -> None:
        self.skipkeys = skipkeys
        self.ensure_ascii = ensure_ascii
        self.check_circular = check_circular
        self.allow_nan = allow_nan
        self.sort_keys = sort_keys
        self.indent = indent
        if separators is not None:
            self.item_separator, self.key_separator = separators
        elif indent is not None:
            self.item_separator = ","
        self.replacement = default

    def default(self, o: Any) -> Any:
        if self.replacement is not None:
            return self.replacement(o)
        raise TypeError(f"Object of type {o.__class__.__name__} is not JSON serializable")

    def encode(self, o: Any) -> str:
        return encode_with(
            o,
            self.skipkeys,
            self.ensure_ascii,
            self.check_circular,
            self.allow_nan,
            self.indent,
            (self.item_separator, self.key_separator),
            self.default,
            self.sort_keys,
        )

    def iterencode(self, o: Any, _one_shot: bool = False) -> Iterator[str]:
        yield self.encode(o)
