"""Addresses that operators store and the console itself goes to: none leads inside, unless settings allow it.

What only an Envoy fetches (upstreams, the keys of token issuers, logins) is for the data plane's own network:
the console never connects to those. Which field is which stands here, and a new one has to be put into one of
the lists.
"""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from tests.console.conftest import Console, run_console, wait_for
from tests.console.test_signing import as_admin
from tests.console.test_webhooks import deliveries, receiver

from sluice_console.core.settings import Settings
from sluice_console.features.openapi.api import complete
from sluice_console.features.sign_in.asking import ProviderError, ask

PROVIDER: dict[str, Any] = {
    "name": "staff",
    "client_id": "sluice",
    "client_secret": "x",
    "rules": [{"claim": "*", "role": "viewer"}],
}
CONSOLE_FETCHES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "WebhookIn.url": ("POST", "/api/webhooks", {"name": "chat"}),
    "ProviderIn.issuer": ("PUT", "/api/sign-in-provider", PROVIDER),
}
"""Field by field: how it is sent, and what goes with it."""
ENVOY_FETCHES = {
    "IssuerSettings.jwks_url": "the keys of an issuer, over the cluster of a service",
    "LoginSettings.token_url": "a login's tokens, over the cluster of a service",
}
NOBODY_FETCHES = {
    "IssuerSettings.issuer": "compared with what tokens say",
    "LoginSettings.authorization_url": "where browsers are sent",
    "LoginSettings.end_session_url": "the same, at the end",
}
TARGETS = (
    "http://127.0.0.1/",
    "http://127.0.0.1:8080/api/tokens",
    "https://127.0.0.1:18000/",
    "http://127.1/",
    "http://127.0.1/",
    "http://127.127.127.127/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://0/",
    "http://0.0.0.0/",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:169.254.169.254]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::1%25lo]/",
    "http://[fec0::1]/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/latest/meta-data/",
    "http://0xa9fea9fe/latest/meta-data/",
    "http://0251.0376.0251.0376/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.0.1/",
    "http://100.64.0.1/",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://localhost:5432/",
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
    "http://１２７.0.0.1/",
    f"http://{socket.gethostname()}/",
    "http://no-such-host.invalid/",
    "http://1.1.1.1@127.0.0.1/",
    "http://127.0.0.1#@1.1.1.1/",
    "http://127.0.0.1?@1.1.1.1/",
    "http://1.1.1.1:80@127.0.0.1:80/",
    "http://127.0.0.1\\@1.1.1.1/",
    "http:127.0.0.1/",
    "http:///127.0.0.1/",
    "//127.0.0.1/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "ftp://127.0.0.1/",
    "dict://127.0.0.1:11211/stat",
    "ldap://127.0.0.1/",
    "unix:///var/run/docker.sock",
    "data:text/plain,x",
    "javascript:alert(1)",
    "HTTP://127.0.0.1/",
    " http://127.0.0.1/ ",
    "http://127.0.0.1:99999/",
    "http://[::1",
)


def url_fields(document: dict[str, Any]) -> Iterator[str]:
    """Every field that somebody may send and that is called like an address."""
    for name, schema in document["components"]["schemas"].items():
        if not name.endswith(("Out", "Made", "Changed")):
            for field in schema.get("properties", {}):
                if field.endswith(("url", "uri", "endpoint", "webhook", "callback", "issuer")):
                    yield f"{name}.{field}"


async def test_every_address_that_is_stored_stands_in_one_of_the_lists(sqlite_console: Console) -> None:
    document = complete(sqlite_console.app.openapi())
    known = CONSOLE_FETCHES.keys() | ENVOY_FETCHES.keys() | NOBODY_FETCHES.keys()
    assert set(url_fields(document)) == known


@pytest.mark.parametrize("field", CONSOLE_FETCHES)
async def test_nothing_that_leads_inside_is_stored(sqlite_console: Console, field: str) -> None:
    method, path, values = CONSOLE_FETCHES[field]
    name, admin = field.partition(".")[2], await as_admin(sqlite_console)
    for target in TARGETS:
        body = {**values, name: target}
        response = await sqlite_console.client.request(method, path, json=body, headers=admin)
        assert response.status_code == 422, target
        assert [item["path"] for item in response.json()["fields"]] == [name], target
    left = await sqlite_console.client.get(path, headers=admin)
    assert left.status_code == 404 or left.json()["items"] == []


@pytest.mark.parametrize("target", TARGETS)
async def test_what_a_provider_says_of_itself_leads_nowhere_else(target: str) -> None:
    """Its description names further addresses, and those are asked too."""
    with pytest.raises(ProviderError):
        await ask(target, ())


async def test_a_network_is_allowed_by_the_settings_and_no_other(sqlite_settings: Settings) -> None:
    settings = sqlite_settings.model_copy(update={"webhook_networks": "10.7.0.0/16, ::1"})
    async with run_console(settings) as console:
        admin = await as_admin(console)
        for number, (url, status) in enumerate(
            (
                ("http://10.7.1.1/", 201),
                ("http://[::1]/", 201),
                ("http://10.8.1.1/", 422),
                ("http://127.0.0.1/", 422),
            )
        ):
            values = {"name": f"hook{number}", "url": url}
            response = await console.client.post("/api/webhooks", json=values, headers=admin)
            assert response.status_code == status, url


async def test_a_redirect_to_the_inside_is_not_followed(sqlite_settings: Settings) -> None:
    settings = sqlite_settings.model_copy(update={"webhook_networks": "127.0.0.1"})
    async with (
        run_console(settings) as console,
        receiver(200) as (inside, got),
        receiver(302) as (port, first),
    ):
        admin = await as_admin(console)
        values = {"name": "chat", "url": f"http://127.0.0.1:{port}/?to=http://127.0.0.1:{inside}/"}
        await console.ok("POST", "/api/webhooks", json=values, headers=admin)
        await console.ok("POST", "/api/webhooks/chat/test", headers=admin)

        async def was_answered() -> bool:
            return bool((await deliveries(console))[0]["error"])

        await wait_for(was_answered, 20)
        assert (await deliveries(console))[0]["error"] == "answered 302"
        assert len(first) == 1 and got == []
