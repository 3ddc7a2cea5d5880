"""Fifty payloads in every text that can be stored: on no page does any run, or become markup at all."""

import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Dialog, Page
from tests.console.modules import marking_module
from tests.pages.browser import open_context, watch
from tests.pages.conftest import sign_in
from tests.pages.payloads import PAYLOADS
from tests.pages.site import Site, csrf_of, run_site
from tests.pages.test_entrance import signed_in
from tests.support.authority import Authority
from tests.support.tokens import TokenMaker

pytestmark = [pytest.mark.browser]

OF_EACH_SORT = 2
"""Pages: more of the same template show nothing else."""
MARKUP = """() => {
  const found = []
  for (const element of document.querySelectorAll("*")) {
    for (const attribute of element.attributes) {
      if (/^on|^hx-on/.test(attribute.name)) found.push(element.outerHTML.slice(0, 200))
      if (/^(href|src|action|data|formaction|xlink:href)$/.test(attribute.name)
          && /^\\s*(javascript|vbscript|data):/i.test(attribute.value)) found.push(element.outerHTML)
    }
  }
  const never = "iframe, object, embed, base, marquee, video, audio, math, style, img, svg script, "
    + "script:not([src]):not([type='application/json']), meta[http-equiv], link[href^='data:']"
  for (const element of document.querySelectorAll(never)) found.push(element.outerHTML.slice(0, 200))
  return found
}"""


@dataclass(slots=True)
class Filler:
    """Puts payloads into one field of a request after the other; what is refused is not stored."""

    site: Site
    stored: Counter[str] = field(default_factory=Counter)
    tried: dict[str, bool] = field(default_factory=dict)
    _turn: int = 0

    def payload(self) -> str:
        """The one that was stored least."""
        self._turn += 1
        return min(PAYLOADS, key=lambda each: (self.stored[each], (PAYLOADS.index(each) - self._turn) % 50))

    def send(self, method: str, path: str, body: Mapping[str, Any], *free: str) -> Any:
        """The object with payloads in `free`, which takes any text; then again for each other text."""
        filled, used = deepcopy(dict(body)), []
        for name in free:
            filled[name] = self.payload()
            used.append(filled[name])
            self.tried[f"{path} {name}"] = True
        made = self.site.ok(method, path, json=filled)
        self.stored.update(used)
        for number, place in enumerate(_texts(body)):
            changed = deepcopy(filled)
            if "name" in body and place != ("name",):
                changed["name"] = f"{body['name']}-{number}"
            payload = self.payload()
            _put(changed, place, payload)
            answer = self.site.api.request(method, path, json=changed)
            assert answer.status_code < 500, (path, place, payload, answer.text)
            self.tried[f"{path} {'.'.join(map(str, place))}"] = answer.is_success
            if answer.is_success:
                self.stored[payload] += 1
        return made


def _texts(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where the texts of a document are."""
    match value:
        case str():
            yield place
        case dict():
            for name, item in value.items():
                yield from _texts(item, (*place, name))
        case list():
            for position, item in enumerate(value):
                yield from _texts(item, (*place, position))


def _put(document: Any, place: tuple[str | int, ...], text: str) -> None:
    for part in place[:-1]:
        document = document[part]
    document[place[-1]] = text


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Filler]]:
    with run_site(tmp_path_factory.mktemp("payloads"), envoy="off") as site:
        site.set_up()
        filler = Filler(site)
        fill(filler)
        yield site, filler


def fill(to: Filler) -> None:
    """An object of each sort with every text that it may have."""
    gateway = {"name": "edge", "listen_address": "127.0.0.1", "listen_port": 18080}
    to.send("POST", "/api/gateways", gateway, "description", "reason")
    endpoint = {"host": "upstream.example", "port": 9000, "version": "v1", "region": "eu", "zone": "a"}
    service = {"name": "cart", "endpoints": [endpoint]}
    to.send("POST", "/api/services", service, "description", "reason")
    issued = Authority().issue("shop.example")
    certificate = {"name": "shop", "chain": issued.chain, "key": issued.key}
    to.send("POST", "/api/certificates", certificate, "description", "reason")
    limit = {"gateway": "edge", "name": "calls", "requests": 5, "by": "x-caller"}
    to.send("POST", "/api/limits", limit, "description", "reason")
    listener = {"gateway": "edge", "name": "more", "address": "127.0.0.1", "port": 18081}
    to.send("POST", "/api/listeners", listener, "reason")
    jwks = TokenMaker("https://id.example").jwks()
    settings = {
        "issuer": "https://id.example",
        "audiences": ["shop"],
        "jwks": jwks,
        "headers": [["sub", "x-sub"]],
    }
    to.send("POST", "/api/issuers", {"name": "staff", "settings": settings}, "reason")
    addresses = {
        f"{name}_url": f"https://id.example/{name}" for name in ("authorization", "token", "end_session")
    }
    paths = {"callback_path": "/callback", "signout_path": "/bye"}
    settings = {**addresses, **paths, "client_id": "shop", "scopes": ["openid"]}
    login = {
        "gateway": "edge",
        "name": "people",
        "service": "cart",
        "settings": settings,
        "client_secret": "x",
    }
    to.send("POST", "/api/logins", login, "reason")
    fill_routes(to)
    to.send(
        "POST", "/api/tenants", {"name": "harbor-pay", "hosts": ["harbor.example"]}, "description", "reason"
    )
    key = to.send("POST", "/api/tenants/harbor-pay/keys", {"name": "first"}, "reason")["id"]
    to.send("PATCH", f"/api/tenants/harbor-pay/keys/{key}", {"quotas": []}, "reason")
    to.send("POST", "/api/tokens", {"role": "viewer"}, "name")
    to.send("POST", "/api/users", {"login": "ann", "role": "viewer"})
    to.send("POST", "/api/webhooks", {"name": "chat", "url": "https://1.1.1.1/hook"}, "reason")
    to.send(
        "POST",
        "/api/recordings",
        {"gateway": "edge", "minutes": 1},
        "name",
        "reason",
    )
    fill_filters(to)


def fill_routes(to: Filler) -> None:
    text = {"value": "x", "operator": "contains"}
    match = {
        "path": {"kind": "prefix", "value": "/x"},
        "headers": [{"name": "x-a", "value": text}],
        "query": [{"name": "q", "value": text}],
        "cookies": [{"name": "c", "value": "x"}],
    }
    edits = {"set": [["x-b", "x"]], "add": [["x-c", "x"]], "remove": ["x-d"]}
    subject = {"kind": "header", "name": "x-role", "value": "x"}
    security = {"rules": [{"subjects": [subject], "methods": ["GET"], "paths": ["/x"]}]}
    cors = {"origins": ["https://a.example"], "headers": ["x-a"], "exposed": ["x-b"]}
    common = {"gateway": "edge", "hosts": ["shop.example"], "match": match}
    forward = {
        "kind": "forward",
        "destinations": [{"service": "cart", "version": "v1"}],
        "rewrite": {"prefix": "/y", "host": "b.example"},
        "hash_by": [{"kind": "header", "name": "x-h"}],
    }
    answers: tuple[dict[str, Any], ...] = (
        forward,
        {"kind": "redirect", "host": "c.example", "path": "/z"},
        {"kind": "respond", "status": 200, "body": "x", "content_type": "text/plain"},
    )
    for number, action in enumerate(answers):
        route = {**common, "name": f"route{number}", "action": action}
        if number == 0:
            headers = {"request": edits, "response": edits}
            route |= {"headers": headers, "protection": {"security": security, "cors": cors}}
        to.send("POST", "/api/routes", route, "description", "reason")


def fill_filters(to: Filler) -> None:
    """What modules themselves say is in `test_hostile`."""
    for version in ("1", "2"):
        module = {"module": ("m.wasm", marking_module(version))}
        to.site.ok("POST", "/api/filters/mark/versions", files=module, data={"version": version})
    to.send("PATCH", "/api/filters/mark", {}, "description", "reason")
    values = {"filter": "mark@1", "gateway": "edge", "configuration": {"text": "x", "list": ["x"]}}
    attachment = to.send("POST", "/api/attachments", values, "reason")["id"]
    header = {"name": "x-beta", "value": {"value": "x"}}
    stage = {"percent": 10, "headers": [header], "minimum_seconds": 600}
    plan = {"attachment": attachment, "filter": "mark@2", "stages": [stage], "sticky_by": "x-user"}
    rollout = to.send("POST", "/api/rollouts", plan, "reason")["id"]
    with signed_in(to.site) as visitor:
        token = csrf_of(visitor.get("/settings").text)
        for verb in ("pause", "resume", "abort"):
            visitor.post(f"/rollouts/{rollout}/{verb}", data={"csrf": token, "reason": to.payload()})


def test_every_payload_is_stored_somewhere(filled: tuple[Site, Filler]) -> None:
    _, filler = filled
    assert [payload for payload in PAYLOADS if not filler.stored[payload]] == []
    assert len(filler.tried) > 90 and sum(filler.tried.values()) > 40, filler.tried


def test_none_of_them_runs_on_any_page(browser: Browser, filled: tuple[Site, Filler]) -> None:
    site, _ = filled
    context = open_context(browser, site.url)
    page = context.new_page()
    complaints, dialogs = watch(page), list[str]()

    def close(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", close)
    sign_in(page)
    seen: Counter[str] = Counter()
    waiting, known = ["/", "/gateways?gateway=edge"], {"/", "/gateways?gateway=edge"}
    while waiting:
        address = waiting.pop(0)
        sort = _sort_of(address)
        if seen[sort] >= OF_EACH_SORT:
            continue
        seen[sort] += 1
        _look_at(page, address)
        for href in page.eval_on_selector_all(
            "a[href]", "links => links.map(link => link.getAttribute('href'))"
        ):
            if re.match(r"/(?!api/|static/|/)", href) and href not in known:
                known.add(href)
                waiting.append(href)
    assert len(seen) > 30, seen
    assert (complaints, dialogs) == ([], [])
    context.close()


def _sort_of(address: str) -> str:
    """Pages of one template: ids and names are the same to it, and so is what somebody looks for."""
    parts = urlsplit(address)
    path = re.sub(r"^(/\w+)/(?!new$)[^/]+", r"\1/*", parts.path)
    return path + "?" + "&".join(sorted(pair.partition("=")[0] for pair in parts.query.split("&")))


def _look_at(page: Page, address: str) -> None:
    response = page.goto(address)
    assert response is not None and response.status == 200, (address, response and response.status)
    until = time.monotonic() + 0.05
    while time.monotonic() < until:
        page.evaluate("() => new Promise(done => requestAnimationFrame(done))")
    assert page.evaluate("() => window.pwned") is None, address
    assert page.evaluate(MARKUP) == [], address


def test_none_of_them_runs_where_a_request_is_explained(
    browser: Browser, filled: tuple[Site, Filler]
) -> None:
    """What is pasted, all of them at once; and in the answer's own words."""
    site, _ = filled
    headers = "\n".join(f"x-p{number}: {payload}" for number, payload in enumerate(PAYLOADS))
    context = open_context(browser, site.url)
    page = context.new_page()
    complaints = watch(page)
    sign_in(page)
    for query in (
        {"url": "http://shop.example/x", "headers": headers},
        {"url": f"http://a.example/{PAYLOADS[16]}"},
    ):
        _look_at(page, f"/explain?{httpx.QueryParams({'gateway': 'edge', **query})}")
    for payload in PAYLOADS[::10]:
        page.goto("/explain?gateway=edge")
        page.fill(
            "#request", f"curl -H 'x-a: {payload.replace(chr(39), '')}' 'http://shop.example/?{payload[:20]}"
        )
        page.click("main button.btn-main")
        page.wait_for_load_state()
        assert page.evaluate("() => window.pwned") is None, payload
        assert page.evaluate(MARKUP) == [], payload
    assert complaints == []
    context.close()
