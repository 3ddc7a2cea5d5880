"""The configuration decoder in C says what the Python one says, value by value and message by message."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from sluice.testing.emulated import EmulatedFilter
from sluice.testing.host import Host, Plugin
from sluice.testing.loaded_filter import LoadedFilter
from sluice.testing.loader import Loader
from sluice.testing.proxy import Proxy
from sluice.testing.vm import LoadError
from sluice.testing.wasm_module import WasmModule
from sluice.testing.wasm_vm import WasmVm
from sluice.toolchain.build import build_file

FILTER = Path(__file__).parent / "filters" / "config_shapes.py"
TEXTS = (
    *(
        "",
        "{}",
        " ",
        "null",
        "[]",
        '{"name": "x"} y',
        '{"name": x}',
        '{"name": NaN}',
        '{"name": "x",}',
        "{'a': 1}",
    ),
    *(
        '{"name": "x"}',
        '{"name": 5}',
        '{"name": null}',
        '{"nam": "x"}',
        '{"name": "x", "name": "y"}',
        '{"name": "\\u00e9\\ud83d\\ude00"}',
    ),
    *('{"name": "x", "count": 5}', '{"name": "x", "count": 5.0}', '{"name": "x", "count": true}'),
    *(
        '{"name": "x", "count": 123456789012345678901234567890}',
        '{"name": "x", "count": "5"}',
        '{"name": "x", "count": -0}',
    ),
    *(
        '{"name": "x", "ratio": 1}',
        '{"name": "x", "ratio": 1.5e3}',
        '{"name": "x", "ratio": true}',
        '{"name": "x", "ratio": "1"}',
    ),
    *('{"name": "x", "flag": true}', '{"name": "x", "flag": 1}', '{"name": "x", "flag": null}'),
    *(
        '{"name": "x", "tags": []}',
        '{"name": "x", "tags": ["a", "b"]}',
        '{"name": "x", "tags": ["a", 5]}',
        '{"name": "x", "tags": {}}',
    ),
    *('{"name": "x", "limits": {"a": {"rate": 1}}}', '{"name": "x", "limits": {"a": {"rate": -1}}}'),
    *(
        '{"name": "x", "limits": {"a": {}}}',
        '{"name": "x", "limits": {"a b\\"": {"rate": "x"}}}',
        '{"name": "x", "limits": {"a": 5}}',
    ),
    *(
        '{"name": "x", "limits": {"a": {"rate": 1, "b": 2}}}',
        '{"name": "x", "limits": {"a": 5, "a": {"rate": 2, "burst": 7}}}',
    ),
    *(
        '{"name": "x", "pair": [1, "b"]}',
        '{"name": "x", "pair": [1]}',
        '{"name": "x", "pair": [1, 2]}',
        '{"name": "x", "pair": 5}',
    ),
    *('{"name": "x", "many": [1, 2, 3]}', '{"name": "x", "many": [1, null]}', '{"name": "x", "many": []}'),
    *(
        '{"name": "x", "level": "high"}',
        '{"name": "x", "level": 3}',
        '{"name": "x", "level": "mid"}',
        '{"name": "x", "level": 4}',
    ),
    *('{"name": "x", "level": 3.0}', '{"name": "x", "level": true}', '{"name": "x", "level": []}'),
    *('{"name": "x", "maybe": "y"}', '{"name": "x", "maybe": null}', '{"name": "x", "maybe": 5}'),
    *(
        '{"name": "x", "either": 5}',
        '{"name": "x", "either": [1, 2]}',
        '{"name": "x", "either": "x"}',
        '{"name": "x", "either": ["x"]}',
    ),
    *(
        '{"name": "x", "extra": {"a": [1, 2.5, null, true, "é"]}}',
        '{"name": "x", "extra": 1e400}',
        '{"name": "x", "count": 01}',
    ),
    *(
        '{"count": "wrong", "zzz": 1}',
        '{"count": "wrong"}',
        '\n\n {"name": "x"\n "count": 1}',
        '{"name": "tab\there"}',
    ),
)


def in_wasm(module: WasmModule, text: str) -> EmulatedFilter:
    """`load_wasm` without compiling the module anew for every text."""
    host = Host(Plugin(FILTER.stem, text.encode()))
    proxy = Proxy(host, lambda: WasmVm(host, module, None), False)
    proxy.start()
    return EmulatedFilter([proxy], "wasm", lambda: None)


def outcome(start: Callable[[], LoadedFilter]) -> str:
    """The configuration as the filter shows it, or why it was refused."""
    try:
        loaded = start()
    except LoadError as error:
        return str(error)
    try:
        return loaded.request("GET", "/").response.body.decode()
    finally:
        loaded.close()


def test_same_as_the_decoder_in_python() -> None:
    module = WasmModule(build_file(FILTER).wasm)
    on_cpython = Loader("cpython", FILTER.parent, lambda path: path.read_bytes())
    different = []
    for text in TEXTS:
        expected = outcome(partial(on_cpython, FILTER, config=text))
        found = outcome(partial(in_wasm, module, text))
        if found != expected:
            different.append((text, expected, found))
    assert not different
