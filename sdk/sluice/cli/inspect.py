"""`sluice inspect`: what a Wasm module says about itself, without running it."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import click

from sluice.toolchain.inspection import ModuleInfo, inspect_module
from sluice.toolchain.module_sizes import ModuleSizes, measure_module
from sluice.toolchain.sections import ModuleError
from sluice.toolchain.signing import Signature, find_signature

EXAMPLES = """\b
Examples:
  sluice inspect api_key.wasm                        # name, compiler, metrics, configuration, imports…
  sluice inspect api_key.wasm --json | jq .metrics   # for programs
  sluice inspect api_key.wasm --source               # the Python that it was built from
  sluice inspect api_key.wasm --sizes                # sections and functions, the largest first
"""


@click.command(epilog=EXAMPLES)
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Everything as one JSON document.")
@click.option("--source", "only_source", is_flag=True, help="Only the source that the module carries.")
@click.option("--sizes", "only_sizes", is_flag=True, help="Only what the bytes are spent on.")
def inspect(file: Path, as_json: bool, only_source: bool, only_sizes: bool) -> None:
    """Show what is inside the Wasm module FILE.

    Modules of other compilers tell less: size, digest, imports and exports at least. Nothing is run.
    """
    try:
        wasm = file.read_bytes()
        info = inspect_module(wasm)
        signature = find_signature(wasm)
    except ModuleError as error:
        raise click.ClickException(f"{file}: {error}") from None
    if only_sizes:
        sizes = measure_module(wasm)
        click.echo(json.dumps(dataclasses.asdict(sizes), indent=2) if as_json else sizes_text(sizes))
    elif only_source:
        if info.source is None:
            raise click.ClickException(f"{file} carries no source: it was not built by sluice")
        click.echo(info.source, nl=False)
    elif as_json:
        click.echo(json.dumps(to_document(info, signature), indent=2, ensure_ascii=False))
    else:
        click.echo(to_text(file, info, signature))


def sizes_text(sizes: ModuleSizes) -> str:
    """Two columns: bytes and what they are spent on."""
    blocks = (("Sections", sizes.sections), ("Functions", sizes.functions))
    return "\n".join(
        line
        for title, parts in blocks
        for line in (title, *(f"{each.size:>10,}  {each.name}" for each in parts), "")
    ).rstrip()


def to_document(info: ModuleInfo, signature: Signature | None = None) -> dict[str, Any]:
    """The module's facts as JSON; keys are the names of `ModuleInfo`, plus `abi_version` and `signature`."""
    told = None if signature is None else dataclasses.asdict(signature)
    return {**dataclasses.asdict(info), "abi_version": info.abi_version, "signature": told}


def to_text(file: Path, info: ModuleInfo, signature: Signature | None = None) -> str:
    """The same for people; the source is left out."""
    facts = {
        "Module": info.name or file.name,
        "Version": info.version,
        "Compiler": info.compiler,
        "Size": f"{info.size:,} bytes",
        "SHA-256": info.digest,
        "Proxy-Wasm": info.abi_version or "no: it exports no proxy_abi_version_…",
        "On error": info.on_error,
        "Source": None
        if info.source is None
        else f"{len(info.source.splitlines()):,} lines (--source shows them)",
        "Source SHA-256": info.source_digest,
        "Signed": None if signature is None else _signature_text(signature),
    }
    known = {label: fact for label, fact in facts.items() if fact is not None}
    width = max(map(len, known))
    lines = [f"{click.style(f'{label:<{width}}', bold=True)}  {fact}" for label, fact in known.items()]
    metrics = [
        f"{each.kind:<9}  {each.name}{'{' + ', '.join(each.labels) + '}' if each.labels else ''}"
        f"{'  ' + each.description if each.description else ''}"
        for each in info.metrics
    ]
    lines += _block("Metrics", metrics)
    lines += _block("Configuration", [] if info.config_schema is None else _fields(info.config_schema))
    for each in info.filters:
        title = f"Filter {each.root_id}, on error {each.on_error}"
        fields = [] if each.config_schema is None else _fields(each.config_schema)
        lines += _block(title, fields or ["(takes no configuration)"])
    lines += _block("Imports", sorted(map(str, info.imports)))
    lines += _block("Exports", sorted(map(str, info.exports)))
    return "\n".join(lines)


def _signature_text(signature: Signature) -> str:
    if signature.holds:
        return f"by {signature.public_key}; the signature holds"
    return f"says by {signature.public_key}, but the signature does NOT hold: the module was changed"


def _fields(schema: dict[str, Any]) -> list[str]:
    """One line for each field at the top of the configuration."""
    required = schema.get("required") or []
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        return ["(a schema that is not an object's; see --json)"]
    lines = []
    for name, field in properties.items():
        field = field if isinstance(field, dict) else {}
        kind = field.get("type") or ("one of " + json.dumps(field["enum"]) if "enum" in field else "any")
        default = f" = {json.dumps(field['default'], ensure_ascii=False)}" if "default" in field else ""
        needed = " (required)" if name in required else ""
        description = f"  {field['description']}" if "description" in field else ""
        lines.append(f"{name}: {kind}{default}{needed}{description}")
    return lines


def _block(title: str, lines: list[str]) -> list[str]:
    return ["", title, *(f"  {line}" for line in lines)] if lines else []
