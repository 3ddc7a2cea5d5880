"""Processes for what may crash, hang or leak, forked from one that has the compiler loaded and no threads.

A test's own process cannot be forked: the threads of wasmtime and of gRPC are not in the child, which then
waits for them without end.
"""

from __future__ import annotations

import multiprocessing

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(
    ["tests.generated.build", "tests.support.script_worker", "sluice.toolchain.scripts"]
)
