"""What is known of the runtime's objects, in a file beside them."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sluice.toolchain.objects import WasmObject
    from sluice.toolchain.operations import Operations

Place = tuple[str, int]
"""An object's stem and a symbol's number in it."""


@dataclass(frozen=True, slots=True)
class RuntimeGraph:
    """What is known of all runtime objects: read once per archive.

    `packed`: by stem; most programs need a quarter of them. `defined`: where a name is defined for all.
    """

    packed: Mapping[str, bytes]
    defined: Mapping[str, Place]
    texts: Mapping[Place, bytes]
    reads: Mapping[str, tuple[Mapping[str, Operations], Operations]]
    inline_reads: Mapping[str, Operations]
    class_values: Mapping[str, frozenset[str]]
    names: tuple[str, ...]

    def object(self, stem: str) -> WasmObject:
        return _unpack(self.packed[stem])


def pack_object(each: WasmObject) -> bytes:
    return pickle.dumps(each)


@lru_cache(maxsize=512)
def _unpack(packed: bytes) -> WasmObject:
    each: WasmObject = pickle.loads(packed)
    return each


def save_graph(graph: RuntimeGraph, target: Path) -> None:
    target.write_bytes(pickle.dumps(graph))


@lru_cache(maxsize=2)
def load_graph(source: Path) -> RuntimeGraph:
    """From our own cache folder only: the format runs code when it is read."""
    graph = pickle.loads(source.read_bytes())
    assert isinstance(graph, RuntimeGraph)
    return graph
