"""C sources as Wasm modules: hosts are checked with what shares nothing with our compiler and runtime."""

import functools
import subprocess
import sys
import tempfile
from pathlib import Path

INCLUDE = Path(__file__).parent


@functools.cache
def compile_c(source: str, *flags: str, header: bool = True) -> bytes:
    """The module; `proxy_wasm.h` is included unless the test writes everything itself."""
    with tempfile.TemporaryDirectory() as folder:
        source_file, module = Path(folder, "module.c"), Path(folder, "module.wasm")
        source_file.write_text('#include "proxy_wasm.h"\n' + source if header else source)
        target = [
            "-target",
            "wasm32-freestanding",
            "-nostdlib",
            "-O2",
            "-s",
            "-Wl,--no-entry",
            "-fno-builtin",
        ]
        warnings = ["-Wno-unused-function", "-Wno-incompatible-library-redeclaration"]
        command = [sys.executable, "-m", "ziglang", "cc", *target, *warnings, f"-I{INCLUDE}", *flags]
        done = subprocess.run(
            [*command, "-o", str(module), str(source_file)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise AssertionError(f"the C module does not compile:\n{done.stderr}")
        return module.read_bytes()
