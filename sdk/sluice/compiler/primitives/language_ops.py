"""What statements and expressions become when no operator or method table says it: the lowering's own list.

Every constant is one C function of the runtime. `VALUE` operands are "anything"; a result of VALUE with
`Raises.FLAG` may be 0 without an error, which then means "nothing" (an empty cell, the end of an iteration).
"""

from __future__ import annotations

from typing import Final

from sluice.compiler.ir.primitive import Primitive, Raises
from sluice.compiler.ir.types import (
    BOOL,
    CELL,
    DICT,
    INT,
    INT64,
    LIST,
    SET,
    STR,
    TUPLE,
    TYPE,
    VALUE,
    VOID,
    Type,
)


def _value(name: str, *parameters: Type, result: Type = VALUE, variadic: bool = False) -> Primitive:
    """Raises by returning 0 (VOID: false; BOOL: negative)."""
    return Primitive(name, parameters, result, Raises.RESULT, variadic)


def _flag(name: str, *parameters: Type, result: Type) -> Primitive:
    """Raises by setting `slu_error`: where 0 is a result too."""
    return Primitive(name, parameters, result, Raises.FLAG)


def _plain(name: str, *parameters: Type, result: Type = VOID, pure: bool = False) -> Primitive:
    """Never raises."""
    return Primitive(name, parameters, result, Raises.NEVER, pure=pure)


def _always(name: str, *parameters: Type) -> Primitive:
    """Does nothing but raise."""
    return Primitive(name, parameters, VOID, Raises.ALWAYS)


# Captured variables. A cell is empty (0) until it is set.
CELL_NEW: Final = _value("slu_cell_new", VALUE, result=CELL)
CELL_GET: Final = _plain("slu_cell_get", CELL, result=VALUE)
CELL_SET: Final = _plain("slu_cell_set", CELL, VALUE)

# Displays. The variadic operands are the items (for a dict: key, value, key, value…).
LIST_OF: Final = _value("slu_list_of", result=LIST, variadic=True)
TUPLE_OF: Final = _value("slu_tuple_of", result=TUPLE, variadic=True)
SET_OF: Final = _value("slu_set_of", result=SET, variadic=True)
DICT_OF: Final = _value("slu_dict_of", result=DICT, variadic=True)
LIST_APPEND: Final = _value("slu_list_append", LIST, VALUE, result=VOID)
LIST_EXTEND: Final = _value("slu_list_extend", LIST, VALUE, result=VOID)
"""`[*iterable]`: TypeError `'int' object is not iterable` as `list.extend` does."""
LIST_EXTEND_ARGUMENTS: Final = _value("slu_list_extend_arguments", LIST, VALUE, result=VOID)
"""`f(*iterable)`: as above, with CPython's message `Value after * must be an iterable, not int`."""
LIST_TO_TUPLE: Final = _value("slu_list_to_tuple", LIST, result=TUPLE)
SET_ADD: Final = _value("slu_set_add", SET, VALUE, result=VOID)
SET_UPDATE: Final = _value("slu_set_update", SET, VALUE, result=VOID)
DICT_SET: Final = _value("slu_dict_set", DICT, VALUE, VALUE, result=VOID)
DICT_UPDATE: Final = _value("slu_dict_update_mapping", DICT, VALUE, result=VOID)
"""`{**mapping}`: TypeError `'int' object is not a mapping`."""
DICT_MERGE_KEYWORDS: Final = _value("slu_dict_merge_keywords", DICT, VALUE, VALUE, result=VOID)
"""`f(**mapping)` into the dict; the last operand is the callee, for the messages
`f() got multiple values for keyword argument 'x'`, `f() argument after ** must be a mapping, not int` and
`keywords must be strings`."""
SLICE_NEW: Final = _value("slu_slice_new", VALUE, VALUE, VALUE)

# Reading and writing items and members on anything.
GET_ITEM: Final = _value("slu_get_item", VALUE, VALUE)
GET_ITEM_OR_CLASS_ITEM: Final = _value("slu_get_item_or_class_item", VALUE, VALUE)
"""In programs with a `__class_getitem__` of their own."""
SET_ITEM: Final = _value("slu_set_item", VALUE, VALUE, VALUE, result=VOID)
DELETE_ITEM: Final = _value("slu_delete_item", VALUE, VALUE, result=VOID)
CONTAINS: Final = _value("slu_contains", VALUE, VALUE, result=BOOL)
"""`item in container`; operands: container, item."""
LENGTH: Final = _flag("slu_length", VALUE, result=INT64)
NEGATE: Final = _value("slu_negate", VALUE)
POSITIVE: Final = _value("slu_positive", VALUE)
INVERT: Final = _value("slu_invert", VALUE)

# Iteration.
ITERATE: Final = _value("slu_iterate", VALUE)
"""`iter(value)`."""
NEXT: Final = _flag("slu_next", VALUE, result=VALUE)
"""The iterator's next item, 0 at its end (StopIteration does not become pending), or 0 and an error."""
UNPACK_TUPLE: Final = _value("slu_unpack_tuple", TUPLE, INT64, result=TUPLE)
"""`a, b = value` for what is known to be a tuple."""
UNPACK: Final = _value("slu_unpack", VALUE, INT64, result=TUPLE)
"""Exactly that many items as a tuple, else ValueError `too many values to unpack (expected 2)` or
`not enough values to unpack (expected 3, got 2)`; TypeError `cannot unpack non-iterable int object`."""
UNPACK_STAR: Final = _value("slu_unpack_star", VALUE, INT64, INT64, result=TUPLE)
"""`a, *b, c = value`: items before the star, after it; in the result a list stands between them."""
TUPLE_AT: Final = _plain("slu_tuple_at", TUPLE, INT64, result=VALUE, pure=True)
"""The item at a place that is known to exist."""
TUPLE_LENGTH: Final = _plain("slu_tuple_length", TUPLE, result=INT64, pure=True)
LIST_AT: Final = _plain("slu_list_at", LIST, INT64, result=VALUE)
LIST_LENGTH: Final = _plain("slu_list_length", LIST, result=INT64)
INT_CLAMP: Final = _plain("slu_int_clamp", INT, result=INT64, pure=True)
"""An int as INT64, clamped to ± 2**62: the stop of a counting loop."""
INT_POSITION: Final = _plain("slu_int_position", INT, result=INT64, pure=True)
"""An int as an index; what no index can be becomes one that no sequence has."""

# Calls that only the run can bind.
CALL_UNPACKED: Final = _value("slu_call_unpacked", VALUE, VALUE, VALUE)
"""`callee(*arguments, **keywords)`: callee, a list or tuple, a dict or 0."""
SUPER_GET: Final = _value("slu_super_get", VALUE, VALUE, STR)
"""`super(class, self).name`: the class, the instance (or class, in a class method), the name."""

# Exceptions.
RAISE: Final = _always("slu_raise_value", VALUE, VALUE)
"""`raise value from cause`: an exception or an exception class; 0 where there is no `from`."""
RAISE_NEW: Final = Primitive("slu_raise_with", (TYPE,), VOID, Raises.ALWAYS, variadic=True)
"""`raise Class(…)` for an exception class without a constructor of its own."""
RAISE_TEXT: Final = Primitive("slu_raise_text", (TYPE, STR), VOID, Raises.ALWAYS)
"""The same with a message that is known to be a str, or none (see `passes/use_texts`)."""
NEW_EXCEPTION: Final = _value("slu_new_exception_of", VALUE, variadic=True)
"""An exception of such a class; nothing of it is called."""
NEW_EXCEPTION_TEXT: Final = _value("slu_new_exception_text", VALUE, STR)
"""The same with a message that is known to be a str, or none (see `passes/use_texts`)."""
KEEP_TEXT: Final = _plain("slu_exception_keep_text", VALUE, STR)
"""`BaseException.__init__` with a message that is known to be a str."""
KEEP_ARGUMENTS: Final = _plain("slu_exception_keep_arguments", VALUE, TUPLE)
"""`BaseException.__init__` of an exception object, whatever its class says of storing."""
RAISE_MADE: Final = _always("slu_raise_made", VALUE, VALUE)
"""`raise exception from cause` for what is an exception object; the cause is 0, None or another."""
ARGUMENTS_FROM: Final = _value("slu_arguments_from", VALUE, VALUE, result=LIST)
"""`f(*iterable)` with nothing else: the iterable and the callee, which the message names."""
RERAISE_PENDING: Final = _always("slu_reraise", VALUE)
"""Make a caught exception pending again as it was: the end of `finally`, or no `except` that matches."""
RERAISE_HANDLED: Final = _always("slu_reraise_handled")
"""A bare `raise`: RuntimeError `No active exception to reraise` where there is none."""
RAISE_ASSERTION: Final = _always("slu_raise_assertion", VALUE)
"""`assert`: the message, or 0."""
HANDLED_GET: Final = _plain("slu_handled_get", result=VALUE)
HANDLED_SET: Final = _plain("slu_handled_set", VALUE)
"""The exception being handled (0: none), kept by the lowering around every `except` and `finally` body."""
HANDLED_GET_INSIDE: Final = _plain("slu_handled_get_inside", result=VALUE)
HANDLED_SET_INSIDE: Final = _plain("slu_handled_set_inside", VALUE)
"""The same in generators: 0 is what is being handled where the generator was resumed, each time anew."""
EXCEPTION_MATCHES: Final = _value("slu_exception_matches", VALUE, VALUE, result=BOOL)
"""`except spec`: the exception, a class or a tuple of them; TypeError
`catching classes that do not inherit from BaseException is not allowed`."""

# with.
WITH_EXIT: Final = _value("slu_with_exit", VALUE)
"""The bound `__exit__` of a context manager; TypeError
`'int' object does not support the context manager protocol` also where only `__enter__` is missing."""
WITH_ENTER: Final = _value("slu_with_enter", VALUE)
"""The result of `__enter__`."""
EXCEPTION_TYPE: Final = _plain("slu_class_of", VALUE, result=VALUE)
EXCEPTION_TRACEBACK: Final = _plain("slu_exception_traceback", VALUE, result=VALUE)

# Classes.
IS_INSTANCE: Final = _value("slu_is_instance", VALUE, VALUE, result=BOOL)
"""`isinstance(value, class_or_tuple)`."""
IS_ITERABLE: Final = _plain("slu_is_iterable_kind", VALUE, result=BOOL)
"""Whether an object is a `collections.abc.Iterable`: `__getitem__` alone makes it none."""
IS_ITERATOR: Final = _plain("slu_is_iterator_kind", VALUE, result=BOOL)
IS_CALLABLE: Final = _plain("slu_is_callable", VALUE, result=BOOL)

# match.
MATCH_SEQUENCE: Final = _plain("slu_match_sequence", VALUE, result=BOOL)
"""Whether a sequence pattern may look at it: a sequence that is not str, bytes or bytearray."""
MATCH_MAPPING: Final = _plain("slu_match_mapping", VALUE, result=BOOL)
MATCH_KEYS: Final = _flag("slu_match_key", VALUE, VALUE, result=VALUE)
"""The mapping's value at a key, 0 where there is none (through `get`, as CPython does)."""
MATCH_REST: Final = _value("slu_match_rest", VALUE, VALUE, result=DICT)
"""`**rest`: a dict of the mapping without the keys of a tuple."""
MATCH_ATTRIBUTE: Final = _flag("slu_match_attribute", VALUE, STR, result=VALUE)
"""The attribute, or 0 where there is none (AttributeError is swallowed)."""
MATCH_ARGUMENTS: Final = _flag("slu_match_arguments", VALUE, VALUE, INT64, result=VALUE)
"""`case Class(p1, p2)`: subject, class, number of positional patterns: the tuple of the attributes' values
after `__match_args__` (or the subject itself for int, str…), 0 where one is missing; CPython's TypeErrors."""
