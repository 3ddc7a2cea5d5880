"""The command line against a console that runs as a process of its own: what it does, and what it says."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from click.testing import CliRunner, Result
from tests.console.modules import marking_module
from tests.console.test_start import read_token, serving

from sluice.cli.main import main


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment in which `sluice` finds it; a gateway `edge` with the filter `mark` in two versions."""
    data = tmp_path_factory.mktemp("remote") / "data"
    with serving(data) as (_, listening):
        found = {"SLUICE_CONSOLE": str(listening["http"]), "SLUICE_TOKEN": read_token(data)}
        headers = {"authorization": f"Bearer {found['SLUICE_TOKEN']}"}
        with httpx.Client(base_url=found["SLUICE_CONSOLE"], headers=headers, trust_env=False) as client:
            client.post("/api/gateways", json={"name": "edge", "listen_port": 8080}).raise_for_status()
            endpoints = [{"host": "127.0.0.1", "port": 9001}]
            client.post("/api/services", json={"name": "web", "endpoints": endpoints}).raise_for_status()
            for version in ("1", "2"):
                files = {"module": ("m.wasm", marking_module(f"mark {version}"))}
                path = "/api/filters/mark/versions"
                client.post(path, files=files, data={"version": version}).raise_for_status()
            body = {"filter": "mark@1", "gateway": "edge"}
            client.post("/api/attachments", json=body).raise_for_status()
        yield found


def sluice(console: dict[str, str], *arguments: str | Path, status: int = 0) -> str:
    result: Result = CliRunner(env=console).invoke(main, [*map(str, arguments)])
    assert result.exit_code == status, result.output
    assert "Traceback" not in result.output
    return result.output


def test_a_route_goes_out_and_comes_back(console: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "checkout.json"
    wanted = {
        "gateway": "edge",
        "name": "checkout",
        "hosts": ["shop.example"],
        "action": {"kind": "forward", "destinations": [{"service": "web"}]},
    }
    file.write_text(json.dumps(wanted))
    assert "published as release" in sluice(console, "route", "put", file)
    shown = json.loads(sluice(console, "route", "show", "edge/checkout"))
    assert shown["hosts"] == ["shop.example"]
    assert "tenant" not in shown
    shown["order"] = 7
    file.write_text(json.dumps(shown))
    assert "published as release" in sluice(console, "route", "put", file, "--reason", "earlier")
    assert "published" not in sluice(console, "route", "put", file)
    listed = sluice(console, "route", "list", "--gateway", "edge")
    assert listed.splitlines()[0].split() == ["GATEWAY", "ROUTE", "HOSTS", "ORDER", "GOES", "TO"]
    assert listed.splitlines()[1].split() == ["edge", "checkout", "shop.example", "7", "web"]
    newest = json.loads(sluice(console, "release", "list", "--gateway", "edge", "--json"))["items"][0]
    assert newest["reason"] == "earlier"
    release = f"edge@{newest['number']}"
    assert "route checkout: changed" in sluice(console, "release", "diff", release)
    assert "edge is at release" in sluice(console, "release", "rollback", f"edge@{newest['number'] - 1}")
    assert json.loads(sluice(console, "route", "show", "checkout"))["order"] == 100
    assert release in sluice(console, "release", "list")
    assert "checkout is gone" in sluice(console, "route", "delete", "checkout")


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"name": "x"}'])
def test_a_file_that_is_no_route(console: dict[str, str], tmp_path: Path, text: str) -> None:
    file = tmp_path / "route.json"
    file.write_text(text)
    assert "is no route: it takes a JSON object" in sluice(console, "route", "put", file, status=1)


def test_a_route_that_is_refused_says_where(console: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "route.json"
    file.write_text(json.dumps({"gateway": "edge", "name": "x", "hosts": ["a b"], "action": {"kind": "no"}}))
    output = sluice(console, "route", "put", file, status=1)
    assert "the console refused it: 2 fields need a look." in output
    assert "hosts: 'a b' is no host" in output


def test_a_tenant_and_its_keys(console: dict[str, str]) -> None:
    sluice(console, "tenant", "create", "harbor-pay", "--host", "api.example.com", "--rate", "50")
    assert sluice(console, "tenant", "list").splitlines()[1].split() == [
        "harbor-pay",
        "api.example.com",
        "50",
    ]
    first = sluice(console, "key", "create", "harbor-pay", "web", "--days", "90").strip()
    assert first.startswith("slk_")
    listed = sluice(console, "key", "list", "harbor-pay")
    assert first not in listed
    old = listed.splitlines()[1].split()[0]
    second = sluice(console, "key", "rotate", "harbor-pay", old, "--overlap-hours", "1").strip()
    assert second.startswith("slk_")
    assert second != first
    assert "web is revoked" in sluice(console, "key", "revoke", "harbor-pay", old)
    assert "revoked already" in sluice(console, "key", "revoke", "harbor-pay", old, status=1)
    keys = json.loads(sluice(console, "key", "list", "harbor-pay", "--json"))["items"]
    assert [key["revoked_at"] is not None for key in keys] == [False, True]
    assert "No key of harbor-pay was used" in sluice(console, "tenant", "usage", "harbor-pay")
    assert "harbor-pay is gone" in sluice(console, "tenant", "delete", "harbor-pay")
    assert "There is no tenant 'harbor-pay'" in sluice(console, "key", "list", "harbor-pay", status=1)


def test_a_route_comes_back_with_its_tenant_and_its_mirrors(console: dict[str, str], tmp_path: Path) -> None:
    sluice(console, "tenant", "create", "quay")
    file = tmp_path / "quay.json"
    arms = {"destinations": [{"service": "web"}], "mirrors": [{"service": "web", "share": 5}]}
    wanted = {"gateway": "edge", "name": "quay", "hosts": ["quay.example"], "tenant": "quay"}
    file.write_text(json.dumps({**wanted, "action": {"kind": "forward", **arms}}))
    sluice(console, "route", "put", file)
    shown = sluice(console, "route", "show", "edge/quay")
    file.write_text(shown)
    assert "published" not in sluice(console, "route", "put", file)
    listed = json.loads(sluice(console, "tenant", "list", "--json"))["items"]
    tenants = {item["id"]: item["name"] for item in listed}
    assert tenants[json.loads(shown)["tenant"]] == "quay"
    sluice(console, "route", "delete", "edge/quay")
    sluice(console, "tenant", "delete", "quay")


def test_a_rollout_is_started_followed_and_commanded(console: dict[str, str]) -> None:
    start = ("rollout", "start", "mark@2", "--gateway", "edge", "--sticky", "cookie:session")
    for stage in ("10", "10%:5", "10%:5x", "%"):
        assert "is no stage; write 10%" in sluice(console, *start, "--stage", stage, status=2)
    begun = sluice(console, *start, "--stage", "10%:1h", "--stage", "100%:hand")
    rollout = begun.split()[0]
    assert "1 of 2, 10 %" in wait_for_stage(console, rollout)
    assert "is paused" in sluice(console, "rollout", "pause", rollout)
    assert "Cannot pause a rollout that is paused" in sluice(console, "rollout", "pause", rollout, status=1)
    assert "is running" in sluice(console, "rollout", "resume", rollout)
    assert "mark 1 → 2 at edge: running" in sluice(console, "rollout", "status")
    assert "is aborted" in sluice(console, "rollout", "abort", "--reason", "enough")
    assert "no rollout is under way" in sluice(console, "rollout", "abort", status=1)
    over = sluice(console, "rollout", "status", rollout, "--wait", status=1)
    assert "aborted by hand: enough" in over
    assert rollout in sluice(console, "rollout", "list", "--gateway", "edge")
    again = sluice(console, *start, "--stage", "50%", "--stage", "100%").split()[0]
    followed = sluice(console, "rollout", "status", again, "--wait")
    assert "mark 1 → 2 at edge: promoted" in followed
    assert json.loads(sluice(console, "rollout", "status", again, "--json"))["state"] == "promoted"
    assert "attached nowhere" in sluice(console, "rollout", "start", "other@1", "--stage", "100%", status=1)


def test_a_route_and_a_service_are_rolled_out(console: dict[str, str], tmp_path: Path) -> None:
    headers = {"authorization": f"Bearer {console['SLUICE_TOKEN']}"}
    with httpx.Client(base_url=console["SLUICE_CONSOLE"], headers=headers, trust_env=False) as client:
        endpoints = [{"host": "127.0.0.1", "port": 9000 + at, "version": f"v{at}"} for at in (2, 3)]
        client.post("/api/services", json={"name": "mill", "endpoints": endpoints}).raise_for_status()
        action = {"kind": "forward", "destinations": [{"service": "mill", "version": "v2"}]}
        body = {"gateway": "edge", "name": "wheel", "hosts": ["mill.example"], "action": action}
        client.post("/api/routes", json=body).raise_for_status()
    change = tmp_path / "change.json"
    change.write_text(json.dumps({"headers": {"response": {"set": [["x-wheel", "new"]]}}}))
    of_route = ("rollout", "start", "--route", "edge/wheel", "--change", change, "--stage", "50%:hand")
    rollout = sluice(console, *of_route).split()[0]
    assert "route wheel, changed at edge: running" in wait_for_stage(console, rollout)
    assert "as it is   0 requests" in sluice(console, "rollout", "status", rollout)
    assert "is promoted" in sluice(console, "rollout", "promote", rollout)
    shown = json.loads(sluice(console, "route", "show", "edge/wheel"))
    assert shown["headers"]["response"]["set"] == [["x-wheel", "new"]]
    of_service = ("rollout", "start", "--service", "mill", "--gateway", "edge", "--stage", "50%:hand", "--to")
    assert "it has: v2, v3" in sluice(console, *of_service, "v4", status=1)
    rollout = sluice(console, *of_service, "v3").split()[0]
    assert "mill v2 → v3 at edge: running" in wait_for_stage(console, rollout)
    assert "mill v2 → v3" in sluice(console, "rollout", "list")
    assert "is aborted" in sluice(console, "rollout", "abort", rollout)


def test_subjects_that_do_not_go_together(console: dict[str, str], tmp_path: Path) -> None:
    start, stage = ("rollout", "start"), ("--stage", "50%")
    assert "say what changes" in sluice(console, *start, *stage, status=2)
    assert "--service goes with" in sluice(console, *start, "--service", "mill", *stage, status=2)
    change = tmp_path / "change.json"
    change.write_text("{not json")
    assert "--change goes with" in sluice(console, *start, "--change", change, *stage, status=2)
    assert "is not JSON" in sluice(console, *start, "--change", change, "--route", "x", *stage, status=1)


def test_a_filter_is_attached_changed_and_detached(console: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "route.json"
    action = {"kind": "forward", "destinations": [{"service": "web"}]}
    file.write_text(
        json.dumps({"gateway": "edge", "name": "pay", "hosts": ["pay.example"], "action": action})
    )
    sluice(console, "route", "put", file)
    assert "mark@1 works at edge/pay, published as release" in sluice(
        console, "attach", "mark@1", "--route", "edge/pay"
    )
    assert "mark runs at edge" in sluice(console, "detach", "mark", status=1)
    configuration = tmp_path / "mark.json"
    configuration.write_text('{"a": 1}')
    changed = sluice(console, "attach", "mark@2", "--route", "edge/pay", "--config", configuration, "--json")
    assert (json.loads(changed)["version"], json.loads(changed)["configuration"]) == ("2", {"a": 1})
    moved = json.loads(sluice(console, "attach", "mark", "--route", "edge/pay", "--order", "5", "--json"))
    assert (moved["version"], moved["configuration"], moved["order"]) == ("2", {"a": 1}, 5)
    for text, said in (("{", "neither a file nor JSON"), ("[1]", "is a JSON object")):
        assert said in sluice(console, "attach", "mark", "--config", text, status=1)
    assert "mark does not work at edge/pay any more" in sluice(
        console, "detach", "mark", "--route", "edge/pay"
    )
    assert "attached nowhere" in sluice(console, "detach", "mark", "--route", "edge/pay", status=1)
    sluice(console, "route", "delete", "edge/pay")


def wait_for_stage(console: dict[str, str], rollout: str) -> str:
    """Nodes there are none, so it is loaded at the next look of the timer."""
    for _ in range(100):
        output = sluice(console, "rollout", "status", rollout)
        if "loading" not in output:
            return output
    raise AssertionError(output)


def test_the_audit_log_is_verified_from_outside(console: dict[str, str], tmp_path: Path) -> None:
    exported = sluice(console, "audit", "export")
    file = tmp_path / "audit.jsonl"
    file.write_text(exported)
    kept: dict[str, Any] = json.loads(sluice(console, "audit", "verify", file, "--json"))
    assert kept["rows"] == len(exported.splitlines())
    assert "The chain holds" in sluice(console, "audit", "verify", "--end", kept["end"])
    spoilt = exported.replace('"edge"', '"edgy"', 1)
    file.write_text(spoilt)
    assert "was changed" in sluice(console, "audit", "verify", file, status=1)


@pytest.mark.parametrize("command", [("route", "list"), ("audit", "verify"), ("key", "list", "t")])
def test_without_a_console_or_with_a_wrong_token(console: dict[str, str], command: tuple[str, ...]) -> None:
    wrong = {**console, "SLUICE_TOKEN": "slu_wrong"}
    assert "does not know this token" in sluice(wrong, *command, status=1)
    away = {**console, "SLUICE_CONSOLE": "http://127.0.0.1:1"}
    assert "does not answer" in sluice(away, *command, status=1)


def test_the_configuration_as_a_file(console: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "edge.yaml"
    file.write_text(sluice(console, "config", "export", "--gateway", "edge"))
    assert "Nothing is different." in sluice(console, "config", "diff", file)
    document = yaml.safe_load(file.read_text())
    action = {"kind": "respond", "status": 204}
    document.setdefault("routes", []).append({"gateway": "edge", "name": "from-file", "action": action})
    file.write_text(yaml.safe_dump(document))
    assert "route edge/from-file: added" in sluice(console, "config", "diff", file, status=3)
    rehearsed = sluice(console, "config", "apply", file, "--dry-run", "--json", status=3)
    assert json.loads(rehearsed)["changes"][0]["name"] == "edge/from-file"
    assert "There is no route" in sluice(console, "route", "show", "edge/from-file", status=1)
    applied = sluice(console, "config", "apply", file, "--reason", "from a file")
    assert "route edge/from-file: added" in applied and "published as release" in applied
    assert sluice(console, "config", "apply", file).strip() == "Applied."
    assert "Nothing is different." in sluice(console, "apply", file, "--dry-run")
    assert "prune needs an owner" in sluice(console, "config", "apply", file, "--prune", status=1)


def test_a_file_owns_what_it_made(console: dict[str, str], tmp_path: Path) -> None:
    file, again = tmp_path / "shop.yaml", tmp_path / "again.yaml"
    action = {"kind": "respond", "status": 204}
    route = {"gateway": "edge", "name": "owned", "hosts": ["owned.test"], "action": action}
    file.write_text(yaml.safe_dump({"owner": "shop", "routes": [route]}))
    assert "route edge/owned: added" in sluice(console, "config", "apply", file)
    sluice(console, "config", "export", "--owner", "shop", "-o", again)
    assert again.read_text().startswith("# yaml-language-server: $schema=sluice.schema.json\nowner: shop\n")
    assert "Nothing is different." in sluice(console, "diff", again, "--prune")
    other = tmp_path / "other.yaml"
    other.write_text(yaml.safe_dump({"owner": "other", "routes": [route]}))
    refused = sluice(console, "config", "apply", other, status=1)
    assert "route edge/owned is kept by the file 'shop'; leave it out, or apply with --take-over" in refused
    assert "route edge/owned: adopted" in sluice(console, "config", "apply", other, "--take-over")
    other.write_text("owner: other\nroutes:\n")
    assert "route edge/owned: removed" in sluice(console, "config", "diff", other, "--prune", status=3)
    assert "route edge/owned: removed" in sluice(console, "config", "apply", other, "--prune")


LOGIN = """\
owner: staff
logins:
  - gateway: edge
    name: shop
    service: web
    settings:
      authorization_url: https://login.test/a
      token_url: https://login.test/t
      client_id: shop
"""


def test_the_secret_of_a_login_is_in_the_environment(console: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "staff.yaml"
    file.write_text(LOGIN)
    told = sluice(console, "config", "apply", file, status=1)
    assert "set SLUICE_SECRET_EDGE_SHOP where the file is applied" in told
    assert f"{file}:3: logins.0.client_secret" in told
    knowing = {**console, "SLUICE_SECRET_EDGE_SHOP": "told to nobody"}
    assert "login edge/shop: added" in sluice(knowing, "config", "apply", file)
    assert sluice(knowing, "config", "apply", file).strip() == "Applied."
    assert sluice(console, "config", "apply", file).strip() == "Applied."
    file.write_text("owner: staff\nlogins: []\n")
    sluice(console, "config", "apply", file, "--prune")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "must have some of owner, services"),
        ("routes: [", "edge.yaml:1: is no YAML"),
        ("[]", "must have some of owner, services"),
        ("a: 1", "edge.yaml:1: 'a' is none of owner"),
        ("routes: []\n\nprune: true", "edge.yaml:3: 'prune' is none of owner"),
        ("routes: []\n---\nroutes: []", "has 2 documents"),
        (
            "routes:\n  - {gateway: edge, name: x, acton: {kind: respond}}",
            "edge.yaml:2: routes.0.acton: Extra",
        ),
        (
            "routes:\n  - gateway: edge\n    name: x\n    action:\n      kind: respond\n      status: soon",
            "edge.yaml:6: routes.0.action.respond.status: Input should be",
        ),
        ("services:\n  - name: a\n  - name: a", "edge.yaml:3: services.1.name: 'a' is there twice"),
        (
            "routes:\n  - {gateway: nobody, name: x, action: {kind: respond, status: 204}}",
            "no gateway 'nobody'",
        ),
        ("gateways: [{name: edge, listen_port: 0}]", "edge.yaml:1: gateways.0.listen_port"),
        ("owner: 7\nroutes: []", "edge.yaml:1: owner:"),
    ],
)
def test_a_file_that_is_no_configuration(
    console: dict[str, str], tmp_path: Path, text: str, words: str
) -> None:
    file = tmp_path / "edge.yaml"
    file.write_text(text)
    for command in ("diff", "apply"):
        assert words in sluice(console, "config", command, file, status=1)


IMPORTS = Path(__file__).resolve().parents[1] / "cli" / "imports"


def test_an_openapi_document_is_written_read_and_applied(console: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "pets.yaml"
    command = ("import", "openapi", IMPORTS / "petstore.yaml", "--gateway", "edge", "--service", "web")
    more = ("--host", "pets.test", "--owner", "pets")
    assert sluice(console, *command, *more, "-o", file) == ""
    assert file.read_text().startswith(
        "# yaml-language-server: $schema=sluice.schema.json\n# Imported from petstore.yaml\nowner: pets\n"
    )
    assert "route edge/list-pets: added" in sluice(console, "config", "apply", file)
    assert sluice(console, *command, *more, "--apply").strip() == "Applied."
    assert sluice(console, *command, *more, "--prefix", "v1", status=2)
    file.write_text("owner: pets\nroutes: []\n")
    assert "route edge/list-pets: removed" in sluice(console, "config", "apply", file, "--prune")


def test_httproutes_are_applied_unless_something_is_missing(console: dict[str, str], tmp_path: Path) -> None:
    command = ("import", "httproute", IMPORTS / "httproutes.yaml", "--gateway", "edge", "--owner", "store")
    mapping = tmp_path / "services.yaml"
    mapping.write_text("default/web:80: web\n")
    applied = sluice(console, *command, "--services", mapping, "--apply")
    assert "service store-v1.shop.8080: added" in applied and "route edge/store-3: added" in applied
    assert "service web" not in applied
    odd = tmp_path / "odd.yaml"
    odd.write_text(
        (IMPORTS / "httproutes.yaml").read_text().replace("type: PathPrefix, value: /docs", "flag: 1")
    )
    text = sluice(console, "import", "httproute", odd, "--gateway", "edge")
    assert "# missing: HTTPRoute default/edits: rules.1.matches.0.path.flag: is not imported" in text
    refused = sluice(console, "import", "httproute", odd, "--gateway", "edge", "--apply", status=1)
    assert "1 missing, so nothing was applied" in refused
    nothing = tmp_path / "nothing.yaml"
    nothing.write_text("owner: store\nroutes: []\n")
    assert "service store-v1.shop.8080: removed" in sluice(console, "apply", nothing, "--prune")


@pytest.mark.parametrize("kind", ["openapi", "httproute"])
@pytest.mark.parametrize(
    "text", ["", "[", "a: 1\na: 2", "7", "kind: List", "openapi: 3.0.0\npaths: {/a: [{]}"]
)
def test_nonsense_is_not_imported(console: dict[str, str], tmp_path: Path, kind: str, text: str) -> None:
    file = tmp_path / "in.yaml"
    file.write_text(text)
    more = ("--service", "web") if kind == "openapi" else ()
    assert "Error: " in sluice(console, "import", kind, file, "--gateway", "edge", *more, status=1)


def test_recorded_requests_are_replayed(console: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "requests.jsonl"
    file.write_text('{"path": "/a"}\n{"path": "/b"}\n')
    uploaded = json.loads(sluice(console, "recording", "upload", file, "--name", "monday", "--json"))
    assert (uploaded["name"], uploaded["requests"]) == ("monday", 2)
    begun = sluice(console, "recording", "start", "edge", "--percent", "5", "--hide", "X-Customer")
    id_ = begun.split()[0]
    assert begun == f"{id_} records 5 % of edge\n"
    assert "is over: 0 requests" in sluice(console, "recording", "stop", id_)
    listed = sluice(console, "recording", "list")
    assert "monday" in listed
    assert id_ in listed
    assert f"{id_} is gone" in sluice(console, "recording", "delete", id_)
    told = sluice(console, "replay", "mark@2", uploaded["id"], "--against", "mark@1", status=1)
    assert told.splitlines() == [
        "2 of 2 requests are decided differently: mark@1 → mark@2",
        "Response header changed: x-filter: 2",
        "  line 1, GET /a",
        "  'mark 1' → 'mark 2'",
    ]
    same = json.loads(sluice(console, "replay", "mark@1", file, "--against", "mark@1", "--json"))
    assert (same["state"], same["differing"], same["groups"]) == ("done", 0, [])
    newest = json.loads(sluice(console, "replay", "mark@1", "newest", "--against", "mark@1", "--json"))
    assert newest["recording"] == same["recording"]
    where = ("--gateway", "edge", "--stage", "10%:hand", "--replay", uploaded["id"], "--may-differ", "1")
    sluice(console, "attach", "mark@1", "--gateway", "edge")
    begun = sluice(console, "rollout", "start", "mark@2", *where)
    status = sluice(console, "rollout", "status", begun.split()[0], "--wait", "--json", status=1)
    assert "2 of 2 recorded requests differently, 1 are allowed" in status
    assert "give the version before it" in sluice(console, "replay", "mark@1", file, status=2)
    missing = sluice(console, "replay", "mark@2", "rc_none", "--against", "mark@1", status=1)
    assert "There is no recording 'rc_none'" in missing
