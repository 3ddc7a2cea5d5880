"""What a module says about itself, read without running it.

Modules that our compiler built carry custom sections:

    sluice.meta            {"name", "version", "compiler", "on_error",
                            "allow_on_headers_stop_iteration": "true", where needed}, all strings;
                           of older versions "source_digest" too, which is that of the source
    sluice.config_schema   JSON Schema of the configuration, compressed with zlib, or plain when it begins
                           with `{`; absent when the filter takes none
    sluice.filters         [{"root_id", "on_error", "config_schema"}], compressed with zlib: in place of the
                           schema where the module has several filters, told apart by the plugin's root id
    sluice.metrics         [{"name", "kind", "labels": [..], "description"}]
    sluice.source          the filter's source, UTF-8, compressed with zlib

Of a foreign Proxy-Wasm module there is less to know: size, digest, imports, exports, and the compiler where
the conventional `producers` section names it.
"""

import hashlib
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar, cast, get_args

from sluice.toolchain import sections
from sluice.toolchain.sections import Cursor, ModuleError, Section

META_SECTION = "sluice.meta"
CONFIG_SCHEMA_SECTION = "sluice.config_schema"
FILTERS_SECTION = "sluice.filters"
METRICS_SECTION = "sluice.metrics"
SOURCE_SECTION = "sluice.source"
MAX_TEXT = 4 * 1024 * 1024
"""Bytes of a source or a schema: what unpacks to more is refused, whoever made it."""

TCP_CALLBACKS = (
    "proxy_on_new_connection",
    "proxy_on_downstream_data",
    "proxy_on_upstream_data",
    "proxy_on_downstream_connection_close",
    "proxy_on_upstream_connection_close",
)

MetricKind = Literal["counter", "gauge", "histogram"]
ExternKind = Literal["function", "table", "memory", "global", "tag"]

_EXTERN_KINDS: tuple[ExternKind, ...] = get_args(ExternKind)
_VALUE_TYPES = {
    0x7F: "i32",
    0x7E: "i64",
    0x7D: "f32",
    0x7C: "f64",
    0x7B: "v128",
    0x70: "funcref",
    0x6F: "externref",
}
_LIMITS_HAS_MAXIMUM = 1
_LIMITS_64_BIT = 4
_FUNCTION_TYPE = 0x60

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Import:
    """`signature` is set for functions: "(i32, i32) -> i32"."""

    module: str
    name: str
    kind: ExternKind
    signature: str | None = None

    def __str__(self) -> str:
        return f"{self.module}.{self.name}{_written(self.kind, self.signature)}"


@dataclass(frozen=True, slots=True)
class Export:
    """`signature` is set for functions: "(i32, i32) -> i32"."""

    name: str
    kind: ExternKind
    signature: str | None = None

    def __str__(self) -> str:
        return f"{self.name}{_written(self.kind, self.signature)}"


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric that the filter declares at module level."""

    name: str
    kind: MetricKind
    labels: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class FilterInfo:
    """One of several filters in a module."""

    root_id: str
    on_error: str
    config_schema: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class ModuleInfo:
    """What is known of one module; None or empty where a module does not tell.

    `size` is in bytes; `digest` is the SHA-256 of the whole file in hex; `source_digest` that of the source.
    """

    name: str | None
    version: str | None
    size: int
    digest: str
    imports: tuple[Import, ...]
    exports: tuple[Export, ...]
    config_schema: dict[str, Any] | None
    metrics: tuple[Metric, ...]
    source: str | None
    source_digest: str | None
    compiler: str | None
    on_error: str | None
    allow_on_headers_stop_iteration: bool = False
    """The filter awaits bodies: the plugin's configuration must say so in a field of this name."""
    filters: tuple[FilterInfo, ...] = ()
    """Where there are several: each has a schema of its own, and `config_schema` is None."""

    @property
    def abi_version(self) -> str | None:
        """The Proxy-Wasm version, "0.2.1", from the marker export; None: not a Proxy-Wasm module."""
        for export in self.exports:
            if export.name.startswith("proxy_abi_version_"):
                return export.name.removeprefix("proxy_abi_version_").replace("_", ".")
        return None

    @property
    def handles_connections(self) -> bool:
        """It is a TCP filter: it has callbacks for connections and none for HTTP streams."""
        names = {export.name for export in self.exports}
        streams = {name for name in names if name.startswith(("proxy_on_request_", "proxy_on_response_"))}
        return not streams and not names.isdisjoint(TCP_CALLBACKS)

    @property
    def built_by_sluice(self) -> bool:
        return self.source_digest is not None


def inspect_module(data: bytes) -> ModuleInfo:
    """Everything the bytes tell; raises `ModuleError`, with its place, when they are not a proper module."""
    found = sections.read_sections(data)
    types = _read(found, sections.TYPE, _function_type, "types")
    imports, imported = _imports(_read(found, sections.IMPORT, _import, "imports"), types)
    defined = _read(found, sections.FUNCTION, lambda cursor: cursor.unsigned("a type index"), "functions")
    signatures = [*imported, *(_signature(types, index) for index in defined)]
    custom: dict[str, Section] = {}
    for section in found:
        if section.name is not None:
            custom.setdefault(section.name, section)
    meta = _json(custom.get(META_SECTION), dict) or {}
    source = _decompressed(custom.get(SOURCE_SECTION))
    return ModuleInfo(
        name=_text(meta, "name", custom),
        version=_text(meta, "version", custom),
        size=len(data),
        digest=hashlib.sha256(data).hexdigest(),
        imports=imports,
        exports=tuple(
            _export(name, kind, index, signatures)
            for name, kind, index in _read(found, sections.EXPORT, _raw_export, "exports")
        ),
        config_schema=_schema(custom.get(CONFIG_SCHEMA_SECTION)),
        metrics=_metrics(custom.get(METRICS_SECTION)),
        source=_decoded(source),
        source_digest=_text(meta, "source_digest", custom) or (_digest(source) if meta else None),
        compiler=_text(meta, "compiler", custom) or _producers(custom.get("producers")),
        on_error=_text(meta, "on_error", custom),
        allow_on_headers_stop_iteration=_text(meta, "allow_on_headers_stop_iteration", custom) == "true",
        filters=_filters(custom.get(FILTERS_SECTION)),
    )


def _read(found: tuple[Section, ...], id_: int, read_one: Callable[[Cursor], T], what: str) -> list[T]:
    """The items of a vector section, which may be absent."""
    for section in found:
        if section.id == id_:
            cursor = Cursor(section.content, section.offset)
            count = cursor.unsigned(f"the number of {what}")
            return [read_one(cursor) for _ in range(count)]
    return []


def _function_type(cursor: Cursor) -> str:
    form = cursor.byte("a type form")
    if form != _FUNCTION_TYPE:
        raise cursor.fail(f"type form {form:#x} is not a plain function type")
    parameters = _value_types(cursor)
    results = _value_types(cursor)
    return (
        f"({', '.join(parameters)}) -> {results[0] if len(results) == 1 else '(' + ', '.join(results) + ')'}"
    )


def _value_types(cursor: Cursor) -> list[str]:
    return [_value_type(cursor) for _ in range(cursor.unsigned("a number of value types"))]


def _value_type(cursor: Cursor) -> str:
    code = cursor.byte("a value type")
    if code not in _VALUE_TYPES:
        raise cursor.fail(f"unknown value type {code:#x}")
    return _VALUE_TYPES[code]


def _import(cursor: Cursor) -> tuple[str, str, ExternKind, int]:
    module = cursor.name("an import's module")
    name = cursor.name("an import's name")
    kind = _extern_kind(cursor)
    index = 0
    match kind:
        case "function":
            index = cursor.unsigned("a type index")
        case "table":
            _value_type(cursor)
            _skip_limits(cursor)
        case "memory":
            _skip_limits(cursor)
        case "global":
            _value_type(cursor)
            cursor.byte("a mutability flag")
        case "tag":
            cursor.byte("a tag attribute")
            cursor.unsigned("a type index")
    return module, name, kind, index


def _imports(
    raw: list[tuple[str, str, ExternKind, int]], types: list[str]
) -> tuple[tuple[Import, ...], list[str]]:
    """The imports, and the signatures of those that are functions (they come first in the index space)."""
    imports = tuple(
        Import(module, name, kind, _signature(types, index) if kind == "function" else None)
        for module, name, kind, index in raw
    )
    return imports, [item.signature for item in imports if item.signature is not None]


def _raw_export(cursor: Cursor) -> tuple[str, ExternKind, int]:
    return cursor.name("an export's name"), _extern_kind(cursor), cursor.unsigned("an export's index")


def _export(name: str, kind: ExternKind, index: int, signatures: list[str]) -> Export:
    return Export(name, kind, _signature(signatures, index) if kind == "function" else None)


def _signature(signatures: list[str], index: int) -> str:
    if index >= len(signatures):
        raise ModuleError(f"index {index} is out of range, there are {len(signatures)}", 0)
    return signatures[index]


def _extern_kind(cursor: Cursor) -> ExternKind:
    code = cursor.byte("a kind of import or export")
    if code >= len(_EXTERN_KINDS):
        raise cursor.fail(f"unknown kind of import or export {code}")
    return _EXTERN_KINDS[code]


def _skip_limits(cursor: Cursor) -> None:
    flags = cursor.byte("limits")
    number = cursor.unsigned64 if flags & _LIMITS_64_BIT else cursor.unsigned
    number("a minimum")
    if flags & _LIMITS_HAS_MAXIMUM:
        number("a maximum")


def _digest(section: Section | None) -> str | None:
    return None if section is None else hashlib.sha256(section.content).hexdigest()


def _decoded(section: Section | None) -> str | None:
    if section is None:
        return None
    try:
        return section.content.decode()
    except UnicodeDecodeError as error:
        raise ModuleError(
            f"custom section {section.name} is not UTF-8", section.offset + error.start
        ) from None


def compress(text: bytes) -> bytes:
    """What stands in `SOURCE_SECTION` or `CONFIG_SCHEMA_SECTION`; the same text gives the same bytes."""
    return zlib.compress(text, 9)


def _decompressed(section: Section | None) -> Section | None:
    if section is None:
        return None
    stream = zlib.decompressobj()
    try:
        plain = stream.decompress(section.content, MAX_TEXT)
    except zlib.error:
        raise ModuleError(f"section {section.name} is not compressed with zlib", section.offset) from None
    if not stream.eof:
        problem = f"section {section.name} is cut off, or holds more than {MAX_TEXT:,} bytes of text"
        raise ModuleError(problem, section.offset)
    return replace(section, content=plain)


def _schema(section: Section | None) -> dict[str, Any] | None:
    is_plain = section is None or section.content.startswith(b"{")
    return _json(section if is_plain else _decompressed(section), dict)


def _filters(section: Section | None) -> tuple[FilterInfo, ...]:
    return tuple(_filter(item, section) for item in _json(_decompressed(section), list) or [])


def _filter(item: object, section: Section | None) -> FilterInfo:
    match item:
        case {"root_id": str(root_id), "on_error": str(on_error), "config_schema": dict() | None as schema}:
            return FilterInfo(root_id, on_error, schema)
    offset = section.offset if section else 0
    raise ModuleError(f"custom section {FILTERS_SECTION} holds what is not a filter: {item!r:.100}", offset)


def _json(section: Section | None, expected: type[T]) -> T | None:
    """The section's JSON document; None when the module has no such section."""
    text = _decoded(section)
    if section is None or text is None:
        return None
    try:
        value = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ModuleError(f"custom section {section.name} is not JSON: {error}", section.offset) from None
    if not isinstance(value, expected):
        raise ModuleError(f"custom section {section.name} is not a JSON {expected.__name__}", section.offset)
    return value


def _text(meta: dict[str, Any], key: str, custom: dict[str, Section]) -> str | None:
    value = meta.get(key)
    if value is not None and not isinstance(value, str):
        raise ModuleError(
            f"{key!r} in custom section {META_SECTION} is not a string", custom[META_SECTION].offset
        )
    return value


def _metrics(section: Section | None) -> tuple[Metric, ...]:
    return tuple(_metric(item, section) for item in _json(section, list) or [])


def _metric(item: object, section: Section | None) -> Metric:
    match item:
        case {"name": str(name), "kind": "counter" | "gauge" | "histogram" as kind, **rest}:
            labels, description = rest.get("labels", []), rest.get("description", "")
            if isinstance(labels, list) and all(isinstance(label, str) for label in labels):
                return Metric(name, cast(MetricKind, kind), tuple(labels), str(description))
    offset = section.offset if section else 0
    raise ModuleError(f"custom section {METRICS_SECTION} holds what is not a metric: {item!r:.100}", offset)


def _producers(section: Section | None) -> str | None:
    """The compilers that the tool-conventions `producers` section lists: "rustc 1.80.0"."""
    if section is None:
        return None
    cursor = Cursor(section.content, section.offset)
    tools: list[str] = []
    for _ in range(cursor.unsigned("the number of producer fields")):
        field = cursor.name("a producer field")
        for _ in range(cursor.unsigned("the number of producers")):
            tool = f"{cursor.name('a producer')} {cursor.name('its version')}".strip()
            if field == "processed-by":
                tools.append(tool)
    return ", ".join(tools) or None


def _written(kind: ExternKind, signature: str | None) -> str:
    return signature if signature is not None else f": {kind}"
