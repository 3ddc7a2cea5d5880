"""`json`: the C functions of `_sluice_json` behind CPython's signatures."""

from collections.abc import Callable, Iterator
from typing import Any

import _sluice_json

__all__ = ["JSONDecodeError", "JSONDecoder", "JSONEncoder", "dump", "dumps", "load", "loads"]


class JSONDecodeError(ValueError):
    """What is wrong with a JSON text, and where: `pos` counts characters from 0."""

    msg: str
    doc: str
    pos: int
    lineno: int
    colno: int

    def __init__(self, msg: str, doc: str, pos: int) -> None:
        lineno = doc.count("\n", 0, pos) + 1
        colno = pos - doc.rfind("\n", 0, pos)
        super().__init__(f"{msg}: line {lineno} column {colno} (char {pos})")
        self.msg = msg
        self.doc = doc
        self.pos = pos
        self.lineno = lineno
        self.colno = colno


class JSONDecoder:
    """Decodes with hooks that are given once."""

    def __init__(
        self,
        *,
        object_hook: Any = None,
        parse_float: Any = None,
        parse_int: Any = None,
        parse_constant: Any = None,
        strict: bool = True,
        object_pairs_hook: Any = None,
    ) -> None:
        self.object_hook = object_hook
        self.parse_float = parse_float
        self.parse_int = parse_int
        self.parse_constant = parse_constant
        self.strict = strict
        self.object_pairs_hook = object_pairs_hook

    def decode(self, s: str) -> Any:
        return _sluice_json.loads_hooked(
            s,
            self.object_hook,
            self.parse_float,
            self.parse_int,
            self.parse_constant,
            self.object_pairs_hook,
            JSONDecodeError,
        )

    def raw_decode(self, s: str, idx: int = 0) -> Any:
        return _sluice_json.raw_decode(
            s,
            idx,
            self.object_hook,
            self.parse_float,
            self.parse_int,
            self.parse_constant,
            self.object_pairs_hook,
            JSONDecodeError,
        )


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
        return _encode(
            o,
            self.skipkeys,
            self.ensure_ascii,
            self.check_circular,
            self.allow_nan,
            self.indent,
            self.item_separator,
            self.key_separator,
            self.default,
            self.sort_keys,
        )

    def iterencode(self, o: Any, _one_shot: bool = False) -> Iterator[str]:
        yield self.encode(o)


def _encode(
    value: Any,
    skipkeys: bool,
    ensure_ascii: bool,
    check_circular: bool,
    allow_nan: bool,
    indent: Any,
    item_separator: Any,
    key_separator: Any,
    default: Any,
    sort_keys: bool,
) -> str:
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


def loads(
    s: Any,
    *,
    cls: Any = None,
    object_hook: Callable[[dict[str, Any]], Any] | None = None,
    parse_float: Callable[[str], Any] | None = None,
    parse_int: Callable[[str], Any] | None = None,
    parse_constant: Callable[[str], Any] | None = None,
    object_pairs_hook: Callable[[list[tuple[str, Any]]], Any] | None = None,
) -> Any:
    if cls is not None:
        text = s if isinstance(s, str) else s.decode("utf-8", "surrogatepass")
        return cls(
            object_hook=object_hook,
            parse_float=parse_float,
            parse_int=parse_int,
            parse_constant=parse_constant,
            object_pairs_hook=object_pairs_hook,
        ).decode(text)
    return _sluice_json.loads_hooked(
        s, object_hook, parse_float, parse_int, parse_constant, object_pairs_hook, JSONDecodeError
    )


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
    item_separator: Any = ", " if indent is None else ","
    key_separator: Any = ": "
    if separators is not None:
        item_separator, key_separator = separators
    return _encode(
        obj,
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


def load(fp: Any, **options: Any) -> Any:
    return loads(fp.read(), **options)


def dump(obj: Any, fp: Any, **options: Any) -> None:
    fp.write(dumps(obj, **options))
