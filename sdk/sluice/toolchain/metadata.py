"""What a filter's module says about itself: name, source, configuration schema, metrics.

The schema and the metrics are read from the filter's own file, run under CPython as its tests do: code at
module level runs once at build.
"""

from __future__ import annotations

import importlib.util
import itertools
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, get_origin

from sluice.api.config import config_schema
from sluice.api.filters import HttpFilter
from sluice.api.metrics import Counter, Gauge, Metric
from sluice.api.tcp import TcpFilter
from sluice.compiler.ir.program import Filter, Program
from sluice.toolchain import inspection
from sluice.toolchain.sections import write_custom_section
from sluice.version import __version__

_numbers = itertools.count(1)
_METRIC_NAME = re.compile(r"[A-Za-z_.][A-Za-z0-9_.]*")


class MetadataError(Exception):
    """The filter compiles, but its file cannot be imported under CPython."""


Sections = tuple[tuple[str, bytes], ...]
"""Custom sections: name and content."""


def add_metadata(wasm: bytes, sections: Sections) -> bytes:
    """The module with our custom sections (see `inspection`)."""
    for name, content in sections:
        wasm = write_custom_section(wasm, name, content)
    return wasm


def read_metadata(path: Path, program: Program) -> Sections:
    """What a filter says about itself. The same input gives the same bytes. Raises MetadataError."""
    source = path.read_bytes()
    first, *others = program.filters
    meta = {
        "name": path.stem,
        "version": "0",
        "compiler": f"sluice {__version__}",
        "on_error": first.on_error,
    }
    held = program.metadata.get("held_bodies")
    if isinstance(held, Mapping) and any(held.values()):
        meta["allow_on_headers_stop_iteration"] = "true"
    with _imported(path) as module:
        schemas = [_schema(module, each) for each in program.filters]
        declared = [item for item in vars(module).values() if isinstance(item, Metric)]
    _check_names(path, declared)
    sections = [(inspection.META_SECTION, _json(meta))]
    if others:
        filters = [
            {"root_id": each.root_id, "on_error": each.on_error, "config_schema": schema}
            for each, schema in zip(program.filters, schemas, strict=True)
        ]
        sections.append((inspection.FILTERS_SECTION, inspection.compress(_json(filters))))
    elif schemas[0] is not None:
        sections.append((inspection.CONFIG_SCHEMA_SECTION, inspection.compress(_json(schemas[0]))))
    sections.append((inspection.METRICS_SECTION, _json([_describe(item) for item in declared])))
    sections.append((inspection.SOURCE_SECTION, inspection.compress(source)))
    return tuple(sections)


def _check_names(path: Path, metrics: Iterable[Metric]) -> None:
    for metric in metrics:
        if not _METRIC_NAME.fullmatch(metric.name):
            problem = f"{metric.name!r} is not a name for a metric: use letters, digits, _ and ."
            raise MetadataError(f"{path}: {problem}")


def _schema(module: ModuleType, filter_: Filter) -> dict[str, Any] | None:
    config = _config_class(getattr(module, filter_.title, None))
    return None if config is None else config_schema(config)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _describe(metric: Metric) -> Mapping[str, Any]:
    kind = "counter" if isinstance(metric, Counter) else "gauge" if isinstance(metric, Gauge) else "histogram"
    described: dict[str, Any] = {"name": metric.name, "kind": kind, "labels": list(metric.labels)}
    description = getattr(metric, "description", "")
    return {**described, "description": description} if description else described


def _config_class(filter_class: object) -> type | None:
    """`Config` of `class X(HttpFilter[Config])`; None for `HttpFilter[None]`."""
    for cls in filter_class.__mro__ if isinstance(filter_class, type) else ():
        for base in vars(cls).get("__orig_bases__", ()):
            origin = get_origin(base)
            if isinstance(origin, type) and issubclass(origin, HttpFilter | TcpFilter):
                (found,) = get_args(base)
                return found if isinstance(found, type) and found is not type(None) else None
    return None


@contextmanager
def _imported(path: Path) -> Iterator[ModuleType]:
    """The file as a fresh module; it and modules beside it are forgotten afterwards."""
    name = f"{path.stem}__build{next(_numbers)}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise MetadataError(f"{path}: not a Python file")
    module = importlib.util.module_from_spec(spec)
    folder, known = path.resolve().parent, set(sys.modules)
    sys.modules[name] = module
    sys.path.insert(0, str(folder))
    wrote = sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    try:
        spec.loader.exec_module(module)
        yield module
    except Exception as error:
        raise MetadataError(
            f"{path}: the module cannot be imported: {type(error).__name__}: {error}"
        ) from error
    finally:
        sys.dont_write_bytecode = wrote
        sys.path.remove(str(folder))
        for each in set(sys.modules) - known:
            if Path(getattr(sys.modules[each], "__file__", None) or "/").parent == folder:
                del sys.modules[each]
