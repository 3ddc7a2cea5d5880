"""The wheel's build: the runtime is compiled here, once, instead of at every user's first build."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledRuntime(BuildHookInterface[Any]):
    """Puts `sluice/compiled_runtime` into the wheel. An editable installation gets it from `make setup`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root) / "sdk"))
        from sluice.toolchain.shipping import ship

        self.folder = tempfile.TemporaryDirectory(prefix="sluice-runtime-")
        ship(Path(self.folder.name))
        build_data["force_include"][self.folder.name] = "sluice/compiled_runtime"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            self.folder.cleanup()
