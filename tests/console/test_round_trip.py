"""Any configuration: exported, taken away, applied again and exported it is the same, byte for byte."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.console.conftest import Console, run_console
from tests.console.modules import marking_module
from tests.console.test_upstream_tls import NODE, TLS
from tests.support.tokens import TokenMaker

from sluice_console.core.settings import Settings

NAMES = ("a", "b2", "c.d", "e-f")
OWNER = "all"
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).map(str.strip)


def some(values: Any, most: int = 3) -> Any:
    return st.lists(values, max_size=most, unique_by=str)


def named(fields: dict[str, Any], most: int = 3) -> Any:
    """Objects with names of their own."""
    return some(st.sampled_from(NAMES), most).flatmap(
        lambda names: st.tuples(*(st.fixed_dictionaries({"name": st.just(name), **fields}) for name in names))
    )


SERVICES = named(
    {
        "description": TEXTS,
        "endpoints": some(
            st.fixed_dictionaries(
                {"host": st.sampled_from(["127.0.0.1", "::1", "up.test"]), "port": st.integers(1, 65535)},
                optional={"weight": st.integers(1, 1000), "priority": st.just(0)},
            )
        ),
        "settings": st.fixed_dictionaries(
            {},
            optional={
                "protocol": st.sampled_from(["http1", "http2"]),
                "connect_timeout": st.floats(0.1, 60),
                "ejection": st.just({"errors": 3}),
                "tls": st.sampled_from([None, TLS, {"verify": False}]),
            },
        ),
    }
)
KEYS = TokenMaker("https://login.test").jwks()
ISSUERS = named(
    {
        "settings": st.fixed_dictionaries(
            {"issuer": st.sampled_from(["https://a.test", "b"]), "jwks": st.just(KEYS)},
            optional={"audiences": some(st.sampled_from(["x", "y"])), "forward": st.booleans()},
        )
    },
    2,
)
LIMITS = named(
    {
        "requests": st.integers(1, 1000),
        "by": st.sampled_from(["", "address", "x-key"]),
        "when_away": st.sampled_from(["allow", "deny"]),
    }
)
TENANTS = named(
    {
        "description": TEXTS,
        "rate": st.none() | st.integers(1, 9),
        "hosts": some(st.just("x.test")),
        "quotas": some(st.just({"requests": 5, "seconds": 60})),
    }
)
PATHS = st.sampled_from(
    [
        {"kind": "prefix", "value": "/"},
        {"kind": "exact", "value": "/a"},
        {"kind": "regex", "value": "/a/[0-9]+"},
        {"kind": "template", "value": "/a/{b}/**"},
    ]
)
EDIT = st.fixed_dictionaries(
    {}, optional={"set": st.just([["X-A", "1"]]), "remove": some(st.sampled_from(["x-b", "x-c"]))}
)
MARKS = st.fixed_dictionaries(
    {"filter": st.sampled_from(["mark@1", "mark@2"]), "order": st.integers(0, 3)},
    optional={"configuration": st.dictionaries(TEXTS, TEXTS | st.integers(-9, 9) | st.none(), max_size=2)},
)


@st.composite
def configurations(draw: st.DrawFn) -> dict[str, Any]:
    found: dict[str, Any] = {"services": list(draw(SERVICES)), "issuers": list(draw(ISSUERS))}
    found["tenants"] = list(draw(TENANTS))
    for kind in ("gateways", "listeners", "limits", "logins", "routes", "attachments"):
        found[kind] = []
    for position, gateway in enumerate(draw(some(st.sampled_from(NAMES), 2))):
        place = {"gateway": gateway}
        port = 8000 + 100 * position
        compression = draw(st.sampled_from([None, {"algorithms": ["gzip"]}]))
        found["gateways"].append({"name": gateway, "listen_port": port, "compression": compression})
        if draw(st.booleans()):
            tls = draw(st.sampled_from([None, {"certificates": ["node"]}]))
            found["listeners"].append({**place, "name": "more", "port": port + 1, "tls": tls})
        limits = draw(LIMITS)
        found["limits"] += [{**place, **item} for item in limits]
        services = [item["name"] for item in found["services"]]
        logins = draw(some(st.sampled_from(NAMES), 1)) if services else []
        found["logins"] += [login(gateway, name, draw(st.sampled_from(services))) for name in logins]
        routes = draw(named({"order": st.integers(0, 9), "match": st.fixed_dictionaries({"path": PATHS})}))
        for item in routes:
            route = {**place, **item, "hosts": [f"{item['name']}.test"], "headers": {"request": draw(EDIT)}}
            route["action"] = draw(actions(services))
            route["protection"] = draw(protections([each["name"] for each in found["issuers"]]))
            if route["action"]["kind"] == "forward":
                names = [each["name"] for each in limits]
                route["shared_limits"] = draw(some(st.sampled_from(names), 2)) if names else []
                route["login"] = draw(st.sampled_from(["", *logins]))
            found["routes"].append(route)
        found["attachments"] += [{**place, **item} for item in draw(some(MARKS))]
        for item in routes:
            on_route = draw(some(MARKS, 2))
            found["attachments"] += [{**place, "route": item["name"], **each} for each in on_route]
    return found


def login(gateway: str, name: str, service: str) -> dict[str, Any]:
    address = "https://login.test"
    settings = {"authorization_url": f"{address}/a", "token_url": f"{address}/t", "client_id": "shop"}
    return {"gateway": gateway, "name": name, "service": service, "settings": settings}


def actions(services: list[str]) -> Any:
    answers = st.fixed_dictionaries({"kind": st.just("respond"), "status": st.just(204), "body": TEXTS})
    if not services:
        return answers
    arm = st.fixed_dictionaries({"service": st.sampled_from(services), "weight": st.integers(1, 100)})
    forward = st.fixed_dictionaries(
        {"kind": st.just("forward"), "destinations": st.lists(arm, min_size=1, max_size=2)},
        optional={"timeout": st.floats(0, 100), "retry": st.just({"on": ["5xx"]})},
    )
    return answers | forward


def protections(issuers: list[str]) -> Any:
    rules: Any = st.none() | st.just([]) | st.just([{"methods": ["GET"], "paths": ["/a*"]}])
    security: dict[str, Any] = {"rules": rules}
    if issuers:
        security["issuers"] = some(st.sampled_from(issuers), 2)
    return st.none() | st.fixed_dictionaries(
        {"security": st.fixed_dictionaries(security)}, optional={"max_body": st.integers(1, 1000)}
    )


async def prepare(console: Console) -> None:
    """What a file names and does not hold."""
    certificate = {"name": "node", "chain": NODE.chain, "key": NODE.key}
    await console.ok("POST", "/api/certificates", json=certificate)
    for version in ("1", "2"):
        files = {"module": ("m.wasm", marking_module(f"mark {version}"))}
        await console.ok("POST", "/api/filters/mark/versions", files=files, data={"version": version})


async def there_and_back(console: Console, document: dict[str, Any]) -> None:
    secrets = {f"{item['gateway']}/{item['name']}": "s" for item in document["logins"]}
    more = {"owner": OWNER, "secrets": secrets}
    await console.ok("POST", "/api/configuration", json={**document, **more})
    first = await exported(console)
    again = await console.ok("POST", "/api/configuration", json={**json.loads(first), **more, "prune": True})
    assert again == {"changes": [], "releases": []}
    await console.ok("POST", "/api/configuration", json={"owner": OWNER, "services": [], "prune": True})
    assert not any(json.loads(await exported(console)).values())
    await console.ok("POST", "/api/configuration", json={**json.loads(first), **more})
    assert await exported(console) == first
    await console.ok("POST", "/api/configuration", json={"owner": OWNER, "services": [], "prune": True})


async def exported(console: Console) -> bytes:
    answer = await console.client.get("/api/configuration")
    return answer.content


def test_any_configuration_comes_back_as_it_was(tmp_path: Path) -> None:
    with asyncio.Runner() as runner:
        running = run_console(Settings(data=tmp_path / "data"))
        console = runner.run(running.__aenter__())
        try:
            runner.run(prepare(console))

            @settings(
                max_examples=12,
                phases=[Phase.generate],
                derandomize=True,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            )
            @given(configurations())
            def check(document: dict[str, Any]) -> None:
                runner.run(there_and_back(console, document))

            check()
        finally:
            runner.run(running.__aexit__(None, None, None))
