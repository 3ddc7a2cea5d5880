"""Which special methods a program can reach without naming them.

`a + b` on unknown values may call any `__add__`; a program without such an addition needs none. So methods
like `__repr__` of a dataclass are compiled only where something makes texts of unknown values.
"""

from __future__ import annotations

from collections.abc import Iterable

from sluice.compiler.ir.ops import (
    Arithmetic,
    Binary,
    CallMethod,
    CallPrimitive,
    CallValue,
    Compare,
    Comparison,
    FunctionConstant,
    InPlace,
    LoadAttribute,
    StoreAttribute,
    Truth,
    Yield,
)
from sluice.compiler.ir.primitive import Primitive
from sluice.compiler.ir.program import Function
from sluice.compiler.ir.types import BOOL, BYTES, CELL, FLOAT, INT, INT64, STR, VALUE, Instance

EVERYTHING = "*"

_ARITHMETIC = {
    Arithmetic.ADD: "add",
    Arithmetic.SUBTRACT: "sub",
    Arithmetic.MULTIPLY: "mul",
    Arithmetic.DIVIDE: "truediv",
    Arithmetic.FLOOR_DIVIDE: "floordiv",
    Arithmetic.MODULO: "mod",
    Arithmetic.POWER: "pow",
    Arithmetic.LEFT_SHIFT: "lshift",
    Arithmetic.RIGHT_SHIFT: "rshift",
    Arithmetic.AND: "and",
    Arithmetic.OR: "or",
    Arithmetic.XOR: "xor",
}
_COMPARISONS = {
    Comparison.EQUAL: ("__eq__",),
    Comparison.NOT_EQUAL: ("__ne__", "__eq__"),
    Comparison.LESS: ("__lt__", "__gt__"),
    Comparison.GREATER: ("__lt__", "__gt__"),
    Comparison.LESS_EQUAL: ("__le__", "__ge__"),
    Comparison.GREATER_EQUAL: ("__le__", "__ge__"),
}
_ITERATION = ("__iter__", "__next__", "__getitem__", "__len__")
_KEYS = ("__hash__", "__eq__")
_TEXT = ("__str__", "__repr__", "__format__")

_BY_PRIMITIVE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            "slu_cell_new",
            "slu_cell_set",
            "slu_list_append",
            "slu_list_of",
            "slu_list_at",
            "slu_list_length",
            "slu_list_get",
            "slu_list_set",
            "slu_list_to_tuple",
            "slu_list_new",
            "slu_list_pop",
            "slu_tuple_of",
            "slu_tuple_at",
            "slu_tuple_length",
            "slu_tuple_get",
            "slu_dict_new",
            "slu_dict_length",
            "slu_dict_keys",
            "slu_dict_values",
            "slu_dict_items",
            "slu_dict_clear",
            "slu_dict_copy",
            "slu_raise_value",
            "slu_reraise",
            "slu_reraise_handled",
            "slu_handled_get",
            "slu_handled_set",
            "slu_is_of_class",
            "slu_exception_matches",
            "slu_exception_traceback",
            "slu_type_of",
            "slu_class_of",
            "slu_identity",
            "slu_slice_new",
            "slu_str_concat_many",
        ),
        (),
    ),
    **dict.fromkeys(
        (
            "slu_dict_of",
            "slu_dict_set",
            "slu_dict_get",
            "slu_dict_get_item",
            "slu_dict_get_str",
            "slu_dict_find_str",
            "slu_dict_delete",
            "slu_dict_contains",
            "slu_dict_pop",
            "slu_dict_set_default",
            "slu_set_of",
            "slu_set_add",
            "slu_set_contains",
        ),
        (*_KEYS, "__missing__"),
    ),
    "slu_get_item": ("__getitem__", "__missing__", "__index__", *_KEYS),
    "slu_set_item": ("__setitem__", "__index__", *_KEYS),
    "slu_delete_item": ("__delitem__", "__index__", *_KEYS),
    "slu_contains": ("__contains__", *_ITERATION, *_KEYS),
    "slu_list_contains": ("__eq__",),
    "slu_length": ("__len__",),
    "slu_iterate": ("__iter__", "__getitem__"),
    "slu_next": ("__next__", "__getitem__"),
    "slu_unpack": _ITERATION,
    "slu_unpack_star": _ITERATION,
    "slu_list_extend": _ITERATION,
    "slu_list_from": _ITERATION,
    "slu_tuple_from": _ITERATION,
    "slu_set_update": (*_ITERATION, *_KEYS),
    "slu_dict_from_keys": (*_ITERATION, *_KEYS),
    "slu_dict_update": (*_ITERATION, *_KEYS, "keys"),
    "slu_dict_from": (*_ITERATION, *_KEYS, "keys"),
    "slu_str_join": _ITERATION,
    "slu_str_of": _TEXT,
    "slu_repr": _TEXT,
    "slu_format": _TEXT,
    "slu_print": _TEXT,
    "slu_print_items": _TEXT,
    "slu_int_of": ("__int__", "__index__", "__trunc__"),
    "slu_index": ("__index__",),
    "slu_float_of": ("__float__", "__index__"),
    "slu_hash": ("__hash__",),
    "slu_with_exit": ("__enter__", "__exit__"),
    "slu_with_enter": ("__enter__",),
    "slu_match_sequence": (),
    "slu_match_mapping": (),
}
_SAFE_TYPES = (INT, INT64, FLOAT, BOOL, STR, BYTES, CELL)


def reached_names(functions: Iterable[Function]) -> set[str]:
    """The special methods that some instruction may call; `EVERYTHING` where anything may happen."""
    found: set[str] = set()
    for function in functions:
        for block in function.blocks:
            for instruction in block.instructions:
                found.update(_reached_by(instruction))
    return found


def _reached_by(instruction: object) -> tuple[str, ...]:
    match instruction:
        case CallPrimitive(primitive=primitive):
            return _by_primitive(primitive)
        case Binary(operator=operator, left=left) if left.type == VALUE:
            name = _ARITHMETIC[operator]
            return (f"__{name}__", f"__r{name}__", *_KEYS)
        case InPlace(operator=operator):
            name = _ARITHMETIC[operator]
            return (f"__{name}__", f"__r{name}__", f"__i{name}__", *_ITERATION, *_KEYS)
        case Compare(operator=comparison, left=left) if left.type == VALUE:
            return (*_COMPARISONS[comparison], "__eq__")
        case Truth(source=source) if source.type == VALUE or isinstance(source.type, Instance):
            return ("__bool__", "__len__")
        case CallValue(callee=callee):
            return (EVERYTHING,) if isinstance(callee, FunctionConstant) and _is_builtin(callee) else ("__call__",)
        case LoadAttribute() | CallMethod():
            return ("__getattr__", "__getattribute__")
        case StoreAttribute():
            return ("__setattr__", "__delattr__")
        case Yield():
            return ()
        case _:
            return ()


def _is_builtin(callee: FunctionConstant) -> bool:
    return callee.function.startswith("builtins.") or callee.function.count(".") == 1


def _by_primitive(primitive: Primitive) -> tuple[str, ...]:
    known = _BY_PRIMITIVE.get(primitive.name)
    if known is not None:
        return known
    if primitive.name.startswith("slu_host_"):
        return ()
    if not primitive.variadic and all(kind in _SAFE_TYPES for kind in primitive.parameters):
        return ()
    if primitive.name.startswith(("slu_str_", "slu_bytes_")) and primitive.name not in (
        "slu_str_percent",
        "slu_str_format",
        "slu_str_new",
        "slu_bytes_percent",
        "slu_str_format_map",
        "slu_str_translate",
    ):
        return ("__index__", *_ITERATION)
    return (EVERYTHING,)
