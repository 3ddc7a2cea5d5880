"""What the console itself asks a provider: its description, its keys, and a code for a token.

Only addresses of the internet, and networks that the settings name, are asked, like those of webhooks. A
provider that is asked without TLS has to be in such a network. Redirects are not followed, and answers are
read up to `LARGEST`.
"""

import asyncio
import ipaddress
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from sluice_console.core.language import tr
from sluice_console.features.webhooks.addresses import AddressError, Network, find_target

DISCOVERY = "/.well-known/openid-configuration"
TIMEOUT_SECONDS = 5.0
LARGEST = 256 * 1024


class ProviderError(Exception):
    """The provider does not do as it should; in words for whoever signs in."""


@dataclass(frozen=True, slots=True)
class Description:
    """Three addresses of a provider, and whether it wants the client's secret in the form."""

    authorization: str
    token: str
    keys: str
    in_form: bool


async def describe(issuer: str, allowed: Sequence[Network]) -> Description:
    """Raises `ProviderError`."""
    said = await ask(issuer.rstrip("/") + DISCOVERY, allowed)
    if said.get("issuer") != issuer:
        raise ProviderError(
            tr(
                "The provider calls itself %(own)s, not %(issuer)s.",
                own=repr(str(said.get("issuer"))[:200]),
                issuer=repr(issuer),
            )
        )
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    for name in names:
        if not isinstance(said.get(name), str) or not said[name].startswith(("https://", "http://")):
            raise ProviderError(tr("The provider's description has no address as %(name)s.", name=name))
        if issuer.startswith("https://") and not said[name].startswith("https://"):
            raise ProviderError(tr("The provider's %(name)s is without TLS.", name=name))
    methods = said.get("token_endpoint_auth_methods_supported")
    in_form = isinstance(methods, list) and "client_secret_basic" not in methods
    authorization, token, keys = (said[name] for name in names)
    return Description(authorization, token, keys, in_form)


async def ask(
    url: str,
    allowed: Sequence[Network],
    form: Mapping[str, str] | None = None,
    auth: tuple[str, str] | None = None,
) -> dict[str, Any]:
    """A JSON object. With `form` it is posted. Raises `ProviderError`."""
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            status, body = await _send(url, allowed, form, auth)
    except AddressError as error:
        raise ProviderError(tr("The provider's address %(url)s %(error)s.", url=url, error=error)) from error
    except TimeoutError as error:
        raise ProviderError(
            tr("The provider does not answer within %(seconds)s s.", seconds=f"{TIMEOUT_SECONDS:g}")
        ) from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise ProviderError(
            tr("The provider cannot be reached: %(error)s.", error=type(error).__name__)
        ) from error
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if status != 200:
        code = said.get("error") if isinstance(said, dict) else None
        raise ProviderError(
            tr("The provider answers %(status)s.", status=f"{status} ({str(code)[:60]})" if code else status)
        )
    if not isinstance(said, dict):
        raise ProviderError(tr("The provider's answer is no JSON object."))
    return said


async def _send(
    url: str, allowed: Sequence[Network], form: Mapping[str, str] | None, auth: tuple[str, str] | None
) -> tuple[int, bytes]:
    """To the address that was looked at, whatever the name means by now."""
    target = await find_target(url, allowed)
    if target.scheme == "http" and ipaddress.ip_address(target.address).is_global:
        raise AddressError(tr("is without TLS, over the internet; write https://"))
    asked = httpx.URL(url)
    headers = {"host": asked.netloc.decode(), "accept": "application/json", "user-agent": "sluice-sign-in"}
    extensions = {"sni_hostname": target.host} if target.scheme == "https" else {}
    async with (
        httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=TIMEOUT_SECONDS) as client,
        client.stream(
            "GET" if form is None else "POST",
            asked.copy_with(host=target.address),
            headers=headers,
            data=form,
            auth=auth,
            extensions=extensions,
        ) as answer,
    ):
        body = b""
        async for piece in answer.aiter_bytes():
            body += piece
            if len(body) > LARGEST:
                raise ProviderError(
                    tr("The provider's answer is longer than %(bytes)s bytes.", bytes=LARGEST)
                )
        return answer.status_code, body
