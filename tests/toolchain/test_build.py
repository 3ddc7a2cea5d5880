"""From a filter's file to a module: what is in it, that it is always the same, what goes wrong and how."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from sluice.cli.build import build
from sluice.compiler.frontend.user_cache import VARIABLE, cache_folder
from sluice.compiler.ir.ops import CallPrimitive, IntConstant, Return, StrConstant
from sluice.compiler.ir.program import Block, Function, Program
from sluice.compiler.ir.types import VOID
from sluice.compiler.primitives.builtins_ops import PRINT
from sluice.toolchain.build import build_file, build_program
from sluice.toolchain.inspection import inspect_module
from sluice.toolchain.metadata import MetadataError
from sluice.toolchain.scripts import Script

FILTER = Path(__file__).parents[2] / "filters" / "api_key.py"


@pytest.fixture(scope="module")
def wasm() -> bytes:
    return build_file(FILTER).wasm


def test_a_program_made_by_hand_prints() -> None:
    call = CallPrimitive(
        None,
        PRINT,
        (),
        (StrConstant("hello"), IntConstant(10**30)),
        1,
    )
    start = Function(
        "demo.<module>",
        "<module>",
        "demo.py",
        1,
        (),
        VOID,
        (Block("entry", (call,), Return(None, 1)),),
    )
    built = build_program(Program({start.name: start}, {}, {}, (start.name,)))
    written: list[tuple[int, bytes]] = []
    assert Script(built.wasm).run(lambda stream, data: written.append((stream, data))) == 0
    assert written == [(1, b"hello 1000000000000000000000000000000\n")]


def test_the_same_source_gives_the_same_bytes(wasm: bytes) -> None:
    assert build_file(FILTER).wasm == wasm


def test_another_folder_process_and_hash_seed_give_the_same_bytes(tmp_path: Path) -> None:
    built = []
    for seed, folder in (("0", tmp_path / "here"), ("4242", tmp_path / "else" / "where")):
        folder.mkdir(parents=True)
        (folder / FILTER.name).write_bytes(FILTER.read_bytes())
        command = "from sluice.cli.main import main; main()"
        subprocess.run(
            [sys.executable, "-c", command, "build", FILTER.name, "-o", "out.wasm"],
            cwd=folder,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        )
        built.append((folder / "out.wasm").read_bytes())
    assert built[0] == built[1]


def test_a_warm_cache_gives_the_same_bytes_as_an_empty_one(tmp_path: Path, wasm: bytes) -> None:
    """Where mypy has checked everything, and where it knows the SDK already."""
    cache = tmp_path / "cache"
    for kind in ("headers", "runtime"):
        (cache_folder() / kind).mkdir(parents=True, exist_ok=True)
        cache.mkdir(exist_ok=True)
        (cache / kind).symlink_to(cache_folder() / kind)
    command = [sys.executable, "-m", "sluice.cli", "build", str(FILTER), "-o", "out.wasm"]
    for _ in range(2):
        subprocess.run(
            command, cwd=tmp_path, env={**os.environ, VARIABLE: str(cache)}, check=True, capture_output=True
        )
        assert (tmp_path / "out.wasm").read_bytes() == wasm
        assert len(list((cache / "knowledge").iterdir())) == 1
        for kind in ("builds", "modules"):  # what has been built before is not built again
            shutil.rmtree(cache / kind)


def test_what_is_no_file_stays_what_it_is(tmp_path: Path) -> None:
    target = tmp_path / "nowhere"
    target.symlink_to("/dev/null")
    result = CliRunner().invoke(build, [str(FILTER), "-o", str(target)])
    assert result.exit_code == 0, result.output
    assert target.is_char_device()


def test_imports_and_exports(wasm: bytes) -> None:
    info = inspect_module(wasm)
    assert all(each.module == "env" and each.name.startswith("proxy_") for each in info.imports)
    assert {each.name for each in info.exports} == {
        "memory",
        "_initialize",
        "proxy_abi_version_0_2_1",
        "proxy_on_memory_allocate",
        "proxy_on_configure",
        "proxy_on_request_headers",
    }


def test_metadata(wasm: bytes) -> None:
    info = inspect_module(wasm)
    assert info.name == "api_key"
    assert info.on_error == "deny"
    assert info.source == FILTER.read_text()
    assert info.config_schema is not None and "keys" in info.config_schema["properties"]
    assert [(each.name, each.labels) for each in info.metrics] == [("api_key_denied_total", ("reason",))]


def test_only_python_functions_are_named(wasm: bytes) -> None:
    assert b"api_key.ApiKey.refuse" in wasm
    assert b"slu_dict_find" not in wasm


def test_command_writes_the_module(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "out.wasm"
    done = CliRunner().invoke(build, [str(FILTER), "-o", str(target)])
    assert done.exit_code == 0, done.output
    assert inspect_module(target.read_bytes()).name == "api_key"
    assert [file.name for file in target.parent.iterdir()] == ["out.wasm"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("x = (", "bad.py:1:"),
        ("x: int = 'a'\n", "bad.py:1:"),
        ("import socket\n", "bad.py:1:"),
        ("x = 1\n", "there is no filter in this file"),
    ],
)
def test_refusals_write_nothing(tmp_path: Path, source: str, message: str) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text(source)
    done = CliRunner().invoke(build, [str(bad)])
    assert done.exit_code == 2
    assert message in done.output
    assert "Traceback" not in done.output
    assert list(tmp_path.glob("*.wasm")) == []


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("")
    done = CliRunner().invoke(build, [str(FILTER), "-o", str(blocker / "out.wasm")])
    assert done.exit_code == 1
    assert "cannot write" in done.output


def test_a_metric_that_a_proxy_cannot_name_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "odd.py"
    file.write_text(
        "from sluice import Counter, HttpFilter\n\nodd = Counter('a b')\nclass Odd(HttpFilter[None]): ...\n"
    )
    with pytest.raises(MetadataError, match="'a b' is not a name for a metric"):
        build_file(file)


@pytest.mark.parametrize(
    ("value", "call", "result"),
    [
        ("{'a': 1}", "pop('a')", "1"),
        *(
            pytest.param(*each, marks=pytest.mark.thorough)
            for each in (
                ("[3, 1]", "index(1)", "1"),
                ("(3, 1)", "count(3)", "1"),
                ("'ab'", "upper()", "AB"),
                ("b'ab'", "hex()", "6162"),
                ("{1, 2}", "pop() > 0", "True"),
                ("range(9)", "index(3)", "3"),
                ("2.5", "is_integer()", "False"),
                ("slice(1, 9)", "indices(4)", "(1, 4, 1)"),
                ("(i for i in [4])", "send(None)", "4"),
            )
        ),
    ],
)
def test_methods_found_by_name_are_there_when_all_is_optimised(
    tmp_path: Path, value: str, call: str, result: str
) -> None:
    """What a type lists (its mro) is called alike in all files of the runtime; dead ones are left out."""
    source = f"from typing import Any\n\ndef f(value: Any) -> None:\n    print(value.{call})\n\nf({value})\n"
    (tmp_path / "found.py").write_text(source)
    built = build_file(tmp_path / "found.py", script=True)
    assert Script(built.wasm).collect().stdout == f"{result}\n"
