"""`list`: displays, subscripts, operators and methods."""

from __future__ import annotations

from typing import Final

from sluice.compiler.ir.primitive import ABSENT, Builtin, Method, Parameter, Primitive, Raises
from sluice.compiler.ir.types import BOOL, INT64, LIST, STR, VALUE, VOID
from sluice.compiler.primitives.int_ops import CLAMPED_OF, INDEX_OF

LIST_NEW: Final = Primitive("slu_list_new", (INT64,), LIST, Raises.RESULT)
"""An empty list with room for so many items: comprehensions over something of known length."""
LIST_OF: Final = Primitive("slu_list_of", (), LIST, Raises.RESULT, variadic=True)
"""`[a, b, c]`."""
LIST_FROM: Final = Primitive("slu_list_from", (VALUE,), LIST, Raises.RESULT)
"""`list(iterable)`."""
LIST_APPEND: Final = Primitive("slu_list_append", (LIST, VALUE), VOID, Raises.RESULT)
LIST_EXTEND: Final = Primitive("slu_list_extend", (LIST, VALUE), VOID, Raises.RESULT)
"""Also `[*iterable]` and `items += iterable`."""
LIST_LENGTH: Final = Primitive("slu_list_length", (LIST,), INT64, pure=True)
LIST_GET: Final = Primitive("slu_list_get", (LIST, INT64), VALUE, Raises.RESULT)
"""`items[index]`; a negative index counts from the end; IndexError."""
LIST_GET_NATURAL: Final = Primitive("slu_list_get_natural", (LIST, INT64), VALUE, Raises.RESULT)
"""The same for an index that is known not to be negative."""
LIST_AT: Final = Primitive("slu_list_at", (LIST, INT64), VALUE, pure=True)
"""The item at a position that is known to be there: loops over a list."""
LIST_SET: Final = Primitive("slu_list_set", (LIST, INT64, VALUE), VOID, Raises.RESULT)
LIST_SET_NATURAL: Final = Primitive("slu_list_set_natural", (LIST, INT64, VALUE), VOID, Raises.RESULT)
LIST_PUT: Final = Primitive("slu_list_put", (LIST, INT64, VALUE), VOID)
"""The same at a position that is known to be there."""
LIST_DELETE: Final = Primitive("slu_list_delete", (LIST, INT64), VOID, Raises.RESULT)
LIST_SLICE: Final = Primitive("slu_list_slice", (LIST, VALUE, VALUE, VALUE), LIST, Raises.RESULT)
"""`items[start:stop:step]`, each an int, an index or None."""
LIST_SET_SLICE: Final = Primitive(
    "slu_list_set_slice", (LIST, VALUE, VALUE, VALUE, VALUE), VOID, Raises.RESULT
)
"""`items[start:stop:step] = iterable`."""
LIST_DELETE_SLICE: Final = Primitive(
    "slu_list_delete_slice", (LIST, VALUE, VALUE, VALUE), VOID, Raises.RESULT
)
LIST_HAS_SO_MANY: Final = Primitive("slu_list_has_so_many", (LIST, INT64), VOID, Raises.RESULT)
"""Before `a, b = items`: ValueError for another number of them."""
LIST_CONCAT: Final = Primitive("slu_list_concat", (LIST, LIST), LIST, Raises.RESULT)
LIST_REPEAT: Final = Primitive("slu_list_repeat", (LIST, INT64), LIST, Raises.RESULT)
LIST_FILLED: Final = Primitive("slu_list_filled", (VALUE, INT64), LIST, Raises.RESULT)
"""`[item] * times`."""
LIST_CONTAINS: Final = Primitive("slu_list_contains", (LIST, VALUE), BOOL, Raises.RESULT)
LIST_CONTAINS_TEXT: Final = Primitive("slu_list_contains_text", (LIST, STR), BOOL, Raises.RESULT)
LIST_TO_TUPLE: Final = Primitive("slu_list_to_tuple", (LIST,), VALUE, Raises.RESULT)
"""A tuple of what was collected in a list: `(*a, b)` and generator arguments."""

METHODS: tuple[Method, ...] = (
    Method("list", "append", (Parameter("object"),), LIST_APPEND),
    Method("list", "extend", (Parameter("iterable"),), LIST_EXTEND),
    Method(
        "list",
        "insert",
        (Parameter("index", INT64, through=INDEX_OF), Parameter("object")),
        Primitive("slu_list_insert", (LIST, INT64, VALUE), VOID, Raises.RESULT),
    ),
    Method(
        "list",
        "pop",
        (Parameter("index", INT64, -1, through=INDEX_OF),),
        Primitive("slu_list_pop", (LIST, INT64), VALUE, Raises.RESULT),
    ),
    Method(
        "list",
        "remove",
        (Parameter("value"),),
        Primitive("slu_list_remove", (LIST, VALUE), VOID, Raises.RESULT),
    ),
    Method("list", "clear", (), Primitive("slu_list_clear", (LIST,), VOID)),
    Method("list", "copy", (), Primitive("slu_list_copy", (LIST,), LIST, Raises.RESULT)),
    Method(
        "list",
        "index",
        (
            Parameter("value"),
            Parameter("start", INT64, 0, through=CLAMPED_OF),
            Parameter("stop", INT64, (1 << 62) - 1, through=CLAMPED_OF),
        ),
        Primitive("slu_list_index", (LIST, VALUE, INT64, INT64), VALUE, Raises.RESULT),
    ),
    Method(
        "list",
        "count",
        (Parameter("value"),),
        Primitive("slu_list_count", (LIST, VALUE), VALUE, Raises.RESULT),
    ),
    Method("list", "reverse", (), Primitive("slu_list_reverse", (LIST,), VOID)),
    Method(
        "list",
        "sort",
        (Parameter("reverse", VALUE, False, positional_only=False, keyword_only=True),),
        Primitive("slu_list_sort_plainly", (LIST, VALUE), VOID, Raises.RESULT),
    ),
    Method(
        "list",
        "sort",
        (
            Parameter("key", VALUE, None, positional_only=False, keyword_only=True),
            Parameter("reverse", VALUE, False, positional_only=False, keyword_only=True),
        ),
        Primitive("slu_list_sort", (LIST, VALUE, VALUE), VOID, Raises.RESULT),
    ),
)

DYNAMIC_METHODS: tuple[Method, ...] = (
    Method(
        "list",
        "__init__",
        (Parameter("iterable", VALUE, ABSENT),),
        Primitive("slu_list_fill", (LIST, VALUE), VOID, Raises.RESULT),
    ),
    Method(
        "list",
        "__getitem__",
        (Parameter("index"),),
        Primitive("slu_list_get_item", (LIST, VALUE), VALUE, Raises.RESULT),
    ),
    Method(
        "list",
        "__setitem__",
        (Parameter("index"), Parameter("value")),
        Primitive("slu_list_set_item", (LIST, VALUE, VALUE), VOID, Raises.RESULT),
    ),
    Method(
        "list",
        "__delitem__",
        (Parameter("index"),),
        Primitive("slu_list_delete_item", (LIST, VALUE), VOID, Raises.RESULT),
    ),
    Method("list", "__contains__", (Parameter("item"),), LIST_CONTAINS),
    Method("list", "__len__", (), LIST_LENGTH),
    Method("list", "__iter__", (), Primitive("slu_list_iterate", (LIST,), VALUE)),
)
"""Only reached by name at run time (`super().__setitem__`)."""

BUILTINS: tuple[Builtin, ...] = (
    Builtin(
        "list",
        (Parameter("iterable", VALUE, ABSENT),),
        Primitive("slu_list_from", (VALUE,), LIST, Raises.RESULT),
    ),
    Builtin(
        "sorted",
        (
            Parameter("iterable"),
            Parameter("reverse", VALUE, False, positional_only=False, keyword_only=True),
        ),
        Primitive("slu_sorted_plainly", (VALUE, VALUE), LIST, Raises.RESULT),
    ),
    Builtin(
        "sorted",
        (
            Parameter("iterable"),
            Parameter("key", VALUE, None, positional_only=False, keyword_only=True),
            Parameter("reverse", VALUE, False, positional_only=False, keyword_only=True),
        ),
        Primitive("slu_sorted", (VALUE, VALUE, VALUE), LIST, Raises.RESULT),
    ),
)
