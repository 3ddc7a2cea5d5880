"""The runtime compiled ahead, for whoever installs Sluice: the first build then takes half as long.

    python -m sluice.toolchain.shipping        # `make setup`: into the package itself
    ship(folder)                               # the wheel's build: from where hatchling takes it

Objects are Wasm, the same on every machine. Only the flavours of filters: `sluice build`, `test` and `push`
use the first, `sluice dev` the second; what others need is compiled when it is first asked for.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from sluice.toolchain.archive import SHIPPED, compile_runtime, runtime_key
from sluice.toolchain.zig import Flavour

FLAVOURS: Final = (Flavour(optimised=True, small=True), Flavour(optimised=False))


def ship(folder: Path) -> None:
    """Fills `folder`; what is there of other versions goes. Raises ToolchainError."""
    keys = {runtime_key(flavour): flavour for flavour in FLAVOURS}
    folder.mkdir(parents=True, exist_ok=True)
    for other in folder.iterdir():
        if other.name not in keys:
            shutil.rmtree(other)
    for key, flavour in keys.items():
        if not (folder / key).is_dir():
            draft = folder / f"{key}.draft"
            draft.mkdir()
            compile_runtime(draft, flavour, key)
            draft.rename(folder / key)


if __name__ == "__main__":
    ship(SHIPPED)
