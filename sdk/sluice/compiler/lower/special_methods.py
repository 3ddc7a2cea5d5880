"""Which special methods a program can reach without naming them.

`a + b` on unknown values may call any `__add__`; a program without such an addition needs none. So methods
like `__repr__` of a dataclass are compiled only where something makes texts of unknown values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from sluice.compiler.ir.ops import (
    Arithmetic,
    Binary,
    BytesConstant,
    CallMethod,
    CallPrimitive,
    CallValue,
    ClassConstant,
    Compare,
    Comparison,
    Convert,
    FunctionConstant,
    InPlace,
    Instruction,
    IntConstant,
    LoadAttribute,
    NoneConstant,
    Operand,
    Register,
    StoreAttribute,
    StrConstant,
    Truth,
)
from sluice.compiler.ir.parts import parts
from sluice.compiler.ir.program import Function
from sluice.compiler.ir.types import BOOL, BYTES, CELL, FLOAT, INT, INT64, STR, VALUE, Instance, Maybe, Type

EVERYTHING = "*"
_CONSTANTS = (NoneConstant, IntConstant, StrConstant, BytesConstant)

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
    Arithmetic.MATRIX_MULTIPLY: "matmul",
}
_COMPARISONS = {
    Comparison.EQUAL: ("__eq__",),
    Comparison.NOT_EQUAL: ("__ne__", "__eq__"),
    Comparison.LESS: ("__lt__", "__gt__"),
    Comparison.GREATER: ("__lt__", "__gt__"),
    Comparison.LESS_EQUAL: ("__le__", "__ge__"),
    Comparison.GREATER_EQUAL: ("__le__", "__ge__"),
}
_ITERATION = ("__iter__", "__next__", "__getitem__", "__len__", "__class_iter__")
_KEYS = ("__hash__", "__eq__")
_TEXT = ("__str__", "__repr__", "__format__")

_NUMBERS = ("__int__", "__index__", "__float__", "__trunc__")
_OF_TEXT = {
    Arithmetic.MULTIPLY: ("__index__",),
    Arithmetic.MODULO: (*_TEXT, *_NUMBERS, "__bytes__", "__getitem__", "__missing__"),
}
"""What sequences and formats ask of the operand on the other side."""

_RAISE = ("slu_raise_with", "slu_raise_value", "slu_new_exception_of", "slu_raise_assertion")
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
            "slu_list_copy",
            "slu_list_clear",
            "slu_list_reverse",
            "slu_list_insert",
            "slu_list_delete",
            "slu_list_concat",
            "slu_list_repeat",
            "slu_tuple_concat",
            "slu_tuple_repeat",
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
            "slu_raise_made",
            "slu_reraise",
            "slu_reraise_handled",
            "slu_handled_get",
            "slu_handled_set",
            "slu_is_of_class",
            "slu_has_own_member",
            "slu_exception_matches",
            "slu_exception_traceback",
            "slu_type_of",
            "slu_class_of",
            "slu_type_name",
            "slu_exception_keep_arguments",
            "slu_unpack_tuple",
            "slu_wire_series_name",
            "slu_wire_header_pairs",
            "slu_digest_update",
            "slu_digest_plain",
            "slu_compare_digest",
            "slu_base64_decode",
            "slu_json_loads_plain",
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
    "slu_get_item": ("__getitem__", "__class_item__", "__missing__", "__index__", *_KEYS),
    "slu_get_item_or_class_item": (
        *("__getitem__", "__class_getitem__", "__class_item__", "__missing__", "__index__", *_KEYS),
    ),
    "slu_set_item": ("__setitem__", "__index__", *_KEYS),
    "slu_delete_item": ("__delitem__", "__index__", *_KEYS),
    "slu_contains": ("__contains__", "__class_contains__", *_ITERATION, *_KEYS),
    "slu_list_contains": ("__eq__",),
    "slu_tuple_contains": ("__eq__",),
    "slu_list_slice": ("__index__",),
    "slu_tuple_slice": ("__index__",),
    "slu_length": ("__len__", "__class_len__"),
    "slu_is_iterable_kind": ("__iter__", "__class_iter__"),
    "slu_is_iterator_kind": ("__iter__", "__next__"),
    "slu_is_callable": ("__call__",),
    "slu_iterate": ("__iter__", "__getitem__", "__class_iter__"),
    "slu_next": ("__next__", "__getitem__"),
    "slu_unpack": _ITERATION,
    "slu_unpack_star": _ITERATION,
    "slu_list_extend": _ITERATION,
    "slu_list_from": _ITERATION,
    "slu_tuple_from": _ITERATION,
    "slu_set_update": (*_ITERATION, *_KEYS),
    "slu_dict_from_keys": (*_ITERATION, *_KEYS),
    "slu_dict_update_mapping": (*_ITERATION, *_KEYS, "keys"),
    "slu_dict_update": (*_ITERATION, *_KEYS, "keys"),
    "slu_dict_from": (*_ITERATION, *_KEYS, "keys"),
    "slu_str_join": _ITERATION,
    **dict.fromkeys(_RAISE, _TEXT),  # what nobody handles is shown
    "slu_str_of": _TEXT,
    "slu_repr": _TEXT,
    "slu_format": _TEXT,
    "slu_format_plain": _TEXT,
    "slu_print": _TEXT,
    "slu_print_items": _TEXT,
    "slu_bytes_new": ("__bytes__", "__index__", *_ITERATION),
    "slu_int_of": ("__int__", "__index__", "__trunc__"),
    "slu_index": ("__index__",),
    "slu_index_of": ("__index__",),
    "slu_bytearray_append": ("__index__",),
    "slu_bytearray_new": ("__bytes__", "__index__", *_ITERATION),
    "slu_float_of": ("__float__", "__index__"),
    "slu_hash": ("__hash__",),
    "slu_with_exit": ("__enter__", "__exit__"),
    "slu_with_enter": ("__enter__",),
    "slu_awaitable": ("__await__", "__next__"),
    "slu_async_iterate": ("__aiter__", "__anext__"),
    "slu_async_next": ("__anext__",),
    "slu_async_exit": ("__aenter__", "__aexit__"),
    "slu_async_enter": ("__aenter__",),
    "slu_async_yield": (),
    "slu_json_dumps_plain": ("items",),
    "slu_match_sequence": (),
    "slu_match_mapping": (),
}
_SAFE_TYPES = (INT, INT64, FLOAT, BOOL, STR, BYTES, CELL)
_PLAIN = (INT64, FLOAT, BOOL)
_PLAIN_UNLESS_DERIVED = (INT, STR, BYTES)
"""A class of the program may derive from these, and then an operand of the type may be its instance."""
_WITH_KEYS = {
    "slu_dict_of": 0,
    "slu_dict_set": 1,
    "slu_dict_get": 1,
    "slu_dict_get_item": 1,
    "slu_dict_get_str": 1,
    "slu_dict_find_str": 1,
    "slu_dict_delete": 1,
    "slu_dict_contains": 1,
    "slu_dict_pop": 1,
    "slu_dict_set_default": 1,
    "slu_set_add": 1,
    "slu_set_contains": 1,
}
"""Functions that hash a key, with its place among the operands (0: every other variadic one)."""


class Reached:
    """What the functions of a program may reach: special methods, and classes whose instances are held as
    VALUE somewhere, so that code which does not know them may get them."""

    __slots__ = ("boxed", "names")

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.boxed: set[str] = set()

    def add(self, other: Reached) -> None:
        self.names |= other.names
        self.boxed |= other.boxed

    def note(self, function: Function, kinds: tuple[Type, ...]) -> None:
        plain = _Plain(kinds, _plain_registers(function, kinds))
        for block in function.blocks:
            for instruction in block.instructions:
                self.names.update(_reached_by(instruction, plain))
                self._find_boxed(instruction)

    def _find_boxed(self, instruction: Instruction) -> None:
        match instruction:
            case Convert(target=target, source=source) if target.type == VALUE:
                if isinstance(source.type, Instance | Maybe):
                    self.boxed.add(source.type.class_name)
            case CallPrimitive(primitive=primitive) if primitive.name in _CLASS_TESTS:
                return
            case _:
                pass
        for operand in _operands(instruction):
            if isinstance(operand, ClassConstant):
                self.boxed.add(operand.class_name)


_CLASS_TESTS = (
    "slu_is_of_class",
    "slu_has_own_member",
    "slu_exception_matches",
    "slu_is_instance",
    "slu_super_get",
    "slu_raise_with",
    "slu_new_exception_of",
)


def _operands(instruction: Instruction) -> Iterator[object]:
    for value in parts(instruction):
        if isinstance(value, tuple):
            yield from value
        else:
            yield value


def plain_kinds(is_derived_from: Callable[[str], bool]) -> tuple[Type, ...]:
    """The types whose operands are certainly no instances of a class of the program."""
    return (*_PLAIN, *(kind for kind in _PLAIN_UNLESS_DERIVED if not is_derived_from(str(kind))))


def reached_by(function: Function, kinds: tuple[Type, ...]) -> Reached:
    """Everything that its instructions may reach; `EVERYTHING` among the names where anything may happen.

    `kinds`: those of `plain_kinds`.
    """
    found = Reached()
    found.note(function, kinds)
    return found


class _Plain(Struct, frozen=True):
    """The operands that hold numbers and text and have no special method of the program's."""

    kinds: tuple[Type, ...]
    registers: set[str]


def _plain_registers(function: Function, kinds: tuple[Type, ...]) -> set[str]:
    """VALUE registers that only ever hold such: they were converted from them, and only once."""
    nothing = _Plain(kinds, set())
    sources: dict[str, bool] = {}
    for block in function.blocks:
        for instruction in block.instructions:
            target = getattr(instruction, "target", None)
            if isinstance(target, Register):
                is_plain = isinstance(instruction, Convert) and _is_plain(instruction.source, nothing)
                sources[target.name] = is_plain and sources.get(target.name, True)
    return {name for name, is_plain in sources.items() if is_plain}


def _is_plain(operand: Operand, plain: _Plain) -> bool:
    if operand.type in plain.kinds or isinstance(operand, _CONSTANTS):
        return True
    return isinstance(operand, Register) and operand.name in plain.registers


def _reached_by(instruction: Instruction, plain: _Plain) -> tuple[str, ...]:
    match instruction:
        case CallPrimitive():
            return _by_call(instruction, plain)
        case Binary(operator=operator, left=left, right=right) if left.type == VALUE:
            if _is_plain(left, plain) and _is_plain(right, plain):
                return ()
            name = _ARITHMETIC[operator]
            return (f"__{name}__", f"__r{name}__", *_OF_TEXT.get(operator, ()), *_KEYS)
        case InPlace(operator=operator, left=left, right=right):
            if _is_plain(left, plain) and _is_plain(right, plain):
                return ()
            name = _ARITHMETIC[operator]
            own = (f"__{name}__", f"__r{name}__", f"__i{name}__")
            return (*own, *_OF_TEXT.get(operator, ()), *_ITERATION, *_KEYS)
        case Compare(operator=comparison, left=left, right=right) if left.type == VALUE:
            if _is_plain(left, plain) and _is_plain(right, plain):
                return ()
            return (*_COMPARISONS[comparison], "__eq__")
        case Truth(source=source) if source.type == VALUE or isinstance(source.type, Instance):
            return () if _is_plain(source, plain) else ("__bool__", "__len__")
        case CallValue(callee=callee):
            return (
                (EVERYTHING,)
                if isinstance(callee, FunctionConstant) and _is_builtin(callee)
                else ("__call__", "__class_call__")
            )
        case LoadAttribute() | CallMethod():
            return ("__getattr__", "__getattribute__")
        case StoreAttribute():
            return ("__setattr__", "__delattr__")
        case _:
            return ()


def _is_builtin(callee: FunctionConstant) -> bool:
    return callee.function.startswith("builtins.") or callee.function.count(".") == 1


def _by_call(call: CallPrimitive, plain: _Plain) -> tuple[str, ...]:
    primitive = call.primitive
    known = _BY_PRIMITIVE.get(primitive.name)
    key = _WITH_KEYS.get(primitive.name)
    if key is not None:
        keys = call.variadic[::2] if not key else call.arguments[key : key + 1]
        return () if all(_is_plain(each, plain) for each in keys) else known or (*_KEYS, "__missing__")
    if known is not None:
        operands = [each for each in (*call.arguments, *call.variadic) if not isinstance(each, ClassConstant)]
        return () if known is _TEXT and all(_is_plain(each, plain) for each in operands) else known
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
