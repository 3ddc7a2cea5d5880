"""The files of one program: parsed, in import order, with what each imports.

The lowering reads CPython's own syntax trees, so that every construct means what CPython says; mypy's
knowledge of types is looked up beside them (`oracle.py`).
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from sluice.compiler.diagnostics import Code, CompileError, Diagnostic, Span, refusal
from sluice.compiler.frontend import read_ahead
from sluice.compiler.frontend.abstract_bases import import_abstract_bases
from sluice.compiler.frontend.descriptor_objects import import_descriptors
from sluice.compiler.frontend.enormous import refuse_enormous_powers
from sluice.compiler.frontend.facade import (
    FACADE,
    OFFERED,
    TRIMMED,
    demanded_names,
    drop_coroutines,
    goes_on,
    handles_connections,
    keep_demanded,
)
from sluice.compiler.frontend.fallbacks import settle_fallbacks
from sluice.compiler.frontend.global_enums import export_global_enums
from sluice.compiler.frontend.imports import ImportedModule, find_imports
from sluice.compiler.frontend.local_imports import raise_local_imports
from sluice.compiler.frontend.mangling import mangle_private_names
from sluice.compiler.frontend.optional_parts import OptionalPart, drop_part, unused_parts
from sluice.compiler.frontend.pattern_flags import number_flags
from sluice.compiler.frontend.registrations import name_registered_classes
from sluice.compiler.frontend.rewrites import rewrite_class_calls
from sluice.compiler.frontend.scopes import Scope, analyse_scopes
from sluice.compiler.frontend.sdk_stamp import SDK_ROOT
from sluice.compiler.frontend.start_values import set_start_values

LIBRARY = SDK_ROOT / "sluice" / "lib"
LIBRARY_PREFIX = "sluice.lib."
KNOWN_MODULES = frozenset(
    (
        "abc",
        "builtins",
        "collections.abc",
        "dataclasses",
        "math",
        "sys",
        "types",
        "typing",
        "typing_extensions",
        "__future__",
    )
)
"""Modules without a file: the compiler or the runtime understands them."""
_PRIVATE = re.compile(r"\b__(?!\w*__\b)\w")
_CLASS_CALLS = re.compile(r"TypedDict|[Nn]amed[Tt]uple|Enum|Flag")
"""What an SDK's file must contain for a rewriting to find something in it: many files have to be read."""


class SourceModule(Struct):
    """One file. `name` is what Python calls it; `checked_name` is what mypy was told.

    `trusted`: the SDK's own code, whose annotations hold. `display` is the path in messages and tracebacks.
    """

    name: str
    checked_name: str
    path: Path
    display: str
    text: str
    tree: ast.Module
    scopes: Mapping[ast.AST, Scope]
    imports: tuple[ImportedModule, ...]
    trusted: bool = False
    is_package: bool = False

    def span(self, node: ast.AST) -> Span:
        line = getattr(node, "lineno", 0)
        if not line:
            return Span(self.display)
        column = getattr(node, "col_offset", 0)
        return Span(
            self.display,
            line,
            column + 1,
            getattr(node, "end_lineno", None) or line,
            (getattr(node, "end_col_offset", None) or column) + 1,
        )


def checked_names(module: SourceModule) -> tuple[str, ...]:
    """What mypy calls a module: of the library's, both our file and the stub that programs are checked with.

    A stub knows nothing of the private parts of a package: `datetime._dates.date` is `datetime.date` there.
    """
    if not module.checked_name.startswith(LIBRARY_PREFIX):
        return (module.checked_name,)
    return (module.checked_name, module.name.partition("._")[0])


class SourceTree(Struct, frozen=True):
    """All modules of a program by name, a module after those that it imports (unless in a circle)."""

    main: str
    modules: Mapping[str, SourceModule]
    order: tuple[str, ...]
    strict: bool


def read_tree(path: Path, *, strict: bool, display: str | None = None) -> SourceTree:
    """Parse a file and whatever it imports from beside it, from the SDK and from `sluice.lib`.

    `strict`: a filter, known by its file's name; otherwise a script, known as `__main__`.
    """
    try:
        return _read_program(path, display if display is not None else str(path), strict)
    finally:
        read_ahead.forget()


def _read_program(path: Path, shown: str, strict: bool) -> SourceTree:
    name = path.stem if strict else "__main__"
    folder = path.resolve().parent
    main = _read_module(path, name, shown, folder=folder, strict=strict)
    modules = {name: main}
    _read_own(main, folder, modules)
    own = [each.tree for each in modules.values()]
    if strict and _uses_sdk(main):
        _read_boundary(own, modules)
    for facade, file in ((FACADE, OFFERED), (TRIMMED, LIBRARY / TRIMMED / "__init__.py")):
        if facade not in modules:
            modules[facade] = _read_facade(file, facade, demanded_names(own, facade))
    imported = {wanted.name for each in modules.values() for wanted in each.imports}
    for part in unused_parts(own, imported):
        file = LIBRARY / part.package / "__init__.py"
        modules.setdefault(part.package, _read_without(file, part))
    order: list[str] = []
    for module in [each for each in modules.values() if each.name not in (FACADE, TRIMMED)]:
        _follow_imports(module, folder, modules, order, set())
    for facade in (FACADE, TRIMMED):
        if facade not in order:
            del modules[facade]
    ordered = [each for each in order if each != name] + [name]
    return SourceTree(name, modules, tuple(ordered), strict)


def _read_boundary(own: list[ast.Module], modules: dict[str, SourceModule]) -> None:
    """What stands between Envoy and the author's callbacks, with coroutines where the author has some."""
    active = goes_on(own)
    stems = ["boundary", "active_boundary"] if active else ["boundary"]
    if handles_connections(own):
        stems += ["tcp_boundary", "active_tcp_boundary"] if active else ["tcp_boundary"]
    for stem in stems:
        file = SDK_ROOT / "sluice" / "api" / f"{stem}.py"
        modules[f"sluice.api.{stem}"] = _read_module(file, f"sluice.api.{stem}", _sdk_display(file))
    if not active:
        file, name = SDK_ROOT / "sluice" / "api" / "messages.py", "sluice.api.messages"
        modules[name] = _read_module(file, name, _sdk_display(file), trusted=True, idle=True)


def _read_without(file: Path, part: OptionalPart) -> SourceModule:
    display = _sdk_display(file)
    return _read_module(file, part.package, display, trusted=True, is_package=True, without=part.module)


def _read_facade(file: Path, name: str, demanded: frozenset[str] | None) -> SourceModule:
    return _read_module(file, name, _sdk_display(file), trusted=True, is_package=True, demanded=demanded)


def _read_own(module: SourceModule, folder: Path, modules: dict[str, SourceModule]) -> None:
    """The author's other files that a module imports, directly or through each other."""
    for wanted in module.imports:
        if wanted.name in modules or wanted.name.split(".")[0] == FACADE:
            continue
        found = find_module(wanted.name, folder)
        if found is not None and not found.trusted:
            modules[found.name] = found
            _read_own(found, folder, modules)


def _uses_sdk(module: SourceModule) -> bool:
    return any(each.name == "sluice" or each.name.startswith("sluice.") for each in module.imports)


def _sdk_display(path: Path) -> str:
    return path.relative_to(SDK_ROOT).as_posix()


def _follow_imports(
    module: SourceModule, folder: Path, modules: dict[str, SourceModule], order: list[str], open_: set[str]
) -> None:
    if module.name in order or module.name in open_:
        return
    open_.add(module.name)
    for wanted in module.imports:
        if not (module.trusted and wanted.late):
            _follow_import(wanted, folder, modules, order, open_)
    order.append(module.name)
    for wanted in module.imports:
        if module.trusted and wanted.late:
            _follow_import(wanted, folder, modules, order, open_)


def _follow_import(
    wanted: ImportedModule, folder: Path, modules: dict[str, SourceModule], order: list[str], open_: set[str]
) -> None:
    found = modules.get(wanted.name) or find_module(wanted.name, folder)
    if found is not None:
        modules.setdefault(found.name, found)
        _follow_imports(found, folder, modules, order, open_)


def find_module(name: str, folder: Path) -> SourceModule | None:
    """The module of that name: the SDK's, one beside the program's file, or one of `sluice.lib`."""
    relative = Path(*name.split("."))
    if name == FACADE:
        return _read_facade(OFFERED, FACADE, None)
    if name.startswith(f"{FACADE}."):
        return _read_if_there(SDK_ROOT / relative, name, None)
    beside = _read_if_there(folder / relative, name, folder)
    if beside is not None:
        return beside
    return _read_if_there(LIBRARY / relative, name, None)


def _read_if_there(stem: Path, name: str, folder: Path | None) -> SourceModule | None:
    for path, is_package in ((stem / "__init__.py", True), (stem.with_suffix(".py"), False)):
        if path.is_file():
            display = _sdk_display(path) if folder is None else path.relative_to(folder).as_posix()
            return _read_module(
                path, name, display, folder=folder, trusted=folder is None, is_package=is_package
            )
    return None


def _is_there(name: str, member: str | None, folder: Path) -> bool:
    """Whether a program can import a module; a member counts where its file binds the name."""
    if name in KNOWN_MODULES:
        return True
    found = find_module(name, folder)
    if found is None or member is None:
        return found is not None
    return member in found.scopes[found.tree].bound or find_module(f"{name}.{member}", folder) is not None


def _read_module(
    path: Path,
    name: str,
    display: str,
    *,
    folder: Path | None = None,
    trusted: bool = False,
    is_package: bool = False,
    demanded: frozenset[str] | None = None,
    idle: bool = False,
    without: str | None = None,
    strict: bool = False,
) -> SourceModule:
    """`folder`: the author's, where the module is one of them."""

    def read() -> SourceModule:
        return _read_anew(path, name, display, folder, trusted, is_package, demanded, idle, strict, without)

    if folder is not None:
        return read()
    return read_ahead.read_once((path, name, trusted, is_package, demanded, idle, strict, without), read)


def _read_anew(
    path: Path,
    name: str,
    display: str,
    folder: Path | None,
    trusted: bool,
    is_package: bool,
    demanded: frozenset[str] | None,
    idle: bool,
    strict: bool,
    without: str | None,
) -> SourceModule:
    ours = path.is_relative_to(SDK_ROOT / "sluice")
    text = _read_text(path, display)
    tree = _parse(text, display, ours)
    if demanded is not None:
        keep_demanded(tree, demanded)
    if idle:
        drop_coroutines(tree)
    if without is not None:
        drop_part(tree, without)
    if "**" in text:
        refuse_enormous_powers(tree, display)
    if folder is not None:
        settle_fallbacks(tree, lambda module, member: _is_there(module, member, folder))
    if folder is not None:
        raise_local_imports(tree, lambda module: _is_there(module, None, folder))
    if not ours:
        export_global_enums(tree)
        number_flags(tree)
    if not ours or _PRIVATE.search(text):
        mangle_private_names(tree)
    if not ours or _CLASS_CALLS.search(text):
        rewrite_class_calls(tree, display)
    if not ours:
        import_descriptors(tree)
        import_abstract_bases(tree)
    if not ours and "singledispatch" in text:
        name_registered_classes(tree)
    if not ours and strict:
        set_start_values(tree)
    in_library = trusted and path.is_relative_to(LIBRARY)
    return SourceModule(
        name=name,
        checked_name=f"{LIBRARY_PREFIX}{name}" if in_library else name,
        path=path,
        display=display,
        text=text,
        tree=tree,
        scopes=analyse_scopes(tree),
        imports=find_imports(tree, name, is_package=is_package),
        trusted=trusted or name.startswith("sluice."),
        is_package=is_package,
    )


def _read_text(path: Path, display: str) -> str:
    try:
        data = path.read_bytes()
    except IsADirectoryError:
        raise refusal(Code.UNREADABLE, Span(display), "this is a folder; name a Python file") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise refusal(Code.UNREADABLE, Span(display), f"cannot read the file: {reason}") from None
    _refuse_encoding(data, display)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = "the file is not UTF-8; save it as UTF-8"
        raise refusal(Code.UNREADABLE, Span(display, line, 1), message) from None


def _refuse_encoding(data: bytes, display: str) -> None:
    """CPython obeys `# coding: latin-1`; one encoding is enough here, and mypy knows even fewer."""
    try:
        named, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError as error:
        if "unknown encoding" not in str(error):
            return  # not UTF-8: the decoder says where
        raise refusal(Code.UNREADABLE, Span(display, 1, 1), f"{error.msg}; save the file as UTF-8") from None
    if named not in ("utf-8", "utf-8-sig", "ascii"):
        message = f"the file says that it is {named}; save it as UTF-8 and take the line out"
        raise refusal(Code.UNREADABLE, Span(display, 1, 1), message)


def _parse(text: str, display: str, ours: bool) -> ast.Module:
    """CPython's parser and its later checks (`return` outside a function, …), in CPython's words.

    `ours`: the SDK's files have passed these checks when they were written.
    """
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text, display)
            if not ours:
                compile(tree, display, "exec", dont_inherit=True)
    except SyntaxError as error:
        span = Span(display, error.lineno or 1, error.offset or 1)
        raise CompileError((Diagnostic(span, error.msg, Code.SYNTAX.value),)) from None
    except ValueError as error:
        raise refusal(Code.SYNTAX, Span(display, 1, 1), str(error)) from None
    except (RecursionError, MemoryError):
        message = "the program is nested too deeply; split the expression"
        raise refusal(Code.SYNTAX, Span(display, 1, 1), message) from None
    return tree
