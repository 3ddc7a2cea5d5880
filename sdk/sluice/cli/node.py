"""The folder of a node that shows certificates: its bootstrap, and what Envoy and the relay need besides."""

from pathlib import Path
from typing import Any

from sluice.cli.client import refuse
from sluice.toolchain.private_files import write_private

BOOTSTRAP = "bootstrap.yaml"


def make_request(folder: Path) -> tuple[str, dict[str, Any]]:
    """A new key, and what asks the console for its certificate. The key stays on this machine."""
    from sluice_console.core.auth.authority import create_request

    key, request = create_request()
    return key, {"certificate_request": request, "folder": str(folder.resolve())}


def write_node(folder: Path, made: dict[str, Any], key: str, bootstrap: str) -> None:
    """Every file readable by its owner alone."""
    from sluice_console.xds.identity import write_identity

    try:
        write_identity(
            folder,
            chain=made["certificate"],
            key=key,
            authorities=made["authorities"],
            token=made["token"],
        )
        write_private(folder / BOOTSTRAP, bootstrap)
    except OSError as error:
        refuse(f"{folder} cannot be written: {error.strerror}")
