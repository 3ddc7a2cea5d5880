"""How the commands tell that a file cannot be compiled."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

REFUSED = 2
"""Exit status when the author has something to put right."""


@contextmanager
def refusals_told(as_json: bool = False) -> Iterator[None]:
    """Each refusal as `file:line:col: error: … [CODE]` and status 2; a fault of the C compiler or of the disk
    as one message and status 1. `as_json`: refusals as one object, {"errors": […]}.
    """
    from sluice.cli.excerpts import tell
    from sluice.cli.reports import to_report
    from sluice.compiler.diagnostics import CompileError
    from sluice.toolchain.metadata import MetadataError
    from sluice.toolchain.zig import ToolchainError

    try:
        yield
    except CompileError as error:
        if as_json:
            click.echo(json.dumps({"errors": json.loads(to_report(error.diagnostics, "json"))}))
        else:
            tell(error.diagnostics, err=True)
        sys.exit(REFUSED)
    except MetadataError as error:
        if as_json:
            click.echo(json.dumps({"errors": [{"severity": "error", "message": str(error)}]}))
        else:
            click.echo(str(error), err=True)
        sys.exit(REFUSED)
    except ToolchainError as error:
        raise click.ClickException(f"the C compiler failed, please report it: {error}") from None
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        raise click.ClickException(f"cannot compile: {place}{error.strerror or error}") from None
