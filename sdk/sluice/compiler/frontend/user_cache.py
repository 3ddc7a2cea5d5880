"""Where Sluice keeps what is expensive to make: mypy's cache, the compiled runtime, modules."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

VARIABLE: Final = "SLUICE_CACHE_DIR"


def cache_folder() -> Path:
    """`$SLUICE_CACHE_DIR`, or `sluice` in the user's cache folder."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sluice"
