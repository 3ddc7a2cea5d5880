"""`make bench-dev`: from saving a filter to the first request that the new version answers, in `sluice dev`.

Twenty edits of the API-key filter, each with another text in its answer; a client asks every 10 ms.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from bench.report import write_page

FILTER = Path(__file__).resolve().parents[1] / "filters" / "api_key.py"
TEXT = "API key required"
EDITS = 20
START_SECONDS, EDIT_SECONDS, ASK_SECONDS = 240.0, 30.0, 0.01


class DevLoopError(Exception):
    """`sluice dev` ended, or an edit never came alive."""


def main() -> int:
    try:
        taken = measure(EDITS)
    except DevLoopError as error:
        print(f"dev loop: {error}", file=sys.stderr)
        return 1
    text = describe(taken)
    print(text)
    print(f"written: {write_page('dev-loop', 'From saving to live', text, 'make bench-dev')}")
    return 0


def measure(edits: int) -> list[float]:
    """Seconds of each edit."""
    with tempfile.TemporaryDirectory(prefix="sluice-dev-loop-") as name:
        file = Path(name) / FILTER.name
        file.write_text(FILTER.read_text())
        with running_dev(file) as url, httpx.Client(trust_env=False) as client:
            return [_edit(file, number, client, url) for number in range(edits)]


def _edit(file: Path, number: int, client: httpx.Client, url: str) -> float:
    wanted = f"{TEXT}, says version {number}"
    source = FILTER.read_text().replace(TEXT, wanted)
    started = time.perf_counter()
    file.write_text(source)
    while wanted not in client.get(url).text:
        if time.perf_counter() - started > EDIT_SECONDS:
            raise DevLoopError(f"edit {number} was not live after {EDIT_SECONDS:.0f} s")
        time.sleep(ASK_SECONDS)
    return time.perf_counter() - started


@contextmanager
def running_dev(file: Path) -> Iterator[str]:
    """`sluice dev` on the file; its URL once the first version is live."""
    command = [sys.executable, "-m", "sluice.cli", "dev", str(file), "--config", '{"keys": {}}']
    process = subprocess.Popen(
        [*command, "--json", "--no-tests"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    too_late = threading.Timer(START_SECONDS, process.kill)
    too_late.start()
    try:
        for line in process.stdout:
            event = json.loads(line)
            if event["event"] == "live":
                too_late.cancel()
                threading.Thread(target=process.stdout.read, daemon=True).start()
                yield str(event["url"])
                return
        raise DevLoopError("`sluice dev` ended before its first version was live")
    finally:
        too_late.cancel()
        process.terminate()
        process.wait(20)


def describe(taken: list[float]) -> str:
    each = ", ".join(f"{seconds:.2f}" for seconds in taken)
    return (
        f"Saved to live, the API-key filter, {len(taken)} edits: median {statistics.median(taken):.2f} s, "
        f"from {min(taken):.2f} to {max(taken):.2f} s.\n\n{each}"
    )


if __name__ == "__main__":
    sys.exit(main())
