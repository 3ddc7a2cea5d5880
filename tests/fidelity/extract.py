"""Turn CPython's own tests into scripts that print, so that any Python can be compared with CPython.

    class CommonTest(unittest.TestCase):               def test_count():
        def test_count(self):                              print("L12", repr('aaa'.count('a')), repr(3))
            self.checkequal(3, 'aaa', 'count', 'a')   →    try:
            with self.assertRaises(TypeError):                 'hello'.count()
                'hello'.count()                                print("L13 nothing raised")
                                                           except BaseException as error: …

A test method is taken when all it needs is built in, imported from a standard module, or defined at the top
level of its file; what needs the `unittest` machinery, files, threads or the `test` package is left out.
Each assertion becomes one line of output that begins with its line number, so that a script which is refused
or differs in one place still counts in all others.

Run `python -m tests.fidelity.extract MODULE` to see the scripts of one test module.
"""

from __future__ import annotations

import ast
import builtins
import copy
import importlib
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.fidelity.assertions import UnsupportedTestError, rewrite_body

SUITE = Path(sysconfig.get_path("stdlib")) / "test"

MODULES = tuple(
    """
    test_unicode string_tests test_bytes test_int test_float test_list list_tests seq_tests test_dict
    test_set test_tuple test_range test_slice test_builtin test_exceptions test_re test_json/test_decode
    test_json/test_dump test_json/test_encode_basestring_ascii test_json/test_fail test_json/test_float
    test_json/test_indent test_json/test_pass1 test_json/test_scanstring test_json/test_separators
    test_json/test_unicode test_base64 test_struct test_math test_itertools test_functools
    test_collections test_dataclasses test_typing test_enum test_string test_textwrap test_heapq
    test_bisect datetimetester test_ipaddress test_urlparse test_bool test_format test_fstring test_long
    test_generators test_scope test_unpack test_patma test_grammar test_augassign test_compare
    test_contains test_decorators test_descr test_dictcomps test_listcomps test_setcomps test_enumerate
    test_property test_super test_with test_userdict test_statistics test_operator test_html
    test_hashlib test_hmac test_binascii test_zlib test_random test_uuid test_fnmatch test_copy
    test_contextlib test_string_literals test_strtod test_keywordonlyarg test_positional_only_arg
    test_named_expressions test_iter test_raise test_coroutines test_unpack_ex test_opcodes
    """.split()
)

STANDARD_MODULES = frozenset(
    """
    json re base64 binascii hashlib hmac time datetime math random secrets string struct urllib
    urllib.parse html uuid ipaddress fnmatch collections collections.abc itertools functools operator
    enum dataclasses typing logging zlib http http.cookies textwrap copy contextlib bisect heapq
    statistics abc types numbers decimal fractions sys warnings keyword
    """.split()
)
"""What a script may import. A module that filters do not have counts as refused, not as a difference."""

RECEIVER_TYPES = {
    "test_unicode": "str",
    "string_tests": "str",
    "test_list": "list",
    "list_tests": "list",
    "seq_tests": "list",
    "test_tuple": "tuple",
    "test_set": "set",
    "test_dict": "dict",
}
"""What `self.type2test` or `self.thetype` stands for in the shared mix-ins."""

MODULE_UNDER_TEST = {
    "test_json": "json",
    "test_heapq": "heapq",
    "test_bisect": "bisect",
    "test_operator": "operator",
}
"""Tests that run against a C and a Python version of a module reach it as `self.module` or `self.json`."""


@dataclass(frozen=True, slots=True, order=True)
class Definition:
    """What a case needs from its file's top level; `position` is its place among the file's definitions."""

    position: int
    source: str


@dataclass(frozen=True, slots=True)
class Case:
    """One test method as a function. `lines`: the line numbers of its assertions, in order."""

    module: str
    name: str
    definitions: tuple[Definition, ...]
    function: str
    lines: tuple[int, ...]

    @property
    def function_name(self) -> str:
        """`UnicodeTest_test_count`, different for each case of a module."""
        return self.name.replace(".", "_")


def script(cases: Sequence[Case]) -> str:
    """Return one program that runs cases of one module one after the other.

    A line that begins with `C` follows each: nothing that one prints is taken for the next one's.
    """
    definitions = sorted({each for case in cases for each in case.definitions})
    parts = [each.source for each in definitions] + [case.function for case in cases]
    for number, case in enumerate(cases):
        parts.append(
            f"try:\n    {case.function_name}()\n    print('C{number} ended')\n"
            f"except BaseException as error:\n"
            f"    print('C{number} raised', type(error).__name__, str(error))"
        )
    return "\n".join(parts) + "\n"


def extract(module: str) -> Iterator[Case]:
    """Yield the cases of one module of the suite; nothing where this Python does not ship it."""
    path = SUITE / f"{module}.py"
    if not path.exists():
        package = SUITE / module / "__init__.py"
        if not package.exists():
            return
        path = package
    tree = ast.parse(path.read_text(encoding="utf-8"))
    definitions = _top_level_definitions(tree)
    under_test = MODULE_UNDER_TEST.get(module.split("/")[0])
    if under_test:
        definitions[under_test] = ast.Import([ast.alias(under_test)])
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from _cases_of_class(module, node, definitions)


def _cases_of_class(module: str, owner: ast.ClassDef, definitions: dict[str, ast.stmt]) -> Iterator[Case]:
    constants = _class_constants(owner) | _module_attributes(module)
    receiver = RECEIVER_TYPES.get(module)
    for item in owner.body:
        if not isinstance(item, ast.FunctionDef) or not item.name.startswith("test"):
            continue
        if item.decorator_list or len(item.args.args) != 1:
            continue
        try:
            body, lines = rewrite_body(copy.deepcopy(item.body), constants, receiver)
            name = f"{owner.name}.{item.name}"
            function = _function(name.replace(".", "_"), body)
            needed = tuple(_needed_definitions(function, definitions))
        except UnsupportedTestError:
            continue
        if lines:
            yield Case(module, name, needed, ast.unparse(function), tuple(lines))


def _class_constants(owner: ast.ClassDef) -> dict[str, ast.expr]:
    """Return the simple constants of a test class (`type2test = list`), which methods read through `self`."""
    constants: dict[str, ast.expr] = {}
    for item in owner.body:
        match item:
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.Constant() | ast.Name() | ast.Tuple() | ast.List()
            ):
                constants[name] = item.value
    return constants


def _module_attributes(module: str) -> dict[str, ast.expr]:
    """Return what `self.module`, `self.loads` and the like stand for."""
    name = MODULE_UNDER_TEST.get(module.split("/")[0])
    if name is None:
        return {}
    loaded = ast.Name(name, ast.Load())
    members = {
        member: ast.Attribute(loaded, member, ast.Load()) for member in ("loads", "dumps", "JSONDecodeError")
    }
    return {"module": loaded, "json": loaded, **members}


def _top_level_definitions(tree: ast.Module) -> dict[str, ast.stmt]:
    definitions: dict[str, ast.stmt] = {}
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                definitions[name] = node
            case ast.Assign(targets=[ast.Name(id=name)]):
                definitions[name] = node
            case ast.Import(names=names):
                for alias in names:
                    definitions[alias.asname or alias.name.split(".")[0]] = ast.Import([alias])
            case ast.ImportFrom(module=str(source), names=[ast.alias(name="*")]) if (
                source in STANDARD_MODULES
            ):
                for name in _public_names(source):
                    definitions[name] = ast.ImportFrom(source, [ast.alias(name)], 0)
            case ast.ImportFrom(names=names):
                for alias in names:
                    definitions[alias.asname or alias.name] = ast.ImportFrom(node.module, [alias], node.level)
    return definitions


def _public_names(module: str) -> list[str]:
    """Return what `from module import *` binds."""
    imported = importlib.import_module(module)
    names: list[str] = getattr(imported, "__all__", [name for name in dir(imported) if name[0] != "_"])
    return names


def _function(name: str, body: list[ast.stmt]) -> ast.FunctionDef:
    arguments = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
    return ast.fix_missing_locations(ast.FunctionDef(name=name, args=arguments, body=body, decorator_list=[]))


def _needed_definitions(function: ast.stmt, definitions: dict[str, ast.stmt]) -> Iterator[Definition]:
    """Return what the function needs from its file's top level, in the file's order."""
    wanted: set[str] = set()
    queue: list[ast.stmt] = [function]
    while queue:
        for name in _free_names(queue.pop()):
            if name in wanted or hasattr(builtins, name):
                continue
            if name not in definitions:
                raise UnsupportedTestError(f"unknown name {name}")
            wanted.add(name)
            _check_definition(definitions[name])
            queue.append(definitions[name])
    for position, (name, node) in enumerate(definitions.items()):
        if name in wanted:
            yield Definition(position, ast.unparse(ast.fix_missing_locations(node)))


def _check_definition(node: ast.stmt) -> None:
    match node:
        case ast.Import(names=[alias]):
            if alias.name not in STANDARD_MODULES:
                raise UnsupportedTestError(f"imports {alias.name}")
        case ast.ImportFrom(module=module, level=level):
            if level or module not in STANDARD_MODULES:
                raise UnsupportedTestError(f"imports {module}")
        case ast.ClassDef(bases=bases):
            if any("TestCase" in ast.unparse(base) for base in bases):
                raise UnsupportedTestError("needs a test class")


def _free_names(node: ast.stmt) -> set[str]:
    loaded = {
        item.id for item in ast.walk(node) if isinstance(item, ast.Name) and isinstance(item.ctx, ast.Load)
    }
    bound = {
        item.id for item in ast.walk(node) if isinstance(item, ast.Name) and isinstance(item.ctx, ast.Store)
    }
    for item in ast.walk(node):
        match item:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.AsyncFunctionDef(name=name):
                bound.add(name)
            case ast.arg(arg=name):
                bound.add(name)
            case ast.ExceptHandler(name=str(name)):
                bound.add(name)
            case ast.alias(name=name, asname=asname):
                bound.add(asname or name.split(".")[0])
                if isinstance(node, ast.FunctionDef) and name not in STANDARD_MODULES and name != "*":
                    _check_local_import(node)
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                bound.add(name)
            case ast.MatchMapping(rest=str(name)):
                bound.add(name)
    return loaded - bound


def _check_local_import(function: ast.FunctionDef) -> None:
    for item in ast.walk(function):
        if isinstance(item, ast.Import | ast.ImportFrom):
            _check_definition(item if isinstance(item, ast.ImportFrom) else ast.Import([item.names[0]]))


def main() -> None:
    """Print the scripts of the modules named on the command line."""
    for module in sys.argv[1:] or MODULES:
        cases = list(extract(module))
        print(f"# {module}: {len(cases)} scripts, {sum(len(case.lines) for case in cases)} assertions")
        if sys.argv[1:]:
            for case in cases:
                print(f"\n# --- {case.name}\n{script([case])}")


if __name__ == "__main__":
    main()
