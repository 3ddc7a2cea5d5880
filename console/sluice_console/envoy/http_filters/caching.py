"""The response cache: the last before the router, so that everything that refuses a request comes before it.

    … rules ─▶ limits ─▶ body ─▶ fault ─▶ scope ─▶ cache ─▶ router

Envoy's cache finds an answer by scheme, host, path and query alone, and asks the service itself: what comes
after it, the router with its rewrites, retries and header changes, is passed over. `check_route_cache`
refuses routes that count on one of them, and those that share an address with another one. Besides:

- A route is two entries, told apart before any filter can take a credential away: only requests without any
  find the cache in their chain. The entry's longest duration stands in for the router's timeout.
- While a rollout splits a route's requests neither side has a cache.
- `scope` writes the entry's name into a header, whatever a client put there. Without it the cache is
  skipped: a filter may have sent the request on to another route. So it is for a tenant's requests.
- `scope` takes cookies that a service sets off the answer: they would be given to everybody.

Both filters are in the chain only where a route of the gateway asks.
"""

from __future__ import annotations

from collections.abc import Iterator

from sluice_console.envoy import ir
from sluice_console.envoy.http_filters.tenants import HEADERS
from sluice_console.envoy.protobufs import (
    Any,
    UInt64Value,
    async_files,
    cache,
    core,
    extension,
    extension_matcher,
    file_cache,
    header_mutation,
    header_rules,
    http,
    http_inputs,
    matching,
    pack,
    regex,
    route_parts,
    seconds,
    skip_filter,
    string_matcher,
    xds_extension,
    xds_regex,
    xds_string,
)

SCOPE = "x-sluice-cache"
"""The request header that holds the scope; services see it, too."""
METADATA = "cache"
"""The scope in an entry's metadata."""
_NAMES = ("cache.scope", "cache")
_PERSONAL = ("authorization", "cookie", "x-api-key", "x-forwarded-client-cert")
"""Whose answers may be for one client only."""


def to_cache_filters(gateway: ir.Gateway, item: ir.Listener) -> Iterator[http.HttpFilter]:
    """None where no route has a cache."""
    if any(find_cache(route) for route in gateway.routes):
        configs = (_to_scope(), _to_cache(item.cache or ir.Cache()))
        for name, config in zip(_NAMES, configs, strict=True):
            yield http.HttpFilter(name=name, typed_config=pack(config), disabled=True)


def find_cache(route: ir.Route) -> ir.RouteCache | None:
    """What a route keeps."""
    return route.action.cache if isinstance(route.action, ir.Forward) else None


def with_cache(entry: route_parts.Route, route_id: str, action: ir.Forward) -> Iterator[route_parts.Route]:
    """The entry of requests that may be answered from the cache, and that of all others."""
    if action.cache is None:
        yield entry
        return
    kept = route_parts.Route()
    kept.CopyFrom(entry)
    kept.match.headers.extend(_to_conditions(action.cache))
    for name in _NAMES:
        kept.typed_per_filter_config[name].CopyFrom(_ON)
    kept.metadata.filter_metadata["sluice"][METADATA] = route_id
    if action.timeout:
        kept.route.max_stream_duration.max_stream_duration.CopyFrom(seconds(action.timeout))
    yield kept
    yield entry


def _to_conditions(settings: ir.RouteCache) -> Iterator[route_parts.HeaderMatcher]:
    methods = string_matcher.StringMatcher(safe_regex=regex.RegexMatcher(regex="GET|HEAD"))
    yield route_parts.HeaderMatcher(name=":method", string_match=methods)
    if not settings.shared:
        for name in _PERSONAL:
            yield route_parts.HeaderMatcher(name=name, present_match=True, invert_match=True)
    if not settings.queries:
        query = string_matcher.StringMatcher(contains="?")
        yield route_parts.HeaderMatcher(name=":path", string_match=query, invert_match=True)


def _to_scope() -> header_mutation.HeaderMutation:
    scope = core.HeaderValue(key=SCOPE, value=f"%METADATA(ROUTE:sluice:{METADATA})%")
    return header_mutation.HeaderMutation(
        mutations=header_mutation.Mutations(
            request_mutations=[
                header_rules.HeaderMutation(remove=SCOPE),
                header_rules.HeaderMutation(append=core.HeaderValueOption(header=scope)),
            ],
            response_mutations=[header_rules.HeaderMutation(remove="set-cookie")],
        )
    )


def _to_cache(settings: ir.Cache) -> extension_matcher.ExtensionWithMatcher:
    config = cache.CacheConfig(
        typed_config=pack(_to_files(settings)),
        allowed_vary_headers=[
            string_matcher.StringMatcher(exact=name, ignore_case=True) for name in settings.vary
        ],
    )
    return extension_matcher.ExtensionWithMatcher(
        extension_config=extension.TypedExtensionConfig(name="cache", typed_config=pack(config)),
        xds_matcher=_to_skipped(),
    )


def _to_files(settings: ir.Cache) -> file_cache.FileSystemHttpCacheConfig:
    threads = async_files.AsyncFileManagerConfig.ThreadPool(thread_count=1)
    return file_cache.FileSystemHttpCacheConfig(
        manager_config=async_files.AsyncFileManagerConfig(thread_pool=threads),
        cache_path=settings.folder,
        max_cache_size_bytes=UInt64Value(value=settings.megabytes * 1_000_000),
    )


def _to_skipped() -> matching.Matcher:
    """Skips the filter where the scope is missing, and where a filter has found a tenant."""
    skip = xds_extension.TypedExtensionConfig(name="skip", typed_config=pack(skip_filter.SkipFilter()))
    predicate = matching.Matcher.MatcherList.Predicate
    cases = (predicate(not_matcher=_there(SCOPE)), *map(_there, HEADERS.values()))
    rules = (
        matching.Matcher.MatcherList.FieldMatcher(
            predicate=case, on_match=matching.Matcher.OnMatch(action=skip)
        )
        for case in cases
    )
    return matching.Matcher(matcher_list=matching.Matcher.MatcherList(matchers=rules))


def _there(name: str) -> matching.Matcher.MatcherList.Predicate:
    asked = http_inputs.HttpRequestHeaderMatchInput(header_name=name)
    something = xds_regex.RegexMatcher(google_re2=xds_regex.RegexMatcher.GoogleRE2(), regex=".+")
    predicate = matching.Matcher.MatcherList.Predicate
    return predicate(
        single_predicate=predicate.SinglePredicate(
            input=xds_extension.TypedExtensionConfig(name=name, typed_config=pack(asked)),
            value_match=xds_string.StringMatcher(safe_regex=something),
        )
    )


_ON = pack(route_parts.FilterConfig(config=Any()))
