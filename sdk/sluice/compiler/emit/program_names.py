"""What the functions, classes and globals of a program are called in C."""

from __future__ import annotations

import re
from typing import Final

from sluice.compiler.emit.names import Names
from sluice.compiler.ir.program import Program

BUILTIN_TYPES: Final = {
    "object": "slu_object_type",
    "type": "slu_type_type",
    "int": "slu_int_type",
    "bool": "slu_bool_type",
    "float": "slu_float_type",
    "str": "slu_str_type",
    "bytes": "slu_bytes_type",
    "bytearray": "slu_bytearray_type",
    "list": "slu_list_type",
    "tuple": "slu_tuple_type",
    "dict": "slu_dict_type",
    "set": "slu_set_type",
    "frozenset": "slu_frozenset_type",
    "range": "slu_range_type",
    "slice": "slu_slice_type",
    "function": "slu_function_type",
    "NoneType": "slu_none_type",
    "ellipsis": "slu_ellipsis_type",
    "NotImplementedType": "slu_not_implemented_type",
    "generator": "slu_generator_type",
    "coroutine": "slu_coroutine_type",
    "async_generator": "slu_async_generator_type",
    "async_generator_asend": "slu_async_step_type",
    "enumerate": "slu_enumerate_type",
    "zip": "slu_zip_type",
    "map": "slu_map_type",
    "filter": "slu_filter_type",
    "reversed": "slu_reversed_type",
    "dict_keys": "slu_dict_keys_type",
    "dict_values": "slu_dict_values_type",
    "dict_items": "slu_dict_items_type",
    "any_iterator": "slu_any_iterator_type",
    "any_final": "slu_any_final_type",
    "method": "slu_bound_method_type",
    "property": "slu_property_type",
}
"""Classes of `builtins` (and `types`) that are no exceptions."""

_EXCEPTION: Final = re.compile(r"(Exit|Exception|Error|Interrupt|Iteration|Warning)$")
_ALIASES: Final = {"IOError": "OSError", "EnvironmentError": "OSError"}
_WORD: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def builtin_type(class_name: str) -> str | None:
    """The C object of a built-in class (`builtins.KeyError` → `slu_key_error_type`); None: no such class."""
    name = class_name.rpartition(".")[2]
    if name in BUILTIN_TYPES:
        return BUILTIN_TYPES[name]
    name = _ALIASES.get(name, name)
    if not _EXCEPTION.search(name):
        return None
    return f"slu_{_WORD.sub('_', name).lower()}_type"


class ProgramNames:
    """One identifier each for what a program defines."""

    __slots__ = ("_classes", "_defined", "_functions", "_global_places", "_globals", "builtin_functions")

    def __init__(self, program: Program) -> None:
        self._defined = program.functions
        self._global_places: dict[str, str] = {}
        self.builtin_functions: list[str] = []
        self._functions = Names("f_")
        self._classes = Names("c_")
        self._globals = Names("g_")

    def function(self, name: str) -> str:
        return self._functions[name]

    def entry(self, name: str) -> str:
        """The boxed entry for dynamic calls."""
        return f"entry_{self._functions[name]}"

    def inside(self, name: str) -> str:
        """What its head goes on in (see `function_parts`)."""
        return f"inside_{self._functions[name]}"

    def function_object(self, name: str) -> str:
        """The static function object."""
        return f"object_{self._functions[name]}"

    def function_value(self, name: str) -> str:
        """The static function object of a function used as a value; notes those of the runtime to be made."""
        if name not in self._defined and name not in self.builtin_functions:
            self.builtin_functions.append(name)
        return self.function_object(name)

    def function_info(self, name: str) -> str:
        return f"info_{self._functions[name]}"

    def struct(self, class_name: str) -> str:
        """The struct of the instances of a class of the program."""
        return f"struct {self._classes[class_name]}"

    def class_object(self, class_name: str) -> str:
        """The `slu_type` of a class, built-in or of the program."""
        if class_name.startswith(("builtins.", "types.")):
            known = builtin_type(class_name)
            if known is not None:
                return known
        return f"type_{self._classes[class_name]}"

    def class_part(self, class_name: str, part: str) -> str:
        """`members`, `slots`, `mro`… of a class of the program."""
        return f"{part}_{self._classes[class_name]}"

    def global_(self, name: str) -> str:
        return self._globals[name]
