"""What `typing` refuses of protocols while a class statement runs."""

from __future__ import annotations

from sluice.compiler.lower.class_faults import ClassFaultError
from sluice.compiler.lower.class_titles import module_title
from sluice.compiler.lower.symbols import ClassSymbol


def protocol_fault(symbol: ClassSymbol) -> ClassFaultError | None:
    """A protocol on a class that is none, or `runtime_checkable` before a class that is none."""
    if symbol.module.trusted:
        return None
    if symbol.is_protocol:
        for base in symbol.bases:
            if base != "builtins.object" and not (isinstance(base, ClassSymbol) and base.is_protocol):
                text = f"Protocols can only inherit from other protocols, got {_shown(base)}"
                return ClassFaultError(symbol, "TypeError", text, symbol.node)
    elif symbol.says_runtime_checkable:
        text = f"@runtime_checkable can be only applied to protocol classes, got {_shown(symbol)}"
        return ClassFaultError(symbol, "TypeError", text)
    return None


def _shown(base: ClassSymbol | str) -> str:
    if isinstance(base, str):
        return f"<class '{base.removeprefix('builtins.')}'>"
    local = base.name.removeprefix(f"{base.module.name}.")
    return f"<class '{module_title(base)}.{local}'>"
