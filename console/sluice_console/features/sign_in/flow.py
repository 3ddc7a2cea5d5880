"""Signing in at a provider: there with a code challenge, a state and a nonce; back with a code.

What has to be remembered meanwhile is sealed in a cookie of the browser, so that no other browser can finish
what this one began, and any console that shares the key can.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote, urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from sluice_console.core.language import tr
from sluice_console.core.vault import Vault, VaultError
from sluice_console.features.sign_in.asking import Description, ProviderError, ask
from sluice_console.features.webhooks.addresses import Network

SECONDS = 600
"""That a sign-in may take at the provider."""
LEEWAY_SECONDS = 60
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Of signatures that only the provider can make."""
_PURPOSE = "sign-in under way"


@dataclass(frozen=True, slots=True)
class Client:
    """The console as the provider knows it."""

    issuer: str
    id: str
    secret: str
    scopes: Sequence[str]
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class Trip:
    """One sign-in under way. `next` is where it leads to afterwards, `until` in seconds of the epoch."""

    state: str
    nonce: str
    verifier: str
    next: str
    until: int


def begin(next_: str) -> Trip:
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Trip(state, nonce, verifier, next_, int(time.time()) + SECONDS)


def pack(vault: Vault, trip: Trip) -> str:
    sealed = vault.seal(json.dumps(asdict(trip)).encode(), _PURPOSE)
    return base64.urlsafe_b64encode(sealed).decode()


def unpack(vault: Vault, cookie: str, state: str) -> Trip:
    """Raises `ProviderError` unless this browser began the sign-in, a short while ago."""
    try:
        trip = Trip(**json.loads(vault.open(base64.urlsafe_b64decode(cookie.encode()), _PURPOSE)))
    except (ValueError, TypeError, VaultError) as error:
        raise ProviderError(tr("This sign-in was not begun in this browser. Begin anew.")) from error
    if not hmac.compare_digest(trip.state.encode(), state.encode()):
        raise ProviderError(
            tr("This sign-in was not begun in this browser, or another one was since. Begin anew.")
        )
    if trip.until < time.time():
        raise ProviderError(tr("This sign-in took too long. Begin anew."))
    return trip


def address_of(there: Description, client: Client, trip: Trip) -> str:
    """Where the browser is sent."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(trip.verifier.encode()).digest()).rstrip(b"=")
    query = {
        "response_type": "code",
        "client_id": client.id,
        "redirect_uri": client.redirect_uri,
        "scope": " ".join(client.scopes),
        "state": trip.state,
        "nonce": trip.nonce,
        "code_challenge": challenge.decode(),
        "code_challenge_method": "S256",
    }
    return f"{there.authorization}{'&' if '?' in there.authorization else '?'}{urlencode(query)}"


async def redeem(
    there: Description, client: Client, trip: Trip, code: str, allowed: Sequence[Network]
) -> Mapping[str, Any]:
    """The claims of whoever came back with the code; raises `ProviderError`."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.redirect_uri,
        "code_verifier": trip.verifier,
    }
    auth = None if there.in_form else (quote(client.id, safe=""), quote(client.secret, safe=""))
    if there.in_form:
        form |= {"client_id": client.id, "client_secret": client.secret}
    answer = await ask(there.token, allowed, form, auth)
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise ProviderError(tr("The provider's answer has no identity token."))
    return read_claims(token, await ask(there.keys, allowed), client, trip.nonce)


def read_claims(token: str, keys: Mapping[str, Any], client: Client, nonce: str) -> Mapping[str, Any]:
    """Of a token that the provider signed, for this console, for this sign-in, and lately."""
    demanded = jwt.JWTClaimsRegistry(
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": client.issuer},
        aud={"essential": True, "value": client.id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        found = jwt.decode(token, KeySet.import_key_set({"keys": keys.get("keys", [])}), ALGORITHMS)
        demanded.validate(found.claims)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise ProviderError(
            tr("The provider's token is not to be believed: %(error)s.", error=str(error)[:200])
        ) from error
    audience, party = found.claims["aud"], found.claims.get("azp", client.id)
    if party != client.id or (isinstance(audience, list) and len(audience) > 1 and "azp" not in found.claims):
        raise ProviderError(tr("The provider's token was made for another client."))
    return found.claims
