"""`vet` in a process that can be killed: `python -m sluice.testing.vetting_process CPU_SECONDS <
module.wasm`.

Limits of the process: processor time, address space, open files; it writes no file and leaves no core. Prints
lines of JSON: `{"at": "requests 1 to 7 of 384, …"}` for what comes next, and at the end `{"problems": […]}`,
which is empty when the module is accepted. When there is no end, the last line says where it was.
"""

import json
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path

from sluice.testing.vetting import vet

ADDRESS_SPACE = 1536 * 1024 * 1024  # bytes; a module of 2.7 MB takes 0.5 GiB to compile
OPEN_FILES = 64


def main() -> None:
    limit_process(int(sys.argv[1]))
    wasm = sys.stdin.buffer.read()
    try:
        found = vet(wasm, told=lambda phase: say({"at": phase}))
        problems = list(found.problems or ([found.problem] if found.problem else []))
    except MemoryError:
        problems = [f"needs more than {ADDRESS_SPACE // 1024**2:,} MiB to be loaded and tried"]
    say({"problems": problems})


def limit_process(cpu_seconds: int) -> None:
    """Also makes it the one to be ended first where the machine runs out of memory."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    if sys.platform == "linux":  # elsewhere the system does not heed it
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000")
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def say(line: dict[str, object]) -> None:
    os.write(1, json.dumps(line).encode() + b"\n")


if __name__ == "__main__":
    main()
