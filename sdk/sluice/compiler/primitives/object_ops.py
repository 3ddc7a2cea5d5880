"""What works on any value: text, hash, type tests (the rest stands in `language_ops`)."""

from __future__ import annotations

from typing import Final

from sluice.compiler.ir.primitive import Method, Parameter, Primitive, Raises
from sluice.compiler.ir.types import BOOL, DICT, INT, INT64, STR, TUPLE, VALUE, VOID, Type

LENGTH: Final = Primitive("slu_length", (VALUE,), INT64, Raises.FLAG)
REPR: Final = Primitive("slu_repr", (VALUE,), STR, Raises.RESULT)
STR_OF: Final = Primitive("slu_str_of", (VALUE,), STR, Raises.RESULT)
EXCEPTION_STR: Final = Primitive("slu_exception_text", (VALUE,), STR, Raises.RESULT)
"""`str(error)` of an exception that shows its arguments."""
HASH: Final = Primitive("slu_hash_value", (VALUE,), INT, Raises.RESULT)
"""`hash(value)`: needs all 64 bits."""
TYPE_OF: Final = Primitive("slu_class_of", (VALUE,), VALUE, pure=True)
"""`type(value)`."""
TYPE_NAME: Final = Primitive("slu_type_name", (VALUE,), STR, pure=True)
"""`type(value).__name__`."""
TYPE_QUALIFIED_NAME: Final = Primitive("slu_type_qualified_name", (VALUE,), STR, pure=True)
BIND: Final = Primitive("slu_bound_method_new", (VALUE, VALUE), VALUE)
BIND_FOUND: Final = Primitive("slu_bind_found", (VALUE, VALUE), VALUE)
"""What a class's variable holds, read through an instance: a function that is compiled binds to it."""
IS_INSTANCE: Final = Primitive("slu_is_instance", (VALUE, VALUE), BOOL, Raises.RESULT)
"""`isinstance(value, classes)`: any expression for classes."""
HAS_TYPE: Final = Primitive("slu_is_of_class", (VALUE, VALUE), BOOL, pure=True)
"""`isinstance(value, C)` and `except C` for a ClassConstant; never raises."""
KEPT_DICT: Final = Primitive("slu_kept_dict", (VALUE,), VALUE, Raises.RESULT)
"""`x.__dict__` itself, where a program keeps or changes it."""
KEPT_VARS: Final = Primitive("slu_kept_vars", (VALUE,), VALUE, Raises.RESULT)
KEEP_DICT: Final = Primitive("slu_keep_dict", (VALUE, VALUE), VOID, Raises.RESULT)
"""`x.__dict__ = item`."""
CHECK_TITLE: Final = Primitive("slu_check_title", (VALUE, STR, VALUE), VOID, Raises.RESULT)
"""What comes before `owner.__name__ = title`."""
TELL_NAMES: Final = Primitive("slu_descriptor_tell_names", (VALUE,), VOID, Raises.RESULT)
"""`__set_name__` of what a class's variables hold."""
HAS_OWN_MEMBER: Final = Primitive("slu_has_own_member", (VALUE, STR), BOOL)
"""Whether a ClassConstant has a method, or a variable that is set, of that name itself."""
IN_OWN_DICT: Final = Primitive("slu_in_own_dict", (VALUE, STR), BOOL, Raises.RESULT)
"""`name in x.__dict__` of an x that may be a class."""
FROM_OWN_DICT: Final = Primitive("slu_from_own_dict", (VALUE, STR, VALUE), VALUE, Raises.RESULT)
"""`x.__dict__[name]`, and `.get(name, otherwise)` where the last operand is not nothing."""
EQUAL: Final = Primitive("slu_equal", (VALUE, VALUE), BOOL, Raises.RESULT)
"""Identity first, then `==`: what containers use."""
COMPARE_TRUTH: Final = Primitive("slu_compare_truth", (VALUE, VALUE, INT64), BOOL, Raises.RESULT)
"""`bool(left operator right)`; the operator as the place of its member in `slu_comparison`."""
EQUALS_TEXT: Final = Primitive("slu_equals_text", (VALUE, STR, INT64), BOOL, Raises.RESULT)
"""`COMPARE_TRUTH` with `==` or `!=` and a str (see `passes/use_texts`)."""


def _method(name: str, function: str, result: Type, *parameters: str) -> Method:
    """A method of `object` that `super()` can find."""
    raises = Raises.RESULT
    types = (VALUE,) * (len(parameters) + 1)
    return Method(
        "object",
        name,
        tuple(Parameter(each) for each in parameters),
        Primitive(f"slu_object_{function}", types, result, raises),
    )


DYNAMIC_METHODS: tuple[Method, ...] = (
    _method("__setattr__", "set_attribute", VOID, "name", "value"),
    _method("__delattr__", "delete_attribute", VOID, "name"),
    _method("__getattribute__", "get_attribute", VALUE, "name"),
    _method("__repr__", "repr", STR),
    Method("object", "__str__", (), REPR),
    _method("__eq__", "equal", VALUE, "value"),
    _method("__ne__", "not_equal", VALUE, "value"),
    _method("__hash__", "hash", VALUE),
    _method("__format__", "format", STR, "format_spec"),
    Method(
        "object",
        "__init__",
        (),
        Primitive("slu_object_init", (VALUE, TUPLE, DICT), VOID, Raises.RESULT),
        rest=True,
        keywords=True,
    ),
    Method(
        "object",
        "__new__",
        (),
        Primitive("slu_object_make", (VALUE, TUPLE, DICT), VALUE, Raises.RESULT),
        rest=True,
        keywords=True,
    ),
    Method(
        "BaseException",
        "add_note",
        (Parameter("note"),),
        Primitive("slu_exception_add_note", (VALUE, VALUE), VOID, Raises.RESULT),
    ),
    Method(
        "BaseException",
        "with_traceback",
        (Parameter("tb"),),
        Primitive("slu_exception_with_traceback", (VALUE, VALUE), VALUE, Raises.RESULT),
    ),
    Method(
        "BaseException",
        "__init__",
        (),
        Primitive("slu_exception_init", (VALUE, TUPLE, DICT), VOID, Raises.RESULT),
        rest=True,
        keywords=True,
    ),
)
"""Only reached by name at run time: typed code never calls them."""
