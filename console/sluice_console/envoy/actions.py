"""What happens to a request: our actions as Envoy's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import assert_never

from sluice_console.envoy import ir
from sluice_console.envoy.names import cluster_name
from sluice_console.envoy.protobufs import (
    BoolValue,
    UInt32Value,
    core,
    extension,
    pack,
    percent,
    regex,
    route_parts,
    seconds,
    template_rewrite,
)

TEMPLATE_REWRITER = "envoy.path.rewrite.uri_template.uri_template_rewriter"
Services = Mapping[str, ir.Service]


def put_action(route: ir.Route, services: Services, message: route_parts.Route) -> None:
    """Set the one of `route`, `redirect` and `direct_response` that the route's action stands for."""
    action = route.action
    match action:
        case ir.Forward():
            message.route.CopyFrom(_to_route_action(action, route.match.path, services))
        case ir.Redirect():
            message.redirect.CopyFrom(_to_redirect(action))
        case ir.DirectResponse():
            body = core.DataSource(inline_string=action.body) if action.body else None
            message.direct_response.CopyFrom(
                route_parts.DirectResponseAction(status=action.status, body=body)
            )
            if action.body:
                message.response_headers_to_add.append(to_header_option("content-type", action.content_type))
        case _:
            assert_never(action)


def _to_route_action(action: ir.Forward, path: ir.PathMatch, services: Services) -> route_parts.RouteAction:
    message = route_parts.RouteAction(timeout=seconds(action.timeout))
    _put_clusters(action.destinations, services, message)
    if action.rewrite is not None:
        _put_rewrite(action.rewrite, path, message)
    if action.retry is not None:
        message.retry_policy.CopyFrom(_to_retry_policy(action.retry))
    if action.idle_timeout is not None:
        message.idle_timeout.CopyFrom(seconds(action.idle_timeout))
    message.request_mirror_policies.extend(_to_mirror(item, services) for item in action.mirrors)
    message.hash_policy.extend(map(_to_hash_policy, action.hash_by))
    if action.websocket:
        upgrade = route_parts.RouteAction.UpgradeConfig(
            upgrade_type="websocket", enabled=BoolValue(value=True)
        )
        message.upgrade_configs.append(upgrade)
    return message


def _put_clusters(
    destinations: tuple[ir.Destination, ...], services: Services, message: route_parts.RouteAction
) -> None:
    names = [cluster_name(services[item.service_id], item.version) for item in destinations]
    if len(names) == 1:
        message.cluster = names[0]
        return
    for name, item in zip(names, destinations, strict=True):
        message.weighted_clusters.clusters.append(
            route_parts.WeightedCluster.ClusterWeight(name=name, weight=UInt32Value(value=item.weight))
        )


def _to_mirror(mirror: ir.Mirror, services: Services) -> route_parts.RouteAction.RequestMirrorPolicy:
    """The copy goes as it came: Envoy would append `-shadow` to its host, which upstreams route by."""
    return route_parts.RouteAction.RequestMirrorPolicy(
        cluster=cluster_name(services[mirror.service_id], mirror.version),
        runtime_fraction=core.RuntimeFractionalPercent(default_value=to_fraction(mirror.share)),
        disable_shadow_host_suffix_append=True,
    )


def to_fraction(share: int) -> percent.FractionalPercent:
    """Basis points as Envoy writes them."""
    return percent.FractionalPercent(numerator=share, denominator=percent.FractionalPercent.TEN_THOUSAND)


def _to_hash_policy(key: ir.HashKey) -> route_parts.RouteAction.HashPolicy:
    """The first key that a request has decides."""
    policy = route_parts.RouteAction.HashPolicy
    message = policy(terminal=True)
    match key.kind:
        case "header":
            message.header.header_name = key.name.lower()
        case "query":
            message.query_parameter.name = key.name
        case "address":
            message.connection_properties.source_ip = True
        case "cookie":
            message.cookie.name = key.name
            if key.ttl is not None:
                message.cookie.path = "/"
                message.cookie.ttl.CopyFrom(seconds(key.ttl))
    return message


def _put_rewrite(rewrite: ir.Rewrite, path: ir.PathMatch, message: route_parts.RouteAction) -> None:
    if rewrite.host is not None:
        message.host_rewrite_literal = rewrite.host
    if rewrite.path is not None:
        message.regex_rewrite.CopyFrom(_replacing(r"^.*$", rewrite.path))
    elif rewrite.regex is not None:
        pattern = regex.RegexMatcher(regex=rewrite.regex.pattern)
        message.regex_rewrite.CopyFrom(
            regex.RegexMatchAndSubstitute(pattern=pattern, substitution=rewrite.regex.by)
        )
    elif rewrite.template is not None:
        config = template_rewrite.UriTemplateRewriteConfig(path_template_rewrite=rewrite.template)
        typed = extension.TypedExtensionConfig(name=TEMPLATE_REWRITER, typed_config=pack(config))
        message.path_rewrite_policy.CopyFrom(typed)
    elif rewrite.prefix is not None and path.value.endswith("/"):
        message.prefix_rewrite = rewrite.prefix
    elif rewrite.prefix is not None and rewrite.prefix.endswith("/"):
        # `/api` → `/` would turn `/api/x` into `//x`: the match ends before the slash, the rewrite after it.
        message.regex_rewrite.CopyFrom(_replacing(f"^{re.escape(path.value)}/?", rewrite.prefix))
    elif rewrite.prefix is not None:
        message.prefix_rewrite = rewrite.prefix


def _replacing(pattern: str, by: str) -> regex.RegexMatchAndSubstitute:
    """A substitution in which `by` stands for itself: a backslash would name a group."""
    return regex.RegexMatchAndSubstitute(
        pattern=regex.RegexMatcher(regex=pattern), substitution=by.replace("\\", r"\\")
    )


def _to_retry_policy(retry: ir.Retry) -> route_parts.RetryPolicy:
    message = route_parts.RetryPolicy(
        retry_on=",".join(retry.on),
        num_retries=UInt32Value(value=retry.attempts),
        retriable_status_codes=sorted(retry.statuses),
        retry_back_off=route_parts.RetryPolicy.RetryBackOff(base_interval=seconds(retry.backoff)),
    )
    if retry.per_try_timeout is not None:
        message.per_try_timeout.CopyFrom(seconds(retry.per_try_timeout))
    return message


def _to_redirect(action: ir.Redirect) -> route_parts.RedirectAction:
    message = route_parts.RedirectAction(
        response_code=_REDIRECT_CODES[action.status], strip_query=action.strip_query
    )
    if action.scheme is not None:
        message.scheme_redirect = action.scheme
    if action.host is not None:
        message.host_redirect = action.host
    if action.port is not None:
        message.port_redirect = action.port
    if action.path is not None:
        message.path_redirect = action.path
    elif action.prefix is not None:
        message.prefix_rewrite = action.prefix
    return message


def put_header_edits(route: ir.Route, message: route_parts.Route) -> None:
    """Changes of the request's and the response's headers."""
    message.request_headers_to_remove.extend(route.request_headers.remove)
    message.request_headers_to_add.extend(_to_header_options(route.request_headers))
    message.response_headers_to_remove.extend(route.response_headers.remove)
    message.response_headers_to_add.extend(_to_header_options(route.response_headers))


def _to_header_options(edit: ir.HeaderEdit) -> list[core.HeaderValueOption]:
    return [
        *(to_header_option(name, value) for name, value in edit.set),
        *(to_header_option(name, value, adds=True) for name, value in edit.add),
    ]


def to_header_option(name: str, value: str, *, adds: bool = False) -> core.HeaderValueOption:
    """A literal header: `%` starts a command for Envoy and is doubled, so that it stands for itself."""
    option = core.HeaderValueOption
    return option(
        header=core.HeaderValue(key=name.lower(), value=value.replace("%", "%%")),
        append_action=option.APPEND_IF_EXISTS_OR_ADD if adds else option.OVERWRITE_IF_EXISTS_OR_ADD,
        keep_empty_value=True,
    )


_REDIRECT_CODES = {
    301: route_parts.RedirectAction.MOVED_PERMANENTLY,
    302: route_parts.RedirectAction.FOUND,
    303: route_parts.RedirectAction.SEE_OTHER,
    307: route_parts.RedirectAction.TEMPORARY_REDIRECT,
    308: route_parts.RedirectAction.PERMANENT_REDIRECT,
}
