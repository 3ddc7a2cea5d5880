"""What is known of the built-in exceptions."""

from __future__ import annotations

import builtins


def is_plain_exception(full_name: str) -> bool:
    """Whether a built-in exception only keeps its arguments."""
    kind = getattr(builtins, full_name.removeprefix("builtins."), None)
    special = (
        OSError,
        UnicodeError,
        SyntaxError,
        ImportError,
        StopIteration,
        SystemExit,
        NameError,
        AttributeError,
    )
    return isinstance(kind, type) and issubclass(kind, BaseException) and not issubclass(kind, special)
