"""How the outside enters a module: `sluice_main` of a script, the Proxy-Wasm callbacks of a filter."""

from __future__ import annotations

from msgspec import Struct

from sluice.compiler.emit.calls import native_raises
from sluice.compiler.emit.filter_exports import emit_filters
from sluice.compiler.emit.function_scope import ProgramScope
from sluice.compiler.ir.primitive import Raises


class EntryPoints(Struct, frozen=True):
    """C text of the exports, and their names."""

    lines: tuple[str, ...]
    exports: tuple[str, ...]


def emit_entry_points(shared: ProgramScope) -> EntryPoints:
    lines = list(_initialise(shared))
    lines.append(f"const int64_t slu_step_limit = {shared.program.metadata.get('step_limit', 0)};")
    if not shared.program.filters:
        lines.append("const slu_type *const slu_class_of_host_errors = &slu_runtime_error_type;")
        lines.append("SLU_SCRIPT_MAIN(slu_program_start)")
        return EntryPoints(tuple(lines), ("memory", "sluice_main"))
    more, exports = emit_filters(shared)
    return EntryPoints((*lines, *more), ("memory", *exports))


def _initialise(shared: ProgramScope) -> list[str]:
    """`slu_program_start` runs the top level of every module in import order; false: it raised."""
    lines = ["static bool slu_program_start(void) {", "    slu_program_prepare();"]
    for name in shared.program.initialisers:
        function = shared.program.functions[name]
        call = f"{shared.names.function(name)}()"
        if native_raises(function) is Raises.NEVER:
            lines.append(f"    {call};")
        else:
            lines.append(f"    if (!{call}) return false;")
    return [*lines, "    return true;", "}"]
