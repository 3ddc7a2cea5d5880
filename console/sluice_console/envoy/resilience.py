"""What keeps one sick upstream from harming the rest: limits, ejection, health checks."""

from __future__ import annotations

from sluice_console.envoy import ir
from sluice_console.envoy.protobufs import (
    UInt32Value,
    circuit_breaker,
    cluster,
    health_check,
    http_range,
    outlier,
    percent,
    seconds,
)


def put_resilience(service: ir.Service, message: cluster.Cluster) -> None:
    """Set what the service asks for; the rest stays Envoy's default."""
    if service.limits is not None:
        message.circuit_breakers.CopyFrom(_to_circuit_breakers(service.limits))
    if service.ejection is not None:
        message.outlier_detection.CopyFrom(_to_outlier_detection(service.ejection))
        panic = percent.Percent(value=service.ejection.min_healthy_percent)
        message.common_lb_config.healthy_panic_threshold.CopyFrom(panic)
    if service.health_check is not None:
        message.health_checks.append(_to_health_check(service.health_check))


def _to_circuit_breakers(limits: ir.ConnectionLimits) -> circuit_breaker.CircuitBreakers:
    """`track_remaining` shows how much is left as a gauge of the cluster."""
    thresholds = circuit_breaker.CircuitBreakers.Thresholds(
        max_connections=_optional(limits.connections),
        max_pending_requests=_optional(limits.pending),
        max_requests=_optional(limits.requests),
        max_retries=_optional(limits.retries),
        track_remaining=True,
    )
    return circuit_breaker.CircuitBreakers(thresholds=[thresholds])


def _to_outlier_detection(ejection: ir.Ejection) -> outlier.OutlierDetection:
    """By answers in a row and nothing else: Envoy's other rules compare endpoints with each other."""
    return outlier.OutlierDetection(
        consecutive_5xx=UInt32Value(value=ejection.errors),
        interval=seconds(ejection.interval),
        base_ejection_time=seconds(ejection.duration),
        max_ejection_time=seconds(max(300.0, ejection.duration)),
        max_ejection_percent=UInt32Value(value=ejection.max_percent),
        enforcing_consecutive_5xx=UInt32Value(value=100),
        enforcing_success_rate=UInt32Value(value=0),
    )


def _to_health_check(check: ir.HealthCheck) -> health_check.HealthCheck:
    """As often without traffic as with it, so that a service is known to be ill before it is needed."""
    message = health_check.HealthCheck(
        interval=seconds(check.interval),
        no_traffic_interval=seconds(check.interval),
        timeout=seconds(check.timeout),
        unhealthy_threshold=UInt32Value(value=check.ill_after),
        healthy_threshold=UInt32Value(value=check.well_after),
    )
    match check.kind:
        case "http":
            statuses = [http_range.Int64Range(start=status, end=status + 1) for status in check.statuses]
            message.http_health_check.CopyFrom(
                health_check.HealthCheck.HttpHealthCheck(
                    path=check.path, host=check.host, expected_statuses=statuses
                )
            )
        case "grpc":
            message.grpc_health_check.authority = check.host
        case "tcp":
            message.tcp_health_check.SetInParent()
    return message


def _optional(value: int | None) -> UInt32Value | None:
    return None if value is None else UInt32Value(value=value)


def to_slow_start(window: float) -> cluster.Cluster.SlowStartConfig:
    """A new endpoint begins with a tenth of its share; the rest comes evenly over `window` seconds."""
    return cluster.Cluster.SlowStartConfig(
        slow_start_window=seconds(window), min_weight_percent=percent.Percent(value=10)
    )
