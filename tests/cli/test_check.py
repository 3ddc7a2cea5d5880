"""`sluice check` in all its forms, and `sluice explain`: the same diagnostics for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from sluice.cli.main import main
from sluice.cli.reports import to_report
from sluice.compiler.diagnostics import Code, Diagnostic, Severity, Span

SCHEMA = json.loads((Path(__file__).parent / "sarif_2_1_0.schema.json").read_text())
WRONG = """from sluice import HttpFilter
from helper import limit


class Guard(HttpFilter[None]):
    def on_log(self, log: object) -> None:
        count: int = "many"
"""
DIAGNOSTICS = (
    Diagnostic(Span("a b.py", 3, 5, 3, 9), "`eval` runs code, 100%\nreally", "SLU011"),
    Diagnostic(Span("gone.py"), "cannot read the file", "SLU002"),
    Diagnostic(Span("/tmp/x.py", 1, 1), "`+` asks", "dynamic", Severity.NOTE),
)


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, list(arguments))
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("guard.py").write_text(WRONG)
    Path("helper.py").write_text('def limit() -> int:\n    return "ten"\n')
    return "guard.py"


def test_text_names_the_file_that_is_wrong(wrong: str) -> None:
    status, stdout, stderr = run("check", wrong)
    assert (status, stdout) == (2, "")
    assert "guard.py:7:22: error: Incompatible types in assignment" in stderr
    assert "helper.py:2:12: error: Incompatible return value type" in stderr


def test_json(wrong: str) -> None:
    status, stdout, _ = run("check", "--format", "json", wrong)
    found = {(each["file"], each["line"], each["column"], each["code"]) for each in json.loads(stdout)}
    assert status == 2
    assert {("guard.py", 7, 22, "assignment"), ("helper.py", 2, 12, "return-value")} <= found


def test_github_annotations(wrong: str) -> None:
    status, stdout, _ = run("check", "--format", "github", wrong)
    assert status == 2
    assert "::error file=helper.py,line=2,col=12," in stdout


def test_sarif(wrong: str) -> None:
    status, stdout, _ = run("check", "--format", "sarif", wrong)
    assert status == 2
    jsonschema.validate(json.loads(stdout), SCHEMA)


def test_every_form_escapes() -> None:
    annotation = to_report(DIAGNOSTICS, "github").splitlines()[0]
    assert annotation == (
        "::error file=a b.py,line=3,col=5,endLine=3,endColumn=9,title=SLU011::"
        "`eval` runs code, 100%25%0Areally"
    )
    document = json.loads(to_report(DIAGNOSTICS, "sarif"))
    jsonschema.validate(document, SCHEMA)
    run_ = document["runs"][0]
    rules = [rule["id"] for rule in run_["tool"]["driver"]["rules"]]
    assert [rules[result["ruleIndex"]] for result in run_["results"]] == ["SLU011", "SLU002", "dynamic"]
    assert [result["level"] for result in run_["results"]] == ["error", "error", "note"]
    places = [result["locations"][0]["physicalLocation"] for result in run_["results"]]
    assert [place["artifactLocation"]["uri"] for place in places] == [
        "a%20b.py",
        "gone.py",
        "file:///tmp/x.py",
    ]
    assert "region" not in places[1]
    assert "line" not in json.loads(to_report(DIAGNOSTICS, "json"))[1]


def test_nothing_wrong_is_an_empty_document(tmp_path: Path) -> None:
    script = tmp_path / "tool.py"
    script.write_text("print(1)\n")
    assert run("check", "--script", "--format", "json", str(script)) == (0, "[]\n", "")
    assert run("check", "--script", "--format", "github", str(script)) == (0, "", "")


DYNAMIC = """class Account:
    def __init__(self, owner, balance):
        self.owner = owner
        self.balance = balance


def add(a, b):
    return a + b


def shout(text):
    return text.upper()


def total(numbers: list[int]) -> int:
    found = 0
    for number in numbers:
        found += number
    return found


def use(account):
    return account.owner


print(add(1, 2), shout("x"), total([1, 2]), use(Account("me", 3)))
"""


def test_dynamic_lines_are_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tool.py").write_text(DYNAMIC)
    status, stdout, _ = run("check", "--script", "--explain", "tool.py")
    assert status == 0
    lines = stdout.splitlines()
    assert [line.split(":")[1] for line in lines[:-1]] == ["8", "12", "23"]
    assert lines[0] == (
        "tool.py:8:1: note: `+` asks its operands for their types at run time: the parameter `a` of `add` "
        "has no type that is known; write `a: int` [dynamic]"
    )
    assert lines[1].endswith("write `text: str` [dynamic]")
    assert lines[2].endswith("write `account: Account` [dynamic]")


def test_what_is_advised_makes_the_line_fast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    advised = DYNAMIC.replace("add(a, b)", "add(a: int, b: int)").replace("shout(text)", "shout(text: str)")
    Path("tool.py").write_text(advised.replace("use(account)", "use(account: Account)"))
    assert run("check", "--script", "--explain", "tool.py") == (0, "1 file checked: nothing wrong\n", "")


@pytest.mark.parametrize("code", [code.value for code in Code])
def test_explain_shows_the_page(code: str) -> None:
    status, stdout, _ = run("explain", code.lower())
    assert status == 0
    assert stdout.startswith(f"# {code}: ")
    assert "## What to do" in stdout


def test_explain_of_other_codes() -> None:
    status, _, stderr = run("explain", "SLU999")
    assert status == 1 and "there is no code SLU999; there are SLU000" in stderr
    status, _, stderr = run("explain", "arg-type")
    assert status == 1 and "https://mypy.readthedocs.io" in stderr
