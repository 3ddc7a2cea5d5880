"""Rules by who a client's certificate says it is, over REST and in a real Envoy."""

from __future__ import annotations

import ssl
from pathlib import Path

import httpx
import pytest
from tests.console.stands import operated
from tests.console.test_live import upstream
from tests.support.authority import Authority, Issued
from tests.support.envoy import find_free_port

from sluice_console.core.settings import Settings

pytestmark = pytest.mark.envoy
RULES = [
    {"subjects": [{"kind": "certificate", "value": "spiffe://shop.test/billing"}], "paths": ["/invoices/**"]},
    {
        "subjects": [{"kind": "certificate", "value": "reader.shop.test"}],
        "methods": ["GET"],
        "paths": ["/invoices/*", "/open"],
    },
    {"subjects": [{"kind": "anyone"}], "methods": ["GET"], "paths": ["/open"]},
]


async def test_a_certificate_says_who_may_do_what(sqlite_settings: Settings, tmp_path: Path) -> None:
    authority, port = Authority("clients"), find_free_port()
    server = authority.issue("shop.test")
    clients = {
        "billing": authority.issue("spiffe://shop.test/billing"),
        "reader": authority.issue("reader.shop.test"),
        "like billing": authority.issue("spiffe://shop.test/billing/x", "billing.test"),
        "nobody": None,
    }
    async with operated(sqlite_settings, tmp_path) as stand, upstream() as behind:
        await stand.service("web", behind)
        await stand.route("all", {"service": "web"}, protection={"security": {"rules": RULES}})
        await stand.rest("POST", "certificates", name="shop", chain=server.chain, key=server.key)
        tls = {
            "certificates": ["shop"],
            "client_certificates": {"authorities": authority.pem, "required": False},
        }
        fields = {"gateway": "edge", "name": "https", "address": "127.0.0.1", "port": port, "tls": tls}
        await stand.rest("POST", "listeners", **fields)
        await stand.until_applied()
        found = {}
        for name, issued in clients.items():
            context = ssl.create_default_context(cadata=authority.pem)
            context.check_hostname = False
            if issued is not None:
                context.load_cert_chain(*written(issued, tmp_path, name))
            async with httpx.AsyncClient(verify=context, trust_env=False) as client:
                base = f"https://127.0.0.1:{port}"
                found[name] = [
                    (await client.request(method, base + path)).status_code
                    for method, path in (
                        ("GET", "/invoices/7"),
                        ("POST", "/invoices/7"),
                        ("GET", "/invoices/7/lines"),
                        ("GET", "/open"),
                    )
                ]
        assert found == {
            "billing": [200, 200, 200, 200],
            "reader": [200, 403, 403, 200],
            "like billing": [403, 403, 403, 200],
            "nobody": [403, 403, 403, 200],
        }
        forged = {"x-forwarded-client-cert": "URI=spiffe://shop.test/billing"}
        assert (
            await stand.client.get(f"http://127.0.0.1:{stand.port}/invoices/7", headers=forged)
        ).status_code == 403


def written(issued: Issued, folder: Path, name: str) -> tuple[str, str]:
    return issued.write(folder, name.replace(" ", "-"))
