"""What is compared: the same API-key filter in several languages, each ready to stand in a listener.

none      no filter
control   no filter again, on a listener of its own: how far two equal things differ is the noise
python    filters/api_key.py, compiled by `sluice build`
c         bench/peers/api_key.c, compiled by zig
lua       bench/peers/api_key.lua in Envoy's Lua filter
rust      bench/peers/rust with the Rust SDK, where cargo can build for wasm32-wasip1
ext_proc  bench/peers/ext_proc.py, a service that Envoy asks; what it uses itself is not counted
"""

import json
import shutil
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

RUST_TARGET = "wasm32-wasip1"

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


def build_variants(folder: Path) -> list[Variant]:
    """All variants; modules are written to `folder`. Raises BuildError."""
    python, c, rust = build_python(folder), build_c(folder), build_rust()
    variants = [
        Variant("none", "no filter", None),
        Variant("control", "no filter (control)", None),
        Variant("python", "Python, `sluice build`", wasm_filter("python", python), python.stat().st_size),
        Variant("c", "C, by hand", wasm_filter("c", c), c.stat().st_size),
        Variant("lua", "Lua", lua_filter()),
    ]
    if rust is not None:
        variants.append(
            Variant("rust", "Rust, `proxy-wasm` 0.2.5", wasm_filter("rust", rust), rust.stat().st_size)
        )
    return variants


class BuildError(Exception):
    """A variant's compiler refused it or is not there."""


def build_python(folder: Path) -> Path:
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


def build_rust() -> Path | None:
    """None where the Rust compiler, its standard library for Wasm or the crates are not there."""
    cargo, rustc = shutil.which("cargo"), shutil.which("rustc")
    if cargo is None or rustc is None:
        return None
    query = [rustc, "--print", "target-libdir", "--target", RUST_TARGET]
    library = subprocess.run(query, capture_output=True, text=True, check=False).stdout.strip()
    if not library or not Path(library).is_dir():
        return None
    options = ["--release", "--locked", "--quiet", "--target", RUST_TARGET]
    try:
        run([cargo, "build", *options, "--manifest-path", str(PEERS / "rust" / "Cargo.toml")])
    except BuildError as error:
        print(f"bench: without Rust: {error}", file=sys.stderr)
        return None
    return PEERS / "rust" / "target" / RUST_TARGET / "release" / "api_key.wasm"


def build_client(folder: Path) -> Path:
    """The load generator, compiled for this machine."""
    client = folder / "client"
    source = Path(__file__).resolve().parent / "load" / "client.c"
    run([sys.executable, "-m", "ziglang", "cc", "-std=gnu11", "-O2", str(source), "-o", str(client)])
    return client


def run(command: list[str]) -> None:
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        end = "\n".join((result.stdout + result.stderr).splitlines()[-10:])
        raise BuildError(f"{' '.join(command)} failed:\n{end}")


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
