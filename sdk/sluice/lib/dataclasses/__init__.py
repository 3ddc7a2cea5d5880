"""`dataclasses`: what running code needs; the decorator itself is the compiler's business.

A dataclass that a program looks into (`asdict`, `fields`…) has `__dataclass_fields__`: a dict from the name
of each field to its `Field`. Programs that look into none are compiled without what these lines import.
"""

from dataclasses._copies import asdict as asdict
from dataclasses._copies import astuple as astuple
from dataclasses._copies import replace as replace
from dataclasses._fields import MISSING as MISSING
from dataclasses._fields import Field as Field
from dataclasses._fields import fields as fields
from dataclasses._fields import inherited_field as inherited_field
from dataclasses._fields import is_dataclass as is_dataclass


class FrozenInstanceError(AttributeError):
    """A field of a frozen dataclass was assigned or deleted."""


def checked_default(name, value):  # type: ignore[no-untyped-def]
    """A default of which only the run can tell whether it has a hash; what has none may be changed."""
    if not isinstance(value, tuple | frozenset):
        try:
            hash(value)
        except TypeError:
            raise ValueError(
                f"mutable default {type(value)} for field {name} is not allowed: use default_factory"
            ) from None
    return value


def described_default(value, cls):  # type: ignore[no-untyped-def]
    """What a descriptor is for the class itself; NotImplemented where that is nothing."""
    try:
        return type(value).__get__(value, None, cls)
    except AttributeError:
        return NotImplemented


def miss(instance, name):  # type: ignore[no-untyped-def]
    """There is no argument and no default."""
    title = type(instance).__qualname__
    raise TypeError(f"{title}.__init__() missing 1 required positional argument: {name!r}")


being_shown: set[int] = set()
"""The ids of objects whose `repr` is being made: inside of itself one is shown as `...`."""
