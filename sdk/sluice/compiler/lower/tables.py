"""The primitives' tables as look-ups: methods by type and name, functions by name."""

from __future__ import annotations

import importlib
import pkgutil

from sluice.compiler import primitives
from sluice.compiler.ir.primitive import Builtin, Method


def _load() -> tuple[
    dict[tuple[str, str], tuple[Method, ...]],
    dict[tuple[str, str], tuple[Method, ...]],
    dict[str, tuple[Builtin, ...]],
    dict[str, object],
]:
    methods: dict[tuple[str, str], tuple[Method, ...]] = {}
    properties: dict[tuple[str, str], tuple[Method, ...]] = {}
    builtins: dict[str, tuple[Builtin, ...]] = {}
    constants: dict[str, object] = {}
    for info in sorted(pkgutil.iter_modules(primitives.__path__), key=lambda each: each.name):
        if not info.name.endswith("_ops"):
            continue
        module = importlib.import_module(f"{primitives.__name__}.{info.name}")
        for method in getattr(module, "METHODS", ()):
            key = (method.owner, method.name)
            methods[key] = (*methods.get(key, ()), method)
        for each in getattr(module, "PROPERTIES", ()):
            key = (each.owner, each.name)
            properties[key] = (*properties.get(key, ()), each)
        for builtin in getattr(module, "BUILTINS", ()):
            builtins[builtin.name] = (*builtins.get(builtin.name, ()), builtin)
        constants.update(getattr(module, "CONSTANTS", {}))
    return methods, properties, builtins, constants


METHODS, PROPERTIES, BUILTINS, CONSTANTS = _load()
"""`METHODS` and `PROPERTIES` by (type, name), `BUILTINS` by name; of several the most specific comes first.
`CONSTANTS`: values of standard modules written in C (`math.pi`)."""

_TYPES = frozenset(owner for owner, _ in METHODS) | {"dict", "str", "bytes"}
MODULES = frozenset(
    name.rpartition(".")[0]
    for name in (*BUILTINS, *CONSTANTS)
    if "." in name and name.partition(".")[0] not in _TYPES
)
"""Standard modules of which something is written in C."""
