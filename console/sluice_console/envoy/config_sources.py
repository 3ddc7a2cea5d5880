"""Where Envoy finds what a resource refers to: always the one stream that brought the resource itself."""

from __future__ import annotations

from sluice_console.envoy.protobufs import config_source

ADS = config_source.ConfigSource(
    ads=config_source.AggregatedConfigSource(),
    resource_api_version=config_source.ApiVersion.V3,
)
