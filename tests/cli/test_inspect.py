import json
from pathlib import Path

from click.testing import CliRunner
from tests.support.c_module import compile_c

from sluice.cli.main import main
from sluice.toolchain import sections
from sluice.toolchain.build import build_file
from sluice.toolchain.inspection import compress

FILTER = Path(__file__).parents[2] / "filters" / "api_key.py"


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["inspect", *arguments])
    return result.exit_code, result.output


def our_module(folder: Path) -> Path:
    module = compile_c("")
    meta = {"name": "api_key", "version": "1.0", "compiler": "sluice 0.1.0", "source_digest": "ab"}
    metrics = [{"name": "denied_total", "kind": "counter", "labels": ["reason"], "description": "Refused."}]
    schema = {
        "type": "object",
        "properties": {
            "keys": {"type": "object", "description": "Who may call."},
            "header": {"type": "string", "default": "x-consumer"},
        },
        "required": ["keys"],
    }
    for name, content in (
        ("sluice.meta", json.dumps({**meta, "on_error": "deny"})),
        ("sluice.metrics", json.dumps(metrics)),
        ("sluice.config_schema", json.dumps(schema)),
    ):
        module = sections.write_custom_section(module, name, content.encode())
    source = compress("print('é')\n".encode())
    module = sections.write_custom_section(module, "sluice.source", source)
    path = folder / "api_key.wasm"
    path.write_bytes(module)
    return path


def test_our_modules_tell_everything(tmp_path: Path) -> None:
    status, output = run(str(our_module(tmp_path)))
    assert status == 0
    for line in (
        "Module          api_key",
        "Compiler        sluice 0.1.0",
        "Proxy-Wasm      0.2.1",
        "On error        deny",
        "  counter    denied_total{reason}  Refused.",
        "  keys: object (required)  Who may call.",
        '  header: string = "x-consumer"',
        "  malloc(i32) -> i32",
        "  memory: memory",
    ):
        assert f"{line}\n" in output + "\n"


def test_json_and_source(tmp_path: Path) -> None:
    path = our_module(tmp_path)
    status, output = run(str(path), "--json")
    document = json.loads(output)
    assert status == 0
    assert document["name"] == "api_key"
    assert document["abi_version"] == "0.2.1"
    assert document["size"] == path.stat().st_size
    assert document["metrics"][0]["labels"] == ["reason"]
    assert run(str(path), "--source") == (0, "print('é')\n")


def test_foreign_modules_tell_what_they_can(tmp_path: Path) -> None:
    path = tmp_path / "foreign.wasm"
    path.write_bytes(compile_c('EXPORT(proxy_on_log) void log_(uint32_t c) { say("x"); }'))
    status, output = run(str(path))
    assert status == 0
    assert "Module      foreign.wasm\n" in output
    assert "  env.proxy_log(i32, i32, i32) -> i32" in output
    assert "  proxy_on_log(i32) -> ()" in output
    assert "Metrics" not in output
    status, output = run(str(path), "--source")
    assert (status, output) == (1, f"Error: {path} carries no source: it was not built by sluice\n")


def test_what_is_no_module_is_an_error_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "text.wasm"
    path.write_text("hello")
    status, output = run(str(path))
    assert status == 1
    assert output.startswith(f"Error: {path}: not a valid Wasm module: it does not start with the Wasm magic")
    assert "(at byte 0)" in output


def test_sizes_show_sections_and_functions(tmp_path: Path) -> None:
    module = tmp_path / "api_key.wasm"
    module.write_bytes(build_file(FILTER).wasm)

    status, output = run(str(module), "--sizes")

    assert status == 0
    lines = output.splitlines()
    assert lines[0] == "Sections" and lines[1].endswith("  code")
    assert "Functions" in lines
    assert any(line.endswith("  api_key.ApiKey.refuse") for line in lines)
