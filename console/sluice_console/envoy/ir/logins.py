"""People who log in with a browser, at an OpenID Connect or OAuth 2 provider."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Login:
    """Where a route's visitors log in. Envoy does the authorization-code flow, with PKCE, and keeps cookies.

    Browsers go to `authorization_url`; nodes fetch tokens at `token_url`, which the service answers. The
    provider sends browsers back to `callback_path` of the host that they came to; `signout_path` forgets
    them, and ends the provider's session where there is an `end_session_url`. With `forward_token` the access
    token goes on as `authorization: Bearer …`, so that a route may also demand an issuer's token and rules.

    The client's secret is no part of it: nodes get it by SDS under the names of `token_secret_name`.
    """

    id: str
    name: str
    authorization_url: str
    token_url: str
    service_id: str
    client_id: str
    scopes: tuple[str, ...] = ("openid",)
    callback_path: str = "/oauth2/callback"
    signout_path: str = "/oauth2/signout"
    end_session_url: str = ""
    forward_token: bool = False
