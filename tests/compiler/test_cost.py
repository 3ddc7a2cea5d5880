"""What a request costs a small filter in Wasm instructions: the same on every machine, however busy."""

from __future__ import annotations

import json
from pathlib import Path

from sluice.testing.host import Host, Plugin
from sluice.testing.loader import load_wasm
from sluice.testing.wasm_vm import FUEL, WasmVm
from sluice.toolchain.build import build_file

ROOT = Path(__file__).parents[2]
KEYS = {f"key-{number:03d}-8f14e45fceea167a": f"consumer-{number:03d}" for number in range(100)}
KEY, CONSUMER = list(KEYS.items())[57]
LIMIT = 1_060
"""Instructions. C by hand (bench/peers/api_key.c) needs 867; lower this with every step towards it."""


def test_a_request_costs_few_instructions() -> None:
    wasm = build_file(ROOT / "filters" / "api_key.py").wasm
    loaded = load_wasm(wasm, Host(Plugin("api_key", json.dumps({"keys": KEYS}).encode())))
    try:
        for _ in range(3):  # what the first requests prepare is not counted
            result = loaded.request("GET", "/", headers={"x-api-key": KEY})
        assert result.upstream_request.headers["x-consumer"] == CONSUMER
        vm = loaded.proxy.vm
        assert isinstance(vm, WasmVm)
        spent = FUEL - vm._boundary.fuel()  # by the last callback, the only one of that request
        assert 500 < spent < LIMIT
    finally:
        loaded.close()
