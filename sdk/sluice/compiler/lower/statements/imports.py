"""`import` and `from … import`: modules are known at build time and run before whoever imports them."""

from __future__ import annotations

import ast
import sys

from sluice.compiler.diagnostics import Code
from sluice.compiler.frontend.imports import absolute_name
from sluice.compiler.ir.ops import ClassConstant, NothingConstant, Reraise, StrConstant
from sluice.compiler.lower.expressions.names import bind_name, load_symbol, static_symbol
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.star_imports import star_message
from sluice.compiler.lower.symbols import ModuleSymbol, VariableSymbol
from sluice.compiler.primitives.language_ops import RAISE

UNAVAILABLE = {
    "threads": ("threading", "_thread", "concurrent", "queue", "multiprocessing", "asyncio"),
    "files": ("os", "pathlib", "shutil", "tempfile", "glob", "fileinput", "pickle", "sqlite3"),
    "sockets": ("socket", "ssl", "select", "selectors", "urllib.request", "http.client", "http.server"),
    "processes": ("subprocess", "signal", "pty", "resource"),
    "code that is not there at build time": ("importlib", "runpy", "code", "ast", "dis", "inspect", "ctypes"),
}
REMEDIES = {
    "threads": "a filter is called once for each event",
    "files": "put the data into the configuration",
    "sockets": "ask other services with call-outs",
    "processes": "ask another service with a call-out",
    "code that is not there at build time": "write the code out",
}


def lower_import(frame: Frame, node: ast.Import) -> None:
    for alias in node.names:
        if not frame.program.names.is_module(alias.name):
            _missing(frame, node, alias.name)
            continue
        bound = ast.copy_location(ast.Name(alias.asname or alias.name.split(".")[0], ast.Load()), node)
        if not isinstance(static_symbol(frame, bound), ModuleSymbol):
            raise frame.refuse(
                Code.MODULE_VALUE,
                node,
                f"`{bound.id}` is bound elsewhere too, so that it is not always this module; "
                "give the module a name of its own",
            )


def lower_import_from(frame: Frame, node: ast.ImportFrom) -> None:
    origin = absolute_name(node, frame.module.name, is_package=frame.module.is_package)
    names = frame.program.names
    if not names.is_module(origin):
        _missing(frame, node, origin or ".")
        return
    for alias in node.names:
        if alias.name == "*":
            raise frame.refuse(Code.IMPORT_FORM, node, star_message(origin))
        symbol = names.member_of(origin, alias.name)
        if symbol is None and origin in names.modules:
            own = names.modules[origin].scope.bound
            if alias.name in own:
                symbol = VariableSymbol(f"{origin}.{alias.name}")
        if symbol is None and frame.expects_import_error:
            _raise_import_error(frame, "ImportError", f"cannot import name {alias.name!r} from {origin!r}")
            return
        if symbol is None:
            raise frame.refuse(
                Code.MODULE_MEMBER,
                node,
                f"`{origin}` has no `{alias.name}` that can be compiled",
            )
        _bind_import(frame, node, alias)


def _bind_import(frame: Frame, node: ast.ImportFrom, alias: ast.alias) -> None:
    """Names that always mean the imported thing need no code; others are variables that get its value."""
    bound = alias.asname or alias.name
    name_node = ast.copy_location(ast.Name(bound, ast.Load()), node)
    if not isinstance(static_symbol(frame, name_node), VariableSymbol | None):
        return
    origin = absolute_name(node, frame.module.name, is_package=frame.module.is_package)
    symbol = frame.program.names.member_of(origin, alias.name)
    here = VariableSymbol(f"{frame.module.name}.{bound}")
    found = static_symbol(frame, name_node)
    if symbol is None:
        symbol = VariableSymbol(f"{origin}.{alias.name}")
    if found == symbol and found != here:
        return
    bind_name(frame, bound, load_symbol(frame, symbol, name_node))


def _raise_import_error(frame: Frame, kind: str, message: str) -> None:
    builder = frame.builder
    error = builder.call_value(ClassConstant(f"builtins.{kind}"), (StrConstant(message),))
    builder.call(RAISE, error, NothingConstant())
    builder.end(Reraise(builder.line))


def _missing(frame: Frame, node: ast.Import | ast.ImportFrom, name: str) -> None:
    """A module that is not there: an ImportError that the program expects, else a refusal."""
    if frame.expects_import_error:
        _raise_import_error(frame, "ModuleNotFoundError", f"No module named '{name}'")
        return
    for what, modules in UNAVAILABLE.items():
        if name in modules or name.partition(".")[0] in modules:
            raise frame.refuse(
                Code.UNAVAILABLE_MODULE,
                node,
                f"`{name}` needs {what}, which a filter has not; {REMEDIES[what]}",
            )
    top = name.partition(".")[0]
    if top in sys.stdlib_module_names:
        raise frame.refuse(
            Code.UNAVAILABLE_MODULE,
            node,
            f"the standard module `{name}` is not compiled yet; see docs/errors/SLU013.md for those that are",
        )
    raise frame.refuse(
        Code.UNKNOWN_IMPORT,
        node,
        f"there is no module `{name}` beside this file or in Sluice; packages from PyPI cannot be compiled",
    )
