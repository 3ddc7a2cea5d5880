"""What is compared: the same API-key filter in several languages, each ready to stand in a listener.

none      no filter
control   no filter again, on a listener of its own: how far two equal things differ is the noise
python    filters/api_key.py, compiled by `sluice build`
c         bench/peers/api_key.c, compiled by zig
lua       bench/peers/api_key.lua in Envoy's Lua filter
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PEERS = Path(__file__).resolve().parent / "peers"
PYTHON_FILTER = ROOT / "filters" / "api_key.py"

KEYS = {f"key-{number:03d}-8f14e45fceea167a": f"consumer-{number:03d}" for number in range(100)}
KNOWN_KEY, KNOWN_CONSUMER = list(KEYS.items())[57]
CONSUMER_HEADER = "x-consumer"
KEY_HEADER = "x-api-key"
CONFIGURATION = {"keys": KEYS, "key_header": KEY_HEADER, "header": CONSUMER_HEADER}

TARGET = "-target wasm32-freestanding -mcpu=generic+simd128+bulk_memory+sign_ext+nontrapping_fptoint"
"""The same instructions that `sluice build` may use."""

WASM_TYPE = "type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm"
LUA_TYPE = "type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua"
STRING_TYPE = "type.googleapis.com/google.protobuf.StringValue"


@dataclass(frozen=True, slots=True)
class Variant:
    """`http_filter` is Envoy's configuration of the filter; None for a listener without one.

    `size` is the module's in bytes, None where there is no module.
    """

    name: str
    title: str
    http_filter: dict[str, Any] | None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A variant that could not be built here, and why; the report says so."""

    name: str
    reason: str


def build_variants(folder: Path) -> tuple[list[Variant], list[LeftOut]]:
    """Every variant that can be built; modules are written to `folder`."""
    variants = [Variant("none", "no filter", None), Variant("control", "no filter (control)", None)]
    left_out: list[LeftOut] = []
    for name, title, build in (
        ("python", "Python, `sluice build`", build_python),
        ("c", "C, by hand", build_c),
    ):
        try:
            module = build(folder)
        except BuildError as error:
            left_out.append(LeftOut(name, str(error)))
        else:
            variants.append(Variant(name, title, wasm_filter(name, module), module.stat().st_size))
    variants.append(Variant("lua", "Lua", lua_filter()))
    return variants, left_out


class BuildError(Exception):
    """A variant's compiler refused it or is not there."""


def build_python(folder: Path) -> Path:
    if not PYTHON_FILTER.exists():
        raise BuildError(f"{PYTHON_FILTER.relative_to(ROOT)} does not exist")
    module = folder / "api_key_python.wasm"
    run([sys.executable, "-m", "sluice.cli", "build", str(PYTHON_FILTER), "-o", str(module)])
    return module


def build_c(folder: Path) -> Path:
    zig = [sys.executable, "-m", "ziglang"]
    target, linked = folder / "api_key_c.o", folder / "api_key_c.wasm"
    flags = f"{TARGET} -std=c11 -O2 -Wall -Wextra -Werror".split()
    run([*zig, "cc", *flags, "-c", str(PEERS / "api_key.c"), "-o", str(target)])
    run(
        [*zig, "wasm-ld", "--no-entry", "--gc-sections", "--strip-all", "-O2", str(target), "-o", str(linked)]
    )
    return linked


def build_client(folder: Path) -> Path:
    """The load generator, compiled for this machine."""
    client = folder / "client"
    source = Path(__file__).resolve().parent / "load" / "client.c"
    run([sys.executable, "-m", "ziglang", "cc", "-std=gnu11", "-O2", str(source), "-o", str(client)])
    return client


def run(command: list[str]) -> None:
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise BuildError(f"{' '.join(command)}: {(result.stderr or result.stdout).strip()}")


def wasm_filter(name: str, module: Path) -> dict[str, Any]:
    return {
        "name": name,
        "typed_config": {
            "@type": WASM_TYPE,
            "config": {
                "name": name,
                "vm_config": {
                    "vm_id": name,
                    "runtime": "envoy.wasm.runtime.v8",
                    "code": {"local": {"filename": str(module)}},
                },
                "configuration": {"@type": STRING_TYPE, "value": json.dumps(CONFIGURATION)},
            },
        },
    }


def lua_filter() -> dict[str, Any]:
    keys = ", ".join(f"[{json.dumps(key)}] = {json.dumps(consumer)}" for key, consumer in KEYS.items())
    source = (PEERS / "api_key.lua").read_text().replace("{KEYS}", f"{{{keys}}}")
    return {
        "name": "lua",
        "typed_config": {"@type": LUA_TYPE, "default_source_code": {"inline_string": source}},
    }
