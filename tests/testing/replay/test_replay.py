"""Shadow replay finds every planted difference among a thousand requests, and nothing else, in 5 seconds."""

import json
import subprocess
import sys
import time
from typing import Any

import pytest
from tests.testing.replay.planted import AT_ONCE, KEYS, PLANTED, SOURCE, lines

from sluice.testing.recordings import read_recording
from sluice.testing.replay.report import Report, to_report
from sluice.testing.replay.series import replay_both
from sluice.testing.replay.side import Candidate
from sluice.testing.vm import LoadError
from sluice.toolchain.build import build_file

NUMBER = 1_000
SECONDS = 5.0
"""Of processor time: whatever else the machine does meanwhile is not the replay's."""
START = 1_767_225_600 * 10**9


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = tmp_path_factory.mktemp("replay") / "gate.py"
    file.write_text(SOURCE)
    return build_file(file).wasm


def candidate(module: bytes, planted: str) -> Candidate:
    return Candidate(module, json.dumps({"keys": KEYS, "planted": planted}).encode())


def replayed(module: bytes, planted: str, recording: list[str]) -> Report:
    requests = read_recording(recording)
    return to_report(replay_both(candidate(module, ""), candidate(module, planted), requests, START))


@pytest.mark.parametrize("planted", ["", "draws", ",".join(AT_ONCE)])
def test_of_a_thousand_requests_all_that_is_planted_is_found_and_nothing_else(
    module: bytes, planted: str
) -> None:
    began = time.process_time()
    found = replayed(module, planted, lines(NUMBER))
    took = time.process_time() - began
    assert told(found) == set().union(*(PLANTED[each] for each in planted.split(",")))
    assert found.requests == NUMBER
    assert took < SECONDS


@pytest.mark.parametrize("planted", PLANTED)
def test_each_plant_alone_is_found(module: bytes, planted: str) -> None:
    found = replayed(module, planted, lines(NUMBER if planted in ("quota", "local header") else 120))
    assert told(found) == PLANTED[planted]
    assert bool(found.differing) is bool(PLANTED[planted])


def told(report: Report) -> set[tuple[str, str]]:
    return {(each.kind, each.subject) for each in report.groups}


def test_each_group_counts_its_requests_and_shows_the_first(module: bytes) -> None:
    found = replayed(module, "status", lines(64))
    (group,) = found.groups
    unknown = [each for each in read_recording(lines(64)) if dict(each.request.headers)["x-api-key"] > "k6"]
    assert group.count == found.differing == len(unknown) > 1
    assert group.lines == [each.line for each in unknown][:20]
    example = unknown[0]
    assert (group.example["line"], group.example["path"]) == (example.line, example.request.path)
    assert (group.before, group.after) == ("401", "403")


def test_what_varies_by_chance_on_both_sides_is_named_apart(module: bytes) -> None:
    found = replayed(module, "draws", lines(200))
    assert found.groups == ()
    assert "Request header changed: x-trace" in dict(found.chance)


def test_shared_data_stay_over_the_series_on_either_side(module: bytes) -> None:
    """The quota's 151st request of one key is another one's business than the 150 before it."""
    recording = [json.dumps({"path": "/", "headers": {"x-api-key": "k1"}})] * 153
    found = replayed(module, "quota", recording)
    (group,) = found.groups
    assert (group.lines, group.before, group.after) == (
        [151],
        "answered 429 (filter_response)",
        "passes, 200",
    )


def test_a_module_that_traps_goes_on_with_the_next_request() -> None:
    wat = """(module
      (import "env" "proxy_get_buffer_status" (func (param i32 i32 i32) (result i32)))
      (memory (export "memory") 1)
      (global $seen (mut i32) (i32.const 0))
      (func (export "proxy_abi_version_0_2_1"))
      (func (export "_initialize"))
      (func (export "main") (param i32 i32) (result i32) (i32.const 0))
      (func (export "malloc") (param i32) (result i32) (i32.const 1024))
      (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)
        (if (i32.eq (local.get 1) (i32.const 9)) (then %s))
        (i32.const 0)))"""
    import wasmtime

    old, new = (Candidate(bytes(wasmtime.wat2wasm(wat % each))) for each in ("", "unreachable"))
    plain, marked = '{"path": "/"}', '{"path": "/x", "headers": {"a": "1", "b": "2", "c": "3"}}'
    found = to_report(replay_both(old, new, read_recording([plain, marked, plain, marked, plain]), START))
    (group,) = found.groups
    assert (group.kind, group.lines) == ("trap", [2, 4])
    assert group.before == "passes, 200"
    assert group.after.endswith("answered 503 (wasm_fail_stream)")


def test_a_version_that_does_not_start_ends_it(module: bytes) -> None:
    with pytest.raises(LoadError, match=r"config\.keys: required, but missing"):
        replay_both(candidate(module, ""), Candidate(module, b"{}"), read_recording(lines(1)), START)


def in_process(before: Candidate, after: Candidate, recording: bytes) -> list[dict[str, Any]]:
    """What `replay.process` says."""
    said = {
        name: {
            "size": len(each.wasm),
            "root_id": each.root_id,
            "configuration": each.configuration.decode(),
        }
        for name, each in (("before", before), ("after", after))
    }
    announced = json.dumps({**said, "start": START / 1e9}).encode() + b"\n"
    done = subprocess.run(
        [sys.executable, "-m", "sluice.testing.replay.process", "60"],
        input=announced + before.wasm + after.wasm + recording,
        capture_output=True,
        timeout=120,
        env={"MALLOC_ARENA_MAX": "2", "RAYON_NUM_THREADS": "2"},
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_process_of_its_own_says_how_far_it_is_and_what_it_found(module: bytes) -> None:
    recording = "\n".join(lines(200)).encode()
    *told, last = in_process(candidate(module, ""), candidate(module, "path"), recording)
    assert {"at": "request 100 of 200"} in told
    assert [each["kind"] for each in last["report"]["groups"]] == ["path"]
    assert last["report"]["groups"][0]["title"] == "Path to the upstream"


@pytest.mark.parametrize(
    ("configuration", "recording", "problem"),
    [
        (
            b"{}",
            b'{"path": "/"}',
            "the new version does not start: the plugin does not take its configuration",
        ),
        (None, b"\xff\xfe{", "recording:1: not UTF-8"),
        (None, b'{"path": "/"}\n{"path":', "recording:2:9: not JSON"),
    ],
)
def test_the_process_says_why_there_is_nothing_to_compare(
    module: bytes, configuration: bytes | None, recording: bytes, problem: str
) -> None:
    new = candidate(module, "")
    if configuration is not None:
        new = Candidate(module, configuration)
    last = in_process(candidate(module, ""), new, recording)[-1]
    assert problem in last["refused"]


def test_no_module_keeps_the_process_busy_for_ever() -> None:
    import wasmtime

    wat = """(module (memory (export "memory") 1)
      (func (export "proxy_abi_version_0_2_1")) (func (export "_initialize"))
      (func (export "main") (param i32 i32) (result i32) (i32.const 0))
      (func (export "malloc") (param i32) (result i32) (i32.const 1024))
      (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)
        (loop (br 0)) (i32.const 0)))"""
    endless = Candidate(bytes(wasmtime.wat2wasm(wat)))
    last = in_process(endless, endless, b'{"path": "/"}\n{"path": "/"}')[-1]
    assert (last["report"]["requests"], last["report"]["differing"]) == (2, 0)
