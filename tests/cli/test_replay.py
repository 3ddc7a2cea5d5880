"""`sluice replay`: decisions, what is not as recorded, what two filters decide differently."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sluice.cli.replay import replay

CONFIG = '{"keys": {"k1": "ann"}}'
FILTER = """
from dataclasses import dataclass
from sluice import CalloutError, HttpFilter, Request, Response, http

@dataclass(frozen=True)
class Config:
    keys: dict[str, str]

class Gate(HttpFilter[Config]):
    async def on_request_headers(self, request: Request) -> Response | None:
        if request.path == "/ask":
            try:
                return Response((await http.get("auth", "/")).status)
            except CalloutError:
                return Response(503)
        name = self.config.keys.get(request.headers.get("x-key", ""))
        if name is None:
            return Response(401, "no\\n", details="no_key")
        request.headers["x-user"] = name
        return None
"""
LINES = [
    '{"path": "/a", "headers": {"x-key": "k1"}, "decision": {"action": "pass"}}',
    '{"path": "/b", "headers": {"x-key": "k2"}, "decision": {"status": 401}}',
    "",
    '{"path": "/ask", "callouts": {"auth": {"status": 204}}}',
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "gate.py").write_text(FILTER)
    (tmp_path / "requests.jsonl").write_text("\n".join(LINES) + "\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(replay, ["gate.py", "requests.jsonl", *arguments])


def test_decisions_are_a_table_and_the_status_says_whether_they_are_as_recorded(folder: Path) -> None:
    done = run("--config", CONFIG)
    assert done.output.splitlines() == [
        "line  request   decision  status  details          not as recorded",
        "1     GET /a    pass      200     via_upstream",
        "2     GET /b    respond   401     no_key",
        "4     GET /ask  respond   204     filter_response",
        "3 requests, 2 compared: all as recorded",
    ]
    assert done.exit_code == 0
    (folder / "config.json").write_text('{"keys": {"k2": "bob"}}')
    other = run("--config", "config.json")
    assert other.exit_code == 1
    assert "status: expected 401, got 200" in other.output.splitlines()[2]
    assert "3 requests, 2 compared: 2 not as recorded" in other.output


def test_against_another_filter_what_differs_is_shown_by_kind(folder: Path) -> None:
    changed = FILTER.replace("Response(401, ", "Response(403, ").replace('"x-user"', '"x-name"')
    (folder / "other.py").write_text(changed)
    done = run("--config", CONFIG, "--against", "other.py")
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        "2 of 3 requests are decided differently: other.py → gate.py",
        "Status of the response: 403 → 401: 1",
        "  line 2, GET /b",
        "  '403' → '401'",
        "Request header added: x-user: 1",
        "  line 1, GET /a",
        "  '' → 'ann'",
        "Request header removed: x-name: 1",
        "  line 1, GET /a",
        "  'ann' → ''",
    ]
    told = json.loads(run("--config", CONFIG, "--against", "other.py", "--json").output)
    assert (told["requests"], told["differing"]) == (3, 2)
    assert [(each["kind"], each["subject"], each["lines"]) for each in told["groups"]] == [
        ("status", "403 → 401", [2]),
        ("request-header-added", "x-user", [1]),
        ("request-header-removed", "x-name", [1]),
    ]
    same = run("--config", CONFIG, "--against", "gate.py")
    expected = "0 of 3 requests are decided differently: gate.py → gate.py\n"
    assert (same.exit_code, same.output) == (0, expected)


def test_programs_get_one_object_a_request(folder: Path) -> None:
    first, second, third = map(json.loads, run("--config", CONFIG, "--json").output.splitlines())
    assert first["decision"]["upstream"]["headers"][-1] == ["x-user", "ann"]
    assert (second["line"], second["decision"]["action"], second["decision"]["status"]) == (2, "respond", 401)
    assert (third["path"], third["decision"]["status"], third["unexpected"]) == ("/ask", 204, [])


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"path": ', "requests.jsonl:2:10: not JSON: Expecting value"),
        ('{"pfad": "/"}', 'requests.jsonl:2: a request has no "pfad"; it has method, path,'),
    ],
)
def test_a_line_that_is_no_request_is_named(folder: Path, line: str, problem: str) -> None:
    (folder / "requests.jsonl").write_text(f"{LINES[0]}\n{line}\n")
    done = run("--config", CONFIG)
    assert (done.exit_code, problem in done.output) == (1, True), done.output


def test_a_filter_that_is_refused_ends_it_with_the_reason(folder: Path) -> None:
    done = run("--config", "{}")
    assert done.exit_code == 1
    assert "config.keys: required, but missing" in done.output
    missing = run("--config", "nowhere.json")
    assert "--config nowhere.json: No such file or directory" in missing.output
