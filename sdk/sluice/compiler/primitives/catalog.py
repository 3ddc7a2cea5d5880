"""All tables of this package at once: which methods built-in types have, which functions exist."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import ModuleType

from sluice.compiler import primitives
from sluice.compiler.ir.primitive import Builtin, Method


@cache
def _tables() -> tuple[ModuleType, ...]:
    names = sorted(info.name for info in pkgutil.iter_modules(primitives.__path__))
    return tuple(
        importlib.import_module(f"{primitives.__name__}.{name}") for name in names if name.endswith("_ops")
    )


@cache
def methods() -> tuple[Method, ...]:
    """Every method; of several overloads of one name the most specific stands first."""
    return tuple(item for table in _tables() for item in getattr(table, "METHODS", ()))


@cache
def dynamic_methods() -> tuple[Method, ...]:
    """Methods as calls bound at run time see them; they hide those of `methods` with the same name."""
    return tuple(item for table in _tables() for item in getattr(table, "DYNAMIC_METHODS", ()))


@cache
def properties() -> tuple[Method, ...]:
    """What is read from a built-in object without a call: `number.real`."""
    return tuple(item for table in _tables() for item in getattr(table, "PROPERTIES", ()))


@cache
def class_methods() -> tuple[Method, ...]:
    """What is called on a class: `dict.fromkeys`."""
    return tuple(item for table in _tables() for item in getattr(table, "CLASS_METHODS", ()))


@cache
def builtins() -> dict[str, tuple[Builtin, ...]]:
    """Functions by name, overloads in order."""
    found: dict[str, tuple[Builtin, ...]] = {}
    for table in _tables():
        for item in getattr(table, "BUILTINS", ()):
            found[item.name] = (*found.get(item.name, ()), item)
    return found
