"""What each ready-made filter costs a request and how large it is: `make bench-filters`.

    python -m bench.filters --seconds 10
    python -m bench.filters --only jwt,api_key

Each figure is measured in turn with one of no filter (in the emulated host: of an empty one), so that ratios
hold on a machine that does other things too; microseconds are those of this machine. It writes
bench/results/<date>-filters.json and docs/reference/filters.md.
"""

from __future__ import annotations

import argparse
import ast
import base64
import datetime
import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from sluice.cli.measure.emulated import measure_emulated
from sluice.cli.measure.envoy import measure_in_envoy
from sluice.cli.measure.rounds import Comparison
from sluice.testing.envoy.client import to_wire
from sluice.testing.host import Host, Plugin
from sluice.testing.loader import load_wasm
from sluice.testing.messages import SentRequest
from sluice.toolchain.build import build_file
from sluice.toolchain.inspection import inspect_module

ROOT = Path(__file__).resolve().parents[1]
FILTERS = ROOT / "filters"
PAGE = ROOT / "docs" / "reference" / "filters.md"
RESULTS = ROOT / "bench" / "results"

OPENING = """\
# Ready-made filters

<!-- Written by `make bench-filters`. -->

Each is one file in `filters/` with its tests: take it as it is, or as a beginning. Its configuration is
described by its `Config`; `sluice inspect FILE.wasm` prints the schema, and the console makes a form of it.

What a request costs more is CPU: of Envoy with one worker that answers by itself, beside no filter; and of
the emulated host beside an empty filter. The two are measured in turn; ratios have the middle half of all
rounds in brackets, microseconds are those of one machine at work. Each is sent a request that it does its
usual work for. Where that has a body (`json_transform`, `llm_tokens`), Envoy without the filter answers
before it has read it, so that its figure is no good measure for those two.

| Filter | | Bytes | Compressed | Envoy, times no filter | µs more | Emulated, times empty | Answer |
|---|---|---|---|---|---|---|---|"""


@dataclass(frozen=True, slots=True)
class Case:
    """A request that the filter does its usual work for."""

    config: Any
    headers: Mapping[str, str]
    path: str = "/orders?id=1"
    method: str = "GET"
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Measured:
    name: str
    says: str
    size: int
    compressed: int
    emulated: Comparison
    envoy: Comparison
    statuses: Mapping[int, int]


def cases() -> dict[str, Case]:
    token, public = _signed_token()
    agent = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"}
    asked = {"model": "small", "messages": [{"role": "user", "content": "Tell me a story of a fox. " * 8}]}
    jwt = {"keys": [{"algorithm": "RS256", "pem": public}], "claims": {"sub": "x-user"}}
    return {
        "api_key": Case({"keys": {"k-ann": "ann"}}, {"x-api-key": "k-ann"}),
        "bot_block": Case({"block": ["badbot", "scrapy"], "allow": ["goodbot"]}, agent),
        "cache_key": Case({}, {}, "/orders?b=2&a=1&utm_source=x"),
        "canary_tagger": Case({"users": ["jason"]}, {"x-user": "jason"}),
        "cors": Case({"origins": ["https://a.example"]}, {"origin": "https://a.example"}),
        "ip_allow_deny": Case({"deny": ["10.0.0.0/8", "192.168.0.0/16"]}, {}),
        "json_access_log": Case({}, agent),
        "json_transform": Case(
            {"set": {"b": 2}}, {"content-type": "application/json"}, method="POST", body=b'{"a": 1}'
        ),
        "jwt": Case(jwt, {"authorization": f"Bearer {token}"}),
        "jwt_hs256": Case({"secret": "s3cret"}, {"authorization": f"Bearer {_hmac_token('s3cret')}"}),
        "llm_tokens": Case(
            {"limit": 10**9},
            {"content-type": "application/json"},
            "/v1/chat/completions",
            "POST",
            _json(asked),
        ),
        "maintenance_page": Case({}, {"accept": "text/html"}),
        "oauth2_introspection": Case({"cluster": "none"}, {}),
        "request_headers": Case(
            {"request": {"set": {"x-env": "prod"}, "remove": ["x-debug"]}}, {"x-debug": "1"}
        ),
        "request_id": Case({}, {}),
        "response_headers": Case({"defaults": {"x-content-type-options": "nosniff"}}, {}),
        "tenant_key": Case(None, {}),
        "token_bucket": Case({"rate": 1e9, "burst": 10**9}, {}),
        "trace_propagation": Case({}, {"traceparent": f"00-{'a' * 32}-{'b' * 16}-01"}),
        "waf_lite": Case({}, agent, "/search?q=union+square+hotels&page=2&sort=price"),
    }


def measure(name: str, case: Case, seconds: float) -> Measured:
    file = FILTERS / f"{name}.py"
    wasm = build_file(file).wasm
    config = b"" if case.config is None else _json(case.config)
    request = SentRequest(case.method, case.path, dict(case.headers), case.body)
    plugin = Plugin(name, config)
    loaded = load_wasm(wasm, Host(plugin))
    try:
        emulated = measure_emulated(loaded, request, seconds / 2)
    finally:
        loaded.close()
    holds = inspect_module(wasm).allow_on_headers_stop_iteration
    in_envoy = measure_in_envoy(plugin, wasm, holds, to_wire(request), seconds / 2)
    says = (ast.get_docstring(ast.parse(file.read_text())) or "").partition("\n\n")[0].replace("\n", " ")
    compressed = len(gzip.compress(wasm, 9, mtime=0))
    return Measured(name, says, len(wasm), compressed, emulated, in_envoy.comparison, dict(in_envoy.statuses))


def page(found: list[Measured]) -> str:
    """The table, as the documentation shows it."""
    return "\n".join([OPENING, *map(_row, found)]) + "\n"


def _row(found: Measured) -> str:
    envoy, emulated = found.envoy.ratio, found.emulated.ratio
    cells = (
        f"[`{found.name}`](../../filters/{found.name}.py)",
        found.says,
        f"{found.size:,}",
        f"{found.compressed:,}",
        f"{envoy.median:.2f} [{envoy.low:.2f}–{envoy.high:.2f}]",
        f"{found.envoy.added.median:.1f}",
        f"{emulated.median:.2f} [{emulated.low:.2f}–{emulated.high:.2f}]",
        ", ".join(str(status) for status in sorted(found.statuses)),
    )
    return f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0, help="to measure each filter")
    parser.add_argument("--only", default="", help="names, with commas; then the page stays as it is")
    arguments = parser.parse_args()
    only = set(filter(None, arguments.only.split(",")))
    chosen = {name: case for name, case in cases().items() if not only or name in only}
    found = list(_measured(chosen, arguments.seconds))
    for each in found:
        print(_row(each))
    if only:
        return
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    (RESULTS / f"{day}-filters.json").write_text(
        json.dumps([_to_json(each) for each in found], indent=2) + "\n"
    )
    PAGE.write_text(page(found))


def _measured(chosen: Mapping[str, Case], seconds: float) -> Iterator[Measured]:
    for name, case in chosen.items():
        print(f"{name} …", flush=True)
        yield measure(name, case, seconds)


def _to_json(found: Measured) -> dict[str, Any]:
    return {
        "filter": found.name,
        "size": found.size,
        "compressed": found.compressed,
        "emulated": found.emulated.to_json(),
        "envoy": found.envoy.to_json(),
        "statuses": {str(status): count for status, count in found.statuses.items()},
    }


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


def _part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _claims(algorithm: str) -> str:
    return f"{_part(_json({'alg': algorithm}))}.{_part(_json({'sub': 'ann', 'exp': 9_999_999_999}))}"


def _hmac_token(secret: str) -> str:
    import hashlib
    import hmac

    signed = _claims("HS256")
    return f"{signed}.{_part(hmac.digest(secret.encode(), signed.encode(), hashlib.sha256))}"


def _signed_token() -> tuple[str, str]:
    """A token and the public key in PEM."""
    key = rsa.generate_private_key(65537, 2048)
    signed = _claims("RS256")
    signature = key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return f"{signed}.{_part(signature)}", key.public_key().public_bytes(
        serialization.Encoding.PEM, form
    ).decode()


if __name__ == "__main__":
    main()
