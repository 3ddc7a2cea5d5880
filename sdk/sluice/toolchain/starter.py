"""What a filter is begun from: the files that `sluice new` writes, and the filters that come with Sluice."""

from pathlib import Path

FILTER = '''\
"""Let only requests with a known tenant through and tell the upstream which plan the tenant has."""

from dataclasses import dataclass

from sluice import Counter, HttpFilter, Request, Response

refused = Counter("{name}_refused_total")


@dataclass(frozen=True)
class Config:
    plans: dict[str, str]
    header: str = "x-plan"


class {class_name}(HttpFilter[Config]):
    def on_request_headers(self, request: Request) -> Response | None:
        plan = self.config.plans.get(request.headers.get("x-tenant", ""))
        if plan is None:
            refused.increment()
            return Response(403, body="unknown tenant\\n")
        request.headers[self.config.header] = plan
        return None
'''

TEST = '''\
"""Every test runs twice: under CPython, and compiled to Wasm."""

from sluice.testing import Loader

CONFIG = {{"plans": {{"acme": "gold"}}}}


def test_known_tenant_passes_with_its_plan(load: Loader) -> None:
    filter = load("{name}.py", config=CONFIG)
    result = filter.request("GET", "/orders", headers={{"x-tenant": "acme"}})
    assert result.upstream_request.headers["x-plan"] == "gold"


def test_unknown_tenant_is_refused_and_counted(load: Loader) -> None:
    filter = load("{name}.py", config=CONFIG)
    result = filter.request("GET", "/orders", headers={{"x-tenant": "nobody"}})
    assert result.response.status == 403
    assert filter.metrics["{name}_refused_total"] == 1
'''


def filter_source(name: str) -> str:
    """`tenant_header` becomes a filter class `TenantHeader`."""
    words = "".join(part.capitalize() for part in name.split("_"))
    return FILTER.format(name=name, class_name=words if words.isidentifier() else f"Filter{words}")


def filter_test_source(name: str) -> str:
    return TEST.format(name=name)


def ready_made_filters() -> Path:
    """The folder of filters that come with Sluice, each with its test in `tests/`."""
    package = Path(__file__).parents[1]
    for folder in (package / "ready_made", package.parents[1] / "filters"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError("the ready-made filters are missing; install sluice anew")
