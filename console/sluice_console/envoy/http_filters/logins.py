"""Logins: one OAuth 2 filter for each that a route has, off but where a route or a path of its own says so.

They stand before the filter of tokens, which checks the token that a login forwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sluice_console.envoy import ir
from sluice_console.envoy.config_sources import ADS
from sluice_console.envoy.names import cluster_name
from sluice_console.envoy.protobufs import (
    Any,
    http,
    oauth,
    pack,
    path_matcher,
    route_parts,
    seconds,
    secret,
    string_matcher,
)

TOKEN_SECONDS = 5.0
"""How long a provider may take to give tokens for a code; then the visitor gets 401."""
_REDIRECT = "%REQ(x-forwarded-proto)%://%REQ(:authority)%"


def token_secret_name(id_: str) -> str:
    """The SDS resource with the client's secret."""
    return f"{id_}.token"


def cookie_secret_name(id_: str) -> str:
    """The SDS resource with the key that cookies are signed with."""
    return f"{id_}.cookies"


def to_login_filters(gateway: ir.Gateway) -> Iterator[http.HttpFilter]:
    """None where no route has one."""
    services = {item.id: item for item in gateway.services}
    used = {item.login_id for item in gateway.routes}
    for item in gateway.logins:
        if item.id in used:
            config = oauth.OAuth2(config=_to_config(item, services[item.service_id]))
            yield http.HttpFilter(name=_name(item.id), typed_config=pack(config), disabled=True)


def to_route_login(route: ir.Route) -> Iterator[tuple[str, Any]]:
    """What switches it on for one route."""
    if route.login_id:
        yield _name(route.login_id), _ON


def to_login_entries(logins: Iterable[ir.Login], routes: Iterable[ir.Route]) -> Iterator[route_parts.Route]:
    """A virtual host's paths that belong to its routes' logins: there the filter answers and nobody else."""
    used = {item.login_id for item in routes}
    for item in logins:
        if item.id in used:
            for path in (item.callback_path, item.signout_path):
                entry = route_parts.Route(name=item.id, match=route_parts.RouteMatch(path=path))
                entry.direct_response.status = 404
                entry.typed_per_filter_config[_name(item.id)].CopyFrom(_ON)
                yield entry


def _name(id_: str) -> str:
    return f"login.{id_}"


def _to_config(item: ir.Login, service: ir.Service) -> oauth.OAuth2Config:
    config = oauth.OAuth2Config(
        authorization_endpoint=item.authorization_url,
        end_session_endpoint=item.end_session_url,
        redirect_uri=f"{_REDIRECT}{item.callback_path}",
        redirect_path_matcher=_to_path(item.callback_path),
        signout_path=_to_path(item.signout_path),
        forward_bearer_token=item.forward_token,
        auth_scopes=item.scopes,
        deny_redirect_matcher=[_PROGRAM],
        stat_prefix=item.id,
        credentials=oauth.OAuth2Credentials(
            client_id=item.client_id,
            token_secret=_to_secret(token_secret_name(item.id)),
            hmac_secret=_to_secret(cookie_secret_name(item.id)),
            cookie_names=_to_cookies(item.id),
        ),
    )
    config.token_endpoint.uri = item.token_url
    config.token_endpoint.cluster = cluster_name(service)
    config.token_endpoint.timeout.CopyFrom(seconds(TOKEN_SECONDS))
    config.use_refresh_token.value = True
    return config


def _to_cookies(id_: str) -> oauth.OAuth2Credentials.CookieNames:
    """Of its own for each login: who comes back from one must not be thrown out of another."""
    return oauth.OAuth2Credentials.CookieNames(
        bearer_token=f"BearerToken-{id_}",
        oauth_hmac=f"OauthHMAC-{id_}",
        oauth_expires=f"OauthExpires-{id_}",
        id_token=f"IdToken-{id_}",
        refresh_token=f"RefreshToken-{id_}",
        oauth_nonce=f"OauthNonce-{id_}",
        code_verifier=f"CodeVerifier-{id_}",
    )


def _to_secret(name: str) -> secret.SdsSecretConfig:
    return secret.SdsSecretConfig(name=name, sds_config=ADS)


def _to_path(path: str) -> path_matcher.PathMatcher:
    return path_matcher.PathMatcher(path=string_matcher.StringMatcher(exact=path))


_ON = pack(route_parts.FilterConfig(config=Any()))
# Whoever does not ask for a page gets 401 instead of a redirect that it cannot follow.
_PROGRAM = route_parts.HeaderMatcher(
    name="accept",
    string_match=string_matcher.StringMatcher(contains="text/html"),
    invert_match=True,
    treat_missing_header_as_empty=True,
)
