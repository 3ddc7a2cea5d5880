"""Compressors: one HTTP filter for each algorithm, the first to see a request and the last to see its answer.

So the attachments see answers as the service gave them. The filters are in a listener's chain only where
somebody asks for one; a route switches all of them on or off.
"""

from __future__ import annotations

from collections.abc import Iterator

from sluice_console.envoy import ir
from sluice_console.envoy.protobufs import (
    Any,
    UInt32Value,
    brotli,
    compressor,
    extension,
    gzip,
    http,
    pack,
    route_parts,
    zstd,
)

_ON_REQUEST = ir.Compression(everywhere=False)


def to_compressors(gateway: ir.Gateway, item: ir.Listener) -> Iterator[http.HttpFilter]:
    """In the order of the algorithms; none where neither listener nor any route compresses."""
    settings = item.compression
    if settings is None and not any(_asks(route) for route in gateway.routes):
        return
    settings = settings or _ON_REQUEST
    for algorithm in settings.algorithms:
        yield http.HttpFilter(
            name=_name(algorithm),
            typed_config=pack(_to_compressor(settings, algorithm)),
            disabled=not settings.everywhere,
        )


def to_switches(action: ir.Action) -> Iterator[tuple[str, Any]]:
    """What a route says of all compressors, whichever of them its listeners have."""
    if isinstance(action, ir.Forward) and action.compress is not None:
        switch = pack(route_parts.FilterConfig(config=Any()) if action.compress else _OFF)
        yield from ((_name(algorithm), switch) for algorithm in ir.ALGORITHMS)


def _asks(route: ir.Route) -> bool:
    return isinstance(route.action, ir.Forward) and route.action.compress is True


def _name(algorithm: ir.Algorithm) -> str:
    return f"compress.{algorithm}"


def _to_compressor(settings: ir.Compression, algorithm: ir.Algorithm) -> compressor.Compressor:
    common = compressor.Compressor.CommonDirectionConfig(
        min_content_length=UInt32Value(value=settings.minimum_bytes), content_type=settings.types
    )
    library = extension.TypedExtensionConfig(name=algorithm, typed_config=_to_library(algorithm))
    return compressor.Compressor(
        compressor_library=library,
        response_direction_config=compressor.Compressor.ResponseDirectionConfig(common_config=common),
        choose_first=algorithm == settings.algorithms[0],
    )


def _to_library(algorithm: ir.Algorithm) -> Any:
    """Levels that cost about as much as gzip's usual ones: the highest ones cost ten times as much."""
    match algorithm:
        case "brotli":
            return pack(brotli.Brotli(quality=UInt32Value(value=4)))
        case "zstd":
            return pack(zstd.Zstd(compression_level=UInt32Value(value=3)))
        case "gzip":
            return pack(gzip.Gzip(compression_level=gzip.Gzip.COMPRESSION_LEVEL_4))


_OFF = route_parts.FilterConfig(disabled=True)
