"""Filters that are written in the browser: checked, built, tried and kept, whatever their authors write."""

import asyncio
import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.console.conftest import Console, make_account, wait_for
from tests.console.test_access import signed_in

from sluice.testing.confinement import find_obstacle
from sluice.toolchain.build import build_file
from sluice.toolchain.starter import filter_source, filter_test_source
from sluice_console.core.auth.identity import Role
from sluice_console.core.helpers import Ended, run_helper
from sluice_console.core.language import LANGUAGES, speaking, tr
from sluice_console.features.editor import workshop as workshops
from sluice_console.features.editor.drafts import Draft
from sluice_console.features.editor.workshop import STEPS, Workshop

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(bool(find_obstacle()), reason=f"not confinable: {find_obstacle()}"),
]
GATE = filter_source("gate")
PLANS = {"plans": {"acme": "gold"}}


@pytest.fixture(scope="session")
def compiler_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("compiler")


def names_in(folder: Path) -> set[str]:
    """Of the folders of jobs."""
    return {each.name for each in folder.glob("sluice-draft-*")}


@pytest.fixture
def leftovers() -> Iterator[Path]:
    """Where jobs make their folders; nothing of them is left."""
    folder = Path(tempfile.gettempdir())
    before = names_in(folder)
    yield folder
    assert names_in(folder) <= before


@pytest.fixture
def desk(sqlite_console: Console, compiler_cache: Path, leftovers: Path) -> Console:
    """What the compiler needs is prepared once for all tests."""
    sqlite_console.app.state.workshop = Workshop(compiler_cache, unconfined=False)
    return sqlite_console


async def check(console: Console, source: str, **more: Any) -> dict[str, Any]:
    values = {"main": "gate.py", "files": {"gate.py": source}, **more}
    return dict(await console.ok("POST", "/api/filters/check", json=values, timeout=120))


async def test_a_source_is_checked(desk: Console) -> None:
    assert (await check(desk, GATE))["good"] is True
    found = await check(desk, f"import os\n{GATE}")
    (finding,) = [each for each in found["diagnostics"] if each["code"] == "SLU013"]
    assert (finding["file"], finding["line"], finding["severity"]) == ("gate.py", 1, "error")
    assert "`os`" in finding["message"] and finding["remedy"].startswith("Follow the remedy")
    page = await desk.client.get(finding["page"])
    assert page.text.startswith("# SLU013") and page.headers["content-type"].startswith("text/plain")
    typed = await check(desk, GATE.replace('"x-tenant"', "3"))
    assert [(each["line"], each["code"]) for each in typed["diagnostics"]][:1] == [(18, "call-overload")]
    assert not found["good"] and not typed["good"]


async def test_it_is_built_as_on_the_command_line(desk: Console, tmp_path: Path) -> None:
    found = await check(desk, GATE, build=True)
    (tmp_path / "gate.py").write_text(GATE)
    built = build_file(tmp_path / "gate.py").wasm
    assert found["good"] and found["size"] == len(built)
    row = await keep(desk, GATE)
    module = (await desk.ok("GET", f"/api/filters/gate/versions/{row['version']}"))["digest"]
    assert found["digest"] == module
    assert hashlib.sha256(built).hexdigest() == module


async def test_a_sample_request_is_run(desk: Console) -> None:
    request = "GET /orders\nx-tenant: acme"
    passed = (await check(desk, GATE, request=request, configuration=PLANS))["sample"]
    assert passed["action"] == "pass"
    assert [(each["verb"], each["name"], each["value"]) for each in passed["deeds"]] == [
        ("set", "x-plan", "gold")
    ]
    refused = (await check(desk, GATE, request="curl http://a/", configuration=PLANS))["sample"]
    assert (refused["action"], refused["status"]) == ("respond", 403)


async def test_tests_run_confined(desk: Console) -> None:
    files = {"gate.py": GATE, "test_gate.py": filter_test_source("gate")}
    found = await check(desk, GATE, files=files, test=True)
    assert [each["outcome"] for each in found["tests"]] == ["passed"] * 4
    nosy = """
import os, socket, subprocess
import pytest

@pytest.mark.parametrize("deed", [
    lambda: open("/etc/passwd"),
    lambda: os.listdir("/tmp"),
    lambda: open(f"/proc/{os.getppid()}/environ"),
    lambda: socket.socket(),
    lambda: subprocess.run(["/bin/true"]),
    lambda: os.kill(os.getppid(), 9),
    lambda: open(os.environ["SLUICE_CACHE_DIR"] + "/mypy/new", "w"),
])
def test_it_is_denied(deed):
    with pytest.raises(OSError):
        deed()

def test_it_knows_no_secret():
    assert not [name for name in os.environ if "SECRET" in name or "DATABASE" in name]
    assert False, "told"
"""
    found = await check(desk, GATE, files={"gate.py": GATE, "test_gate.py": nosy}, test=True)
    assert [each["outcome"] for each in found["tests"]] == ["passed"] * 7 + ["failed"]
    assert "told" in found["tests"][-1]["detail"]


async def test_steps_are_told_in_the_language(desk: Console) -> None:
    workshop: Workshop = desk.app.state.workshop
    steps: list[str] = []
    draft = Draft("gate.py", GATE, {"test_gate.py": filter_test_source("gate")})
    with speaking(LANGUAGES["zh-Hans"]):
        outcome = await workshop.build("ada", draft, steps.append, test=True)
        wanted = [tr(step) for step in STEPS]
    assert outcome.is_good
    assert [step for step in steps if step in wanted] == wanted
    assert not any(step.isascii() for step in steps + wanted)


RUNS_NATIVELY = """\
class Fake:
    def system(self, command: str) -> int:
        return 0
try:
    import os
except ImportError:
    os = Fake()  # type: ignore[assignment]
os.system("touch {file}")
"""


async def test_what_is_run_when_its_configuration_is_read_is_confined(desk: Console, tmp_path: Path) -> None:
    """The compiler takes the other branch of the `try`, CPython this one."""
    file = tmp_path / "was-here"
    found = await check(desk, RUNS_NATIVELY.format(file=file) + GATE, build=True)
    assert not file.exists(), found


NONSENSE = {
    "nothing": ("", "SLU022"),
    "no Python": ("def (:\n", "SLU001"),
    "nested": ("x = " + "(" * 5000 + ")" * 5000, "SLU001"),
    "a long sum": ("x = " + "+".join(["1"] * 20_000), None),
    "an enormous power": ("x = 9 ** 9 ** 9\n" + GATE, None),
    "a long name": ("x" * 100_000 + " = 1\n", None),
    "configures mypy": ("# mypy: plugins=/etc/passwd\n" + GATE, None),
    "another encoding": ("# coding: latin-1\n" + GATE, "SLU002"),
    "a relative import": ("from ..secrets import key\n" + GATE, None),
    "recursion": ("def f() -> int:\n    return f()\nf()\n" + GATE, None),
}


@pytest.mark.parametrize("what", NONSENSE)
async def test_nonsense_is_answered(desk: Console, what: str) -> None:
    source, code = NONSENSE[what]
    found = await check(desk, source, build=True)
    assert found["problem"] or found["diagnostics"] or found["good"]
    if code is not None:
        assert [each["code"] for each in found["diagnostics"]] == [code], found


async def test_what_never_ends_is_ended(desk: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workshops, "CPU_SECONDS", 6)
    found = await check(desk, GATE + "\nwhile True:\n    pass\n", build=True)
    assert not found["good"]
    assert found["problem"].startswith("it takes more than 6 s of processor time, or too much memory, at: ")
    assert found["problem"].endswith("reading its configuration and metrics")


async def test_what_it_writes_is_limited(desk: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workshops, "FOLDER_BYTES", 8 * 1024 * 1024)
    greedy = """
import itertools
def test_it_writes():
    for number in itertools.count():
        open(f"f{number}", "wb").write(bytes(1024 * 1024))
"""
    values = {"main": "gate.py", "files": {"gate.py": GATE, "test_gate.py": greedy}, "test": True}
    answer = await desk.client.post("/api/filters/check", json=values, timeout=120)
    assert answer.status_code == 503 and "writes more than 8 MiB" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("values", "status", "said"),
    [
        ({"files": {"../../x.py": "", "gate.py": GATE}}, 422, "is no name for a file"),
        ({"main": "/etc/x.py", "files": {"/etc/x.py": ""}}, 422, "is no name for a file"),
        ({"main": "class.py", "files": {"class.py": ""}}, 422, "is no name for a file"),
        ({"main": "other.py"}, 422, "names none of the files"),
        ({"files": {"gate.py": "x\0"}}, 422, "cannot be stored"),
        ({"files": {"gate.py": "x" * 200_001}}, 422, "at most 200000"),
        ({"files": {"gate.py": "#" * 150_000, "a.py": "#" * 60_000}}, 413, "the editor takes 200,000"),
        ({"files": {"gate.py": GATE, **{f"m{n}.py": "" for n in range(10)}}}, 422, "at most 10 files"),
    ],
)
async def test_what_is_no_draft_is_refused(
    desk: Console, values: dict[str, Any], status: int, said: str
) -> None:
    values = {"main": "gate.py", "files": {"gate.py": GATE}, **values}
    answer = await desk.client.post("/api/filters/check", json=values)
    assert answer.status_code == status and said in answer.text


async def test_bytes_that_are_no_text(desk: Console) -> None:
    headers = {"content-type": "application/json"}
    for body in (b'{"main": "\xff\xfe"}', b"\0", b'{"main": "a.py", "files": {"a.py": "\\ud800"}}'):
        answer = await desk.client.post("/api/filters/check", content=body, headers=headers)
        assert 400 <= answer.status_code < 500
    large = b'{"main": "' + b"x" * 10_000_000
    assert (await desk.client.post("/api/filters/check", content=large, headers=headers)).status_code == 413


async def test_one_at_a_time_for_each_user(desk: Console) -> None:
    first = asyncio.create_task(check(desk, GATE, build=True))
    busy = desk.app.state.workshop._busy

    async def is_busy() -> bool:
        return bool(busy)

    await wait_for(is_busy, 60)
    values = {"main": "gate.py", "files": {"gate.py": GATE}}
    answer = await desk.client.post("/api/filters/check", json=values)
    assert answer.status_code == 409 and "still runs" in answer.json()["detail"]
    assert (await first)["good"]
    assert (await check(desk, GATE))["good"]


async def test_a_job_that_is_cancelled_leaves_nothing(desk: Console, leftovers: Path) -> None:
    before = names_in(leftovers)
    job = asyncio.create_task(check(desk, GATE, build=True))

    async def has_begun() -> bool:
        return bool(names_in(leftovers) - before)

    await wait_for(has_begun, 60)
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job

    async def is_gone() -> bool:
        return names_in(leftovers) <= before

    await wait_for(is_gone, 60)


async def test_without_confinement_only_checks(desk: Console, compiler_cache: Path, monkeypatch: Any) -> None:
    """The process's own word is taken, as on a machine with an old kernel."""
    real = run_helper

    async def on_an_old_kernel(module: str, *arguments: str, **options: Any) -> Any:
        ended = await real(module, *arguments, **options)
        if b'"build": true' in options["sent"]:
            return Ended(0, ({"refused": "the kernel is too old"},))
        return ended

    monkeypatch.setattr(workshops, "run_helper", on_an_old_kernel)
    assert (await check(desk, GATE))["good"]
    found = await check(desk, GATE, build=True)
    assert "the kernel is too old" in found["problem"] and "SLUICE_UNCONFINED_BUILDS" in found["problem"]


async def keep(console: Console, source: str, base: str = "", **more: str) -> dict[str, Any]:
    """The newest version afterwards."""
    answer = await send(console, source, base=base, do="keep", **more)
    assert answer.status_code == 303, answer.text[-3000:]
    return dict((await console.ok("GET", "/api/filters/gate"))["versions"][0])


async def send(
    console: Console, source: str, path: str = "/filters/new/write", **form: str
) -> httpx.Response:
    """As a browser without script, but with the token of a program."""
    values = {"name": "gate", "source": source, **form}
    return await console.client.post(path, data=values, timeout=120)


async def test_a_draft_becomes_a_version(desk: Console) -> None:
    first = await keep(desk, GATE)
    assert first["version"] == "1" and first["uploaded_by"] == "operator"
    shown = await desk.ok("GET", "/api/filters/gate/versions/1")
    assert shown["source"] == GATE
    entry = (await desk.ok("GET", "/api/audit"))[0]
    assert entry["action"] == "filter.upload" and "gate@1" in str(entry)
    page = (await desk.client.get("/filters/gate/edit")).text
    assert first["id"] in page and "class Gate" in page
    second = await keep(desk, GATE.replace("403", "401"), first["id"], version="2.0")
    assert second["version"] == "2.0"


async def test_nobody_keeps_over_a_newer_version_unseen(desk: Console) -> None:
    first = await keep(desk, GATE)
    await keep(desk, GATE.replace("403", "401"), first["id"])
    mine = GATE.replace("403", "418")
    answer = await send(desk, mine, "/filters/gate/edit", base=first["id"], do="keep")
    assert answer.status_code == 200
    assert "was kept meanwhile" in answer.text and "<del>401</del>" in answer.text
    assert "418" in answer.text
    versions = (await desk.ok("GET", "/api/filters/gate"))["versions"]
    assert len(versions) == 2 and f'name="base" value="{versions[0]["id"]}"' in answer.text
    assert (await keep(desk, mine, versions[0]["id"]))["version"] == "3"


async def test_what_cannot_be_built_is_not_kept(desk: Console) -> None:
    answer = await send(desk, "import os\n" + GATE, do="keep")
    assert "SLU013" in answer.text and "import os" in answer.text
    assert (await desk.ok("GET", "/api/filters"))["total"] == 0
    for name in ("../x", "UPPER", ""):
        refused = await send(desk, GATE, name=name, do="keep")
        assert refused.status_code in (404, 422)


async def test_viewers_look_and_people_of_tenants_see_nothing(desk: Console) -> None:
    await keep(desk, GATE)
    await make_account(desk)
    await make_account(desk, "ada", Role.VIEWER)
    viewer, token = await signed_in(desk)
    page = await viewer.get("/filters/gate/edit")
    assert page.status_code == 200 and "readonly" in page.text
    values = {"csrf": token, "source": GATE, "do": "check"}
    assert (await viewer.post("/filters/gate/edit", data=values)).status_code == 403
    body = {"main": "gate.py", "files": {"gate.py": GATE}}
    answer = await viewer.post("/api/filters/check", json=body, headers={"x-csrf-token": token})
    assert answer.status_code == 403
    await viewer.aclose()


async def test_a_form_without_its_token_is_refused(desk: Console) -> None:
    await make_account(desk)
    client, _ = await signed_in(desk)
    values = {"name": "gate", "source": GATE, "do": "check"}
    assert (await client.post("/filters/new/write", data=values)).status_code == 403
    await client.aclose()
