"""`sluice push`: a filter into a console's library, from its source or as a module."""

from dataclasses import dataclass
from pathlib import Path

import click
import httpx

from sluice.cli.client import Console, explain, find_console, refuse
from sluice.cli.compiling import refusals_told
from sluice.cli.signatures import sign_option, signed

WASM_MAGIC = b"\0asm"

EXAMPLES = """\b
Examples:
  sluice push api_key.py                          # compile, upload to what `sluice up` started
  sluice push api_key.wasm --version 1.3.0
  sluice push edge.py --root-id Audit --name audit   # one of several filters in a file
  SLUICE_TOKEN=… sluice push api_key.py --console https://sluice.example.com
"""


@click.command(epilog=EXAMPLES)
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--console", metavar="URL", envvar="SLUICE_CONSOLE", help="Address of the console.")
@click.option(
    "--token",
    metavar="TOKEN",
    envvar="SLUICE_TOKEN",
    help="An operator's API token; better in SLUICE_TOKEN, since others can read a command line.",
)
@click.option("--name", help="The filter's name in the console.  [default: the file's]")
@click.option("--root-id", default="", help="Which filter it is, where the file has several.")
@click.option("--version", help="The version's name.  [default: what the filter says, or the next number]")
@sign_option
def push(
    file: Path,
    console: str | None,
    token: str | None,
    name: str | None,
    root_id: str,
    version: str | None,
    sign_key: Path | None,
) -> None:
    """Upload a filter to a console, as a new version.

    FILE is a filter's Python source, which is compiled for release first, or a Wasm module. The console runs
    the module once under limits before it takes it. A new version changes nothing that is live: attach it, or
    roll it out. Without --console and --token it goes to what `sluice up` started.
    """
    target = find_console(console, token)
    module = signed(read_module(file), sign_key)
    found = upload(target, name or to_name(file), module, version, root_id)
    what = "is new" if found.is_new else "was there already"
    click.echo(f"{found.filter} {found.version} {what}: {found.size:,} bytes, sha256 {found.digest}")


def read_module(file: Path) -> bytes:
    """The bytes of a module, compiled where FILE is a source."""
    data = file.read_bytes()
    if data.startswith(WASM_MAGIC):
        return data
    if file.suffix != ".py":
        raise click.UsageError(f"{file} is neither Python source (*.py) nor a Wasm module")
    return compile_source(file)


def compile_source(file: Path) -> bytes:
    """What cannot be compiled is told as `sluice build` tells it, and ends with status 2."""
    from sluice.toolchain.build import build_file

    with refusals_told():
        return build_file(file, release=True).wasm


def to_name(file: Path) -> str:
    """`api_key.py` and `build/api_key.wasm` are the filter `api_key`."""
    return file.stem.lower()


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What the console answered; `is_new` is off when it had these bytes before."""

    filter: str
    version: str
    digest: str
    size: int
    is_new: bool


def upload(console: Console, name: str, module: bytes, version: str | None, root_id: str = "") -> Uploaded:
    """Raises ClickException with the console's own explanation when it does not take the module."""
    response = console.send(
        "POST",
        f"/api/filters/{name}/versions",
        files={"module": (f"{name}.wasm", module, "application/wasm")},
        data={"root_id": root_id} | ({} if version is None else {"version": version}),
    )
    if response.status_code not in (httpx.codes.OK, httpx.codes.CREATED):
        refuse(explain(response, "the console refused the module").replace(": module: ", ": ", 1))
    answer = response.json()
    return Uploaded(
        filter=answer["filter"],
        version=answer["version"],
        digest=answer["digest"],
        size=answer["size"],
        is_new=response.status_code == httpx.codes.CREATED,
    )
