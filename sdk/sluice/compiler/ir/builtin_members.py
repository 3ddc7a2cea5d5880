"""What built-in classes define themselves, which hides what stands behind them in a resolution order."""

from __future__ import annotations

import builtins
from collections.abc import Mapping


def builtin_members(class_name: str) -> Mapping[str, object]:
    """Of `builtins.list` what `list` defines; nothing of `object`, which comes last."""
    found = getattr(builtins, class_name.removeprefix("builtins."), object)
    return vars(found) if found is not object else {}


__all__ = ["builtin_members"]
