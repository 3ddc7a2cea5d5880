"""Classes that CPython lets no class build on, and what its TypeError calls them.

class C(bool): …      class C(type(None)): …      class C(re.Pattern): …
"""

from __future__ import annotations

import ast
import builtins
import types
from typing import Final

from sluice.compiler.lower.class_titles import module_title
from sluice.compiler.lower.symbols import BuiltinClass, ClassSymbol, Symbol, TypingSymbol

_OF_LIBRARY: Final = frozenset(
    (
        "datetime.timezone",
        "functools._lru_cache_wrapper",
        "operator.attrgetter",
        "operator.itemgetter",
        "operator.methodcaller",
        "re.Match",
        "re.Pattern",
        "time.struct_time",
    )
)
_KINDS: Final[dict[type[ast.expr], type]] = {
    ast.Lambda: types.FunctionType,
    ast.GeneratorExp: types.GeneratorType,
}


def final_title(found: Symbol | None) -> str | None:
    """What a base is called that is final. None: classes may build on it."""
    match found:
        case BuiltinClass(name):
            return _title_of(getattr(builtins, name.removeprefix("builtins."), None))
        case TypingSymbol(name) if name.startswith("types."):
            return _title_of(getattr(types, name.removeprefix("types."), None))
        case ClassSymbol(module=module) if module.trusted:
            full = f"{module_title(found)}.{found.title}"
            return full if full in _OF_LIBRARY else None
        case _:
            return None


def final_title_of_type(node: ast.expr) -> str | None:
    """The same for `type(node)`, where that is known: `type(None)`."""
    match node:
        case ast.Constant(value=value):
            return _title_of(type(value))
        case ast.Name(id="NotImplemented"):
            return _title_of(type(NotImplemented))
        case _:
            return _title_of(_KINDS.get(type(node)))


def _title_of(kind: object) -> str | None:
    try:
        type("_", (kind,), {})  # type: ignore[arg-type]
    except TypeError:
        return kind.__name__ if isinstance(kind, type) else None
    return None


__all__ = ["final_title", "final_title_of_type"]
