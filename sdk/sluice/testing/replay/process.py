"""A replay in a process that can be killed: `python -m sluice.testing.replay.process CPU_SECONDS < input`.

The input is a line of JSON, then what it announces: the old module, the new one, and the requests as JSON
lines:

    {"before": {"size": 90112, "root_id": "", "configuration": "{}"}, "after": {…}, "start": 1767225600}

Limits of the process as in `vetting_process`. Prints lines of JSON: `{"at": "request 100 of 1000"}` for how
far it is, and at the end `{"report": {…}}`, or `{"refused": "…"}` where there is nothing to compare.
"""

import json
import sys
from typing import Any

from sluice.testing.recordings import to_recorded
from sluice.testing.replay.report import to_report
from sluice.testing.replay.series import replay_both
from sluice.testing.replay.side import Candidate, Side
from sluice.testing.vetting_process import ADDRESS_SPACE, limit_process, say
from sluice.testing.vm import LoadError
from sluice.toolchain.recorded import RecordingError, read_requests
from sluice.toolchain.sections import ModuleError

_EVERY = 100


def main() -> None:
    limit_process(int(sys.argv[1]))
    say({"at": "the start"})
    try:
        say(_replay())
    except MemoryError:
        say({"refused": f"the replay needs more than {ADDRESS_SPACE // 1024**2:,} MiB"})


def _replay() -> dict[str, Any]:
    announced = json.loads(sys.stdin.buffer.readline())
    before, after = (_read_candidate(announced[name], name) for name in ("before", "after"))
    try:
        requests = [to_recorded(each) for each in read_requests(sys.stdin.buffer.read())]
        for name, candidate in (("old", before), ("new", after)):
            problem = _refusal(candidate)
            if problem:
                return {"refused": f"the {name} version does not start: {problem}"}
        total = len(requests)
        compared = replay_both(
            before, after, requests, int(announced["start"] * 1e9), lambda done: _tell(done, total)
        )
    except (RecordingError, LoadError) as error:
        return {"refused": str(error)}
    return {"report": to_report(compared).to_json()}


def _read_candidate(said: dict[str, Any], name: str) -> Candidate:
    wasm = sys.stdin.buffer.read(said["size"])
    return Candidate(wasm, said["configuration"].encode("utf-8", "surrogateescape"), said["root_id"], name)


def _refusal(candidate: Candidate) -> str:
    """Why it does not start, "" when it does."""
    try:
        Side(candidate, 0, 0).close()
    except (LoadError, ModuleError) as error:
        return str(error).removeprefix("filter: ")
    return ""


def _tell(done: int, total: int) -> None:
    if done % _EVERY == 0 or done == total:
        say({"at": f"request {done} of {total}"})


if __name__ == "__main__":
    main()
