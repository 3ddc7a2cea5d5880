"""Which requests: our conditions as Envoy's `RouteMatch`."""

from __future__ import annotations

import re

from sluice_console.envoy import ir
from sluice_console.envoy.protobufs import (
    core,
    extension,
    lua_matcher,
    pack,
    regex,
    route_parts,
    string_matcher,
    template_match,
    xds_extension,
)
from sluice_console.envoy.stickiness import to_cookie_lua, to_lua

LUA_MATCHER = "envoy.string_matcher.lua"
TEMPLATE_MATCHER = "envoy.path.match.uri_template.uri_template_matcher"


def to_match(match: ir.RouteMatch) -> route_parts.RouteMatch:
    """All conditions of a route."""
    message = route_parts.RouteMatch(
        headers=[
            *_to_methods(match.methods),
            *map(to_header_matcher, match.headers),
            *map(_to_cookie, match.cookies),
        ],
        query_parameters=map(_to_query_matcher, match.query),
    )
    _put_path(match.path, message)
    return message


def _put_path(path: ir.PathMatch, message: route_parts.RouteMatch) -> None:
    match path.kind:
        case "exact":
            message.path = path.value
        case "regex":
            message.safe_regex.CopyFrom(_to_regex(path.value))
        case "template":
            policy = template_match.UriTemplateMatchConfig(path_template=path.value)
            typed = extension.TypedExtensionConfig(name=TEMPLATE_MATCHER, typed_config=pack(policy))
            message.path_match_policy.CopyFrom(typed)
        case "prefix":
            if path.value.endswith("/"):
                message.prefix = path.value
            else:
                message.path_separated_prefix = path.value


def _to_methods(methods: tuple[str, ...]) -> list[route_parts.HeaderMatcher]:
    if not methods:
        return []
    words = "|".join(re.escape(method) for method in sorted(methods))
    text = ir.TextMatch(words, "regex") if len(methods) > 1 else ir.TextMatch(methods[0])
    return [route_parts.HeaderMatcher(name=":method", string_match=to_string_matcher(text))]


def to_header_matcher(header: ir.HeaderMatch) -> route_parts.HeaderMatcher:
    """A header that is there, or that looks a certain way."""
    message = route_parts.HeaderMatcher(name=header.name.lower(), invert_match=header.invert)
    if header.value is None:
        message.present_match = True
    else:
        message.string_match.CopyFrom(to_string_matcher(header.value))
    return message


def _to_cookie(cookie: ir.CookieMatch) -> route_parts.HeaderMatcher:
    """Envoy matches headers only. Several `cookie` headers arrive joined with `; ` or with a comma."""
    wanted = re.escape(cookie.name) + "=" + re.escape(cookie.value)
    text = ir.TextMatch(rf"(?:.*[;,]\s*)?{wanted}(?:\s*[;,].*)?", "regex")
    return route_parts.HeaderMatcher(name="cookie", string_match=to_string_matcher(text))


def _to_query_matcher(query: ir.QueryMatch) -> route_parts.QueryParameterMatcher:
    if query.value is None:
        return route_parts.QueryParameterMatcher(name=query.name, present_match=True)
    return route_parts.QueryParameterMatcher(name=query.name, string_match=to_string_matcher(query.value))


def to_string_matcher(text: ir.TextMatch) -> string_matcher.StringMatcher:
    """How a value must look; a regex says for itself whether it ignores case, `(?i)`."""
    if text.operator == "regex":
        pattern = f"(?i){text.value}" if text.ignore_case else text.value
        return string_matcher.StringMatcher(safe_regex=_to_regex(pattern))
    return string_matcher.StringMatcher(**{text.operator: text.value}, ignore_case=text.ignore_case)


def to_sticky_matcher(key: ir.StickyKey, salt: str, share: int) -> route_parts.HeaderMatcher:
    """The values of a header or a cookie that are in a share for good."""
    cookie = key.kind == "cookie"
    source = to_cookie_lua(key.name, salt, share) if cookie else to_lua(salt, share)
    script = lua_matcher.Lua(source_code=core.DataSource(inline_string=source))
    custom = xds_extension.TypedExtensionConfig(name=LUA_MATCHER, typed_config=pack(script))
    return route_parts.HeaderMatcher(
        name="cookie" if cookie else key.name.lower(),
        string_match=string_matcher.StringMatcher(custom=custom),
    )


def to_host_matcher(host: str) -> route_parts.HeaderMatcher:
    """Requests for a host, `*.a.io` any below it; with a port or without."""
    host = host.partition(":")[0]
    pattern = rf".+{re.escape(host[1:])}" if host.startswith("*") else re.escape(host)
    text = ir.TextMatch(rf"(?i){pattern}(:\d+)?", "regex")
    return route_parts.HeaderMatcher(name=":authority", string_match=to_string_matcher(text))


def to_keyless_matcher(key: ir.StickyKey) -> route_parts.HeaderMatcher:
    """Requests that have nothing to hash."""
    if key.kind == "header":
        return to_header_matcher(ir.HeaderMatch(key.name, invert=True))
    text = ir.TextMatch(rf"(?:.*[;,]\s*)?{re.escape(key.name)}=.*", "regex")
    return route_parts.HeaderMatcher(
        name="cookie",
        string_match=to_string_matcher(text),
        invert_match=True,
        treat_missing_header_as_empty=True,
    )


def _to_regex(pattern: str) -> regex.RegexMatcher:
    return regex.RegexMatcher(regex=pattern)


def specificity(match: ir.RouteMatch) -> tuple[int, int, int]:
    """Sorts the more specific match first: exact, template, regex, longer prefix; then more conditions."""
    kinds = ("exact", "template", "regex", "prefix")
    conditions = len(match.methods[:1]) + len(match.headers) + len(match.query) + len(match.cookies)
    return kinds.index(match.path.kind), -len(match.path.value), -conditions
