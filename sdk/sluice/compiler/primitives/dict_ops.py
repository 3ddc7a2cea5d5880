"""`dict`: displays, subscripts, operators, methods and views."""

from __future__ import annotations

from typing import Final

from sluice.compiler.ir.primitive import ABSENT, Builtin, Method, Parameter, Primitive, Raises
from sluice.compiler.ir.types import BOOL, DICT, INT64, STR, VALUE, VOID

DICT_NEW: Final = Primitive("slu_dict_new", (), DICT)
DICT_OF: Final = Primitive("slu_dict_of", (), DICT, Raises.RESULT, variadic=True)
"""`{k: v, …}`: keys and items alternate."""
DICT_LENGTH: Final = Primitive("slu_dict_length", (DICT,), INT64, pure=True)
DICT_ITERATE: Final = Primitive("slu_dict_iterate", (DICT,), VALUE, Raises.RESULT)
"""`iter(d)` of a dict that is no object of a subclass."""
DICT_KEYS: Final = Primitive("slu_dict_keys", (DICT,), VALUE)
DICT_VALUES: Final = Primitive("slu_dict_values", (DICT,), VALUE)
DICT_ITEMS: Final = Primitive("slu_dict_items", (DICT,), VALUE)
DICT_ITERATE_VALUES: Final = Primitive("slu_dict_iterate_values", (DICT,), VALUE, Raises.RESULT)
DICT_ITERATE_ITEMS: Final = Primitive("slu_dict_iterate_items", (DICT,), VALUE, Raises.RESULT)
"""Iterators over what views show, without the view (see `passes/skip_views`)."""
DICT_GET_ITEM: Final = Primitive("slu_dict_get_item", (DICT, VALUE), VALUE, Raises.RESULT)
"""`d[key]`: KeyError, or `__missing__` of a subclass."""
DICT_GET_STR: Final = Primitive("slu_dict_get_str", (DICT, STR), VALUE, Raises.RESULT)
"""`d[key]` for a key that is a str."""
DICT_FIND_STR: Final = Primitive("slu_dict_find_str", (DICT, STR), VALUE)
"""The item or `NothingConstant`; never raises."""
DICT_SET_ITEM: Final = Primitive("slu_dict_set", (DICT, VALUE, VALUE), VOID, Raises.RESULT)
DICT_DELETE: Final = Primitive("slu_dict_delete", (DICT, VALUE), VOID, Raises.RESULT)
DICT_CONTAINS: Final = Primitive("slu_dict_contains", (DICT, VALUE), BOOL, Raises.RESULT)
DICT_GET: Final = Primitive("slu_dict_get", (DICT, VALUE, VALUE), VALUE, Raises.RESULT)
"""`d.get(key, default)`."""
DICT_OF_STR: Final = Primitive("slu_dict_of_str", (), DICT, Raises.RESULT, variadic=True)
DICT_GET_OR_STR: Final = Primitive("slu_dict_get_or_str", (DICT, STR, VALUE), VALUE, Raises.RESULT)
DICT_SET_STR: Final = Primitive("slu_dict_set_str", (DICT, STR, VALUE), VOID, Raises.RESULT)
DICT_CONTAINS_STR: Final = Primitive("slu_dict_contains_str", (DICT, STR), BOOL)
"""The same for keys that are strs (see `passes/use_texts`)."""
DICT_MERGE: Final = Primitive("slu_dict_merge", (VALUE, VALUE), VALUE, Raises.RESULT)
"""`a | b`."""
DICT_UPDATE: Final = Primitive("slu_dict_update", (DICT, VALUE), VOID, Raises.RESULT)
"""`{**mapping}`, `d |= other`, `d.update(other)`."""

_KEY: Final = Parameter("key")
_DEFAULT_NONE: Final = Parameter("default", VALUE, None)

_VIEW_IS_DISJOINT: Final = Primitive("slu_view_is_disjoint", (VALUE, VALUE), BOOL, Raises.RESULT)

METHODS: tuple[Method, ...] = (
    Method("dict_keys", "isdisjoint", (Parameter("other"),), _VIEW_IS_DISJOINT),
    Method("dict_items", "isdisjoint", (Parameter("other"),), _VIEW_IS_DISJOINT),
    Method(
        "dict",
        "get",
        (_KEY, _DEFAULT_NONE),
        DICT_GET,
    ),
    Method(
        "dict",
        "setdefault",
        (_KEY, _DEFAULT_NONE),
        Primitive("slu_dict_set_default", (DICT, VALUE, VALUE), VALUE, Raises.RESULT),
    ),
    Method(
        "dict",
        "pop",
        (_KEY, Parameter("default", VALUE, ABSENT)),
        Primitive("slu_dict_pop", (DICT, VALUE, VALUE), VALUE, Raises.RESULT),
    ),
    Method("dict", "popitem", (), Primitive("slu_dict_pop_item", (DICT,), VALUE, Raises.RESULT)),
    Method("dict", "clear", (), Primitive("slu_dict_clear", (DICT,), VOID)),
    Method("dict", "copy", (), Primitive("slu_dict_copy", (DICT,), DICT, Raises.RESULT)),
    Method("dict", "keys", (), DICT_KEYS),
    Method("dict", "values", (), DICT_VALUES),
    Method("dict", "items", (), DICT_ITEMS),
    Method(
        "dict",
        "update",
        (Parameter("other", VALUE, ABSENT),),
        Primitive("slu_dict_update", (DICT, VALUE), VOID, Raises.RESULT),
    ),
)
"""`update(**names)` is called through `DICT_UPDATE` with a dict of the names, after the positional one."""

DYNAMIC_METHODS: tuple[Method, ...] = (
    Method(
        "dict",
        "update",
        (Parameter("other", VALUE, ABSENT),),
        Primitive("slu_dict_update_with", (DICT, VALUE, DICT), VOID, Raises.RESULT),
        keywords=True,
    ),
    Method(
        "dict",
        "__init__",
        (Parameter("other", VALUE, ABSENT),),
        Primitive("slu_dict_update_with", (DICT, VALUE, DICT), VOID, Raises.RESULT),
        keywords=True,
    ),
    Method("dict", "__getitem__", (_KEY,), DICT_GET_ITEM),
    Method("dict", "__setitem__", (_KEY, Parameter("value")), DICT_SET_ITEM),
    Method("dict", "__delitem__", (_KEY,), DICT_DELETE),
    Method("dict", "__contains__", (_KEY,), DICT_CONTAINS),
    Method("dict", "__len__", (), DICT_LENGTH),
    Method("dict", "__iter__", (), DICT_ITERATE),
    Method(
        "dict",
        "__or__",
        (Parameter("other"),),
        Primitive("slu_dict_or", (DICT, VALUE), VALUE, Raises.RESULT),
    ),
    Method(
        "dict",
        "__ior__",
        (Parameter("other"),),
        Primitive("slu_dict_or_in_place", (DICT, VALUE), VALUE, Raises.RESULT),
    ),
)

CLASS_METHODS: tuple[Method, ...] = (
    Method(
        "dict",
        "fromkeys",
        (Parameter("iterable"), Parameter("value", VALUE, None)),
        Primitive("slu_class_from_keys", (VALUE, VALUE, VALUE), VALUE, Raises.RESULT),
    ),
)

BUILTINS: tuple[Builtin, ...] = (
    Builtin(
        "dict",
        (Parameter("other", VALUE, ABSENT),),
        Primitive("slu_dict_from", (VALUE,), DICT, Raises.RESULT),
    ),
    Builtin(
        "dict.fromkeys",
        (Parameter("iterable"), Parameter("value", VALUE, None)),
        Primitive("slu_dict_from_keys", (VALUE, VALUE), DICT, Raises.RESULT),
    ),
)
"""`dict(**names)`: `slu_dict_from` with a dict of the names, or the positional one and then `DICT_UPDATE`."""
