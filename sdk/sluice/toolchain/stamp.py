"""What tells, without reading them, whether Sluice and what it compiles with are those of the last build."""

from __future__ import annotations

from functools import cache

from sluice.compiler.frontend.sdk_stamp import sources_stamp, stamp_of
from sluice.toolchain.zig import zig_executable


@cache
def sdk_stamp() -> bytes:
    """Changes when anything of the SDK does, or what it compiles with."""
    zig = zig_executable()
    return sources_stamp() + stamp_of(zig, zig.stat()).encode()
