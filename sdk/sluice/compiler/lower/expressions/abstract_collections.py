"""`isinstance(x, Mapping)`: what the classes of `collections.abc` stand for, asked where they are named.

Iterable, Iterator and Callable are what an object's class can do; the others are the built-in classes and
those of the library that CPython has registered. As values they are refused: nothing can be registered
with them.
"""

from __future__ import annotations

from typing import Final

from sluice.compiler.frontend.abstract_bases import MODULE
from sluice.compiler.ir.ops import ClassConstant
from sluice.compiler.ir.primitive import Primitive
from sluice.compiler.lower.frame import Frame
from sluice.compiler.primitives.language_ops import (
    IS_CALLABLE,
    IS_ITERABLE,
    IS_ITERATOR,
    MATCH_MAPPING,
    MATCH_SEQUENCE,
)

ClassTest = ClassConstant | Primitive
"""A class that an object may be of, or a question about it."""

_SEQUENCES: Final = ("collections._deque.deque", "collections._users.UserList")
_MAPPINGS: Final = ("collections._chain_map.ChainMap", "collections._users.UserDict")
_VIEWS: Final = ("builtins.dict_keys", "builtins.dict_items", "builtins.dict_values")
_SETS: Final = ("builtins.set", "builtins.frozenset", *_VIEWS[:2])

_TESTS: Final[dict[str, tuple[str | Primitive, ...]]] = {
    "Iterable": (IS_ITERABLE,),
    "Iterator": (IS_ITERATOR,),
    "Callable": (IS_CALLABLE,),
    "Generator": ("builtins.generator",),
    "Mapping": (MATCH_MAPPING,),
    "MutableMapping": ("builtins.dict", *_MAPPINGS, f"{MODULE}._mappings.MutableMapping"),
    "Sequence": (MATCH_SEQUENCE, "builtins.str", "builtins.bytes", "builtins.bytearray"),
    "MutableSequence": (
        "builtins.list",
        "builtins.bytearray",
        *_SEQUENCES,
        f"{MODULE}._sequences.MutableSequence",
    ),
    "ByteString": ("builtins.bytes", "builtins.bytearray"),
    "AbstractSet": (*_SETS, f"{MODULE}._sets.Set"),
    "MutableSet": ("builtins.set", f"{MODULE}._sets.MutableSet"),
    "MappingView": (*_VIEWS, f"{MODULE}._mappings.MappingView"),
    "KeysView": (_VIEWS[0], f"{MODULE}._mappings.KeysView"),
    "ItemsView": (_VIEWS[1], f"{MODULE}._mappings.ItemsView"),
    "ValuesView": (_VIEWS[2], f"{MODULE}._mappings.ValuesView"),
}


def abstract_tests(frame: Frame, name: str) -> list[ClassTest] | None:
    """What to ask for a class by its full name; None where it is none of these."""
    module, _, title = name.rpartition(".")
    if module not in ("collections.abc", "typing", "typing_extensions"):
        return None
    if name == "collections.abc.Set":
        title = "AbstractSet"
    classes = frame.program.classes.classes
    return [
        ClassConstant(each) if isinstance(each, str) else each
        for each in _TESTS.get(title, ())
        if not isinstance(each, str) or each.startswith("builtins.") or each in classes
    ] or None
