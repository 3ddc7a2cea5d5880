"""Filters written inside a test, on both platforms."""

import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sluice.testing import LoadedFilter, Loader

PRELUDE = """\
import time
from dataclasses import dataclass, field

from sluice import (
    AccessLog, Chunk, Counter, Gauge, Headers, Histogram, HostError, HttpFilter, Request, RequestInfo,
    Response, log, property, shared,
)

"""

AWAITING = """\
from sluice import (
    CalloutError, CalloutTimeout, ConfigError, GrpcError, Plugin, Queue, UnknownCluster, UnknownQueue, every,
    gather, grpc, http, on_configure, sleep, spawn, wait_for,
)

"""

LoadSource = Callable[..., LoadedFilter]


@pytest.fixture
def load_source(load: Loader, tmp_path: Path) -> LoadSource:
    """`load_source(text, config)`: the text follows an import of everything an author has."""

    def make(source: str, config: Any = None, **options: Any) -> LoadedFilter:
        file = tmp_path / "sample.py"
        text = textwrap.dedent(source)
        waits = any(word in text for word in ("async def", "@every", "@on_configure", "Queue("))
        file.write_text(PRELUDE + (AWAITING if waits else "") + text)
        return load(file, config, **options)

    return make
