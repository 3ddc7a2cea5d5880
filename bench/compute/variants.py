"""What is compared for each program of `bench/programs`.

typed     the program as it stands, as `sluice run --release` builds it
untyped   the same without its annotations
c         the peer in C, compiled by the same zig for the same Wasm, where somebody has written one
cpython   the program as it stands, in the Python that runs this
"""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.variants import TARGET, BuildError
from sluice.toolchain.build import build_file

PROGRAMS = Path(__file__).resolve().parent.parent / "programs"
NAMES = (
    "nbody",
    "fannkuch",
    "richards",
    "binary_trees",
    "sha256",
    "spectral_norm",
    "dict_100k",
    "string_building",
    "header_rewrite",
    "json_body",
    "jwt_hs256",
    "regex_router",
    "token_bucket",
)


@dataclass(frozen=True, slots=True)
class Program:
    """One program, ready to run: two modules of ours, one of the peer's, two sources for interpreters."""

    name: str
    source: str
    untyped_source: str
    typed: bytes
    untyped: bytes
    c: bytes | None


def build_programs(names: tuple[str, ...], folder: Path) -> list[Program]:
    """All named programs; what is generated is written to `folder`. Raises BuildError."""
    return [_build(name, folder) for name in names]


def _build(name: str, folder: Path) -> Program:
    path, peer = PROGRAMS / f"{name}.py", PROGRAMS / f"{name}.c"
    source = path.read_text()
    untyped = folder / f"{name}_untyped.py"
    untyped.write_text(without_annotations(source))
    return Program(
        name,
        source,
        untyped.read_text(),
        build_file(path, release=True, script=True).wasm,
        build_file(untyped, release=True, script=True).wasm,
        build_peer(peer, folder) if peer.exists() else None,
    )


def build_peer(source: Path, folder: Path) -> bytes:
    target, linked = folder / f"{source.stem}.o", folder / f"{source.stem}.wasm"
    flags = f"{TARGET} -std=c11 -O2 -Wall -Wextra -Wno-missing-field-initializers".split()
    _zig("cc", *flags, "-c", str(source), "-o", str(target))
    _zig("wasm-ld", "--no-entry", "--gc-sections", "--strip-all", "-O2", str(target), "-o", str(linked))
    return linked.read_bytes()


def _zig(*arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", "ziglang", *arguments], capture_output=True, text=True)
    if done.returncode:
        raise BuildError(f"zig {arguments[0]} failed:\n{done.stderr}")


def without_annotations(source: str) -> str:
    """The program as somebody writes it who annotates nothing.

    x: int = 1                    x = 1
    def f(a: int) -> int: ...  →  def f(a): ...
    """
    tree = _Stripper().visit(ast.parse(source))
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


class _Stripper(ast.NodeTransformer):
    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self.generic_visit(node)
        node.returns = None
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        if node.value is None:
            return ast.Pass()
        return ast.Assign([node.target], node.value)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.ImportFrom | None:
        return None if node.module == "__future__" else node
